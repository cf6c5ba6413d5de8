"""Labelling teams."""

from __future__ import annotations

from typing import Any

import pytest

from .teams import Teams


def test_a_team_from_its_creation_to_its_end(teams: Teams) -> None:
    api = teams.api
    workforce_id = api.call("POST", body={"workforce_name": "gardeners", "description": "they know flowers"})[
        "workforce_id"
    ]
    shown = api.call("GET", f"/{workforce_id}")
    assert shown == {
        "workforce_id": workforce_id,
        "workforce_name": "gardeners",
        "description": "they know flowers",
        "worker_count": 0,
        "create_time": shown["create_time"],
        "update_time": shown["create_time"],
        "workspace_id": "0",
    }
    teams.service.emulator.advance(5)
    assert api.call("PUT", f"/{workforce_id}", {"workforce_name": "florists"}) == {}
    changed = api.call("GET", f"/{workforce_id}")
    assert (changed["workforce_name"], changed["description"]) == ("florists", "they know flowers")
    assert changed["update_time"] == shown["create_time"] + 5000
    api.call("DELETE", f"/{workforce_id}")
    assert (api.refusal("GET", f"/{workforce_id}").status, api.call("GET")["total_number"]) == (404, 0)


def test_names_are_unique(local_teams: Teams) -> None:
    first, second = local_teams.create("gardeners"), local_teams.create("florists")
    assert local_teams.api.refusal("POST", body={"workforce_name": "gardeners"}).code == "4602"
    assert local_teams.api.refusal("PUT", f"/{second}", {"workforce_name": "gardeners"}).code == "4602"
    local_teams.api.call("PUT", f"/{first}", {"workforce_name": "gardeners"})


def test_a_project_has_ten_teams(local_teams: Teams) -> None:
    for number in range(10):
        local_teams.create(f"team-{number}")
    refused = local_teams.api.refusal("POST", body={"workforce_name": "one-too-many"})
    assert (refused.status, refused.code) == (400, "0118")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["c", "b", "a"]),
        ({"order": "asc"}, ["a", "b", "c"]),
        ({"sort_by": "workforce_name", "order": "desc"}, ["c", "b", "a"]),
        ({"limit": 2}, ["c", "b"]),
        ({"limit": 2, "offset": 1}, ["a"]),
        ({"offset": 2**31 - 1}, []),
        ({"search_content": "B"}, ["b"]),
        ({"search_content": "_"}, []),
        ({"workforce_task_id": "tW2jL6vXo9PnC5bRa7Ke"}, []),
    ],
)
def test_lists(local_teams: Teams, query: dict[str, Any], names: list[str]) -> None:
    for name in "abc":
        local_teams.create(name)
        local_teams.service.emulator.advance(1)
    page = local_teams.api.call("GET", **query)
    assert [team["workforce_name"] for team in page["workforces"]] == names
    filtered = "search_content" in query or "workforce_task_id" in query
    assert page["total_number"] == (len(names) if filtered else 3)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "", {}),
        ("DELETE", "", None),
        ("GET", "/workers", None),
        ("POST", "/workers", {"emails": "labeler@example.com", "role": 0}),
        ("POST", "/workers/batch-delete", {"workers": []}),
        ("GET", "/workers/w", None),
        ("PUT", "/workers/w", {}),
        ("DELETE", "/workers/w", None),
    ],
)
def test_an_unknown_team(local_teams: Teams, method: str, path: str, body: object) -> None:
    refused = local_teams.api.refusal(method, f"/nobody{path}", body)
    assert (refused.status, refused.code) == (404, "4601")
