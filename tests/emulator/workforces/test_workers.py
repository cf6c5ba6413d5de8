"""Members of labelling teams."""

from __future__ import annotations

import pytest

from ..datasets.conftest import MakeService
from .teams import LABELER, MANAGER, OWNER, REVIEWER, Teams


def test_a_member_from_the_first_day_to_the_last(teams: Teams) -> None:
    team = teams.create()
    worker_id = teams.add(team, "labeler@example.com")
    path = f"/{team}/workers/{worker_id}"
    shown = teams.api.call("GET", path)
    assert shown == {
        "worker_id": worker_id,
        "workforce_id": team,
        "email": "labeler@example.com",
        "role": LABELER,
        "status": 0,
        "description": "",
        "create_time": shown["create_time"],
        "update_time": shown["create_time"],
    }
    assert teams.api.call("PUT", path, {"role": REVIEWER, "description": "has good eyes"}) == {}
    changed = teams.api.call("GET", path)
    assert (changed["role"], changed["description"]) == (REVIEWER, "has good eyes")
    assert teams.api.call("GET", f"/{team}")["worker_count"] == 1
    teams.api.call("DELETE", path)
    refused = teams.api.refusal("GET", path)
    assert (refused.status, refused.code) == (404, "4604")
    assert teams.api.call("GET", f"/{team}")["worker_count"] == 0


def test_an_address_is_used_once_in_a_team(local_teams: Teams) -> None:
    first, second = local_teams.create("gardeners"), local_teams.create("florists")
    local_teams.add(first, "Labeler@example.com")
    again = {"emails": "labeler@EXAMPLE.com", "role": 1}
    assert local_teams.api.refusal("POST", f"/{first}/workers", again).code == "4605"
    local_teams.api.call("POST", f"/{second}/workers", again)


#: The last one is too long in lower case only.
NO_ADDRESSES = ["nobody", "@example.com", "a@b@c", "a b@example.com", "a@x,b@x", "a@x\u200b", "a@" + "\u0130" * 255]


@pytest.mark.parametrize("email", NO_ADDRESSES)
def test_what_is_no_address(local_teams: Teams, email: str) -> None:
    team = local_teams.create()
    assert local_teams.api.refusal("POST", f"/{team}/workers", {"emails": email, "role": 0}).code == "4396"


def test_a_team_has_one_manager(local_teams: Teams) -> None:
    team = local_teams.create()
    manager = local_teams.add(team, "manager@example.com", MANAGER)
    labeler = local_teams.add(team, "labeler@example.com")
    body = {"emails": "other@example.com", "role": "2"}
    assert local_teams.api.refusal("POST", f"/{team}/workers", body).code == "4617"
    assert local_teams.api.refusal("PUT", f"/{team}/workers/{labeler}", {"role": MANAGER}).code == "4617"
    local_teams.api.call("PUT", f"/{team}/workers/{manager}", {"role": OWNER})
    local_teams.api.call("PUT", f"/{team}/workers/{labeler}", {"role": MANAGER})


def test_a_team_has_a_hundred_members(make_service: MakeService) -> None:
    teams = Teams(make_service(limits={"workers": 3}))
    team = teams.create("gardeners", *(f"{number}@example.com" for number in range(3)))
    refused = teams.api.refusal("POST", f"/{team}/workers", {"emails": "4@example.com", "role": 0})
    assert (refused.status, refused.code) == (400, "0118")
    teams.api.call("DELETE", f"/{team}/workers/{teams.ids(team)['0@example.com']}")
    teams.add(team, "4@example.com")


def test_lists(local_teams: Teams) -> None:
    first = local_teams.create("gardeners", "b@example.com", "a@example.com")
    second = local_teams.create("florists", "b@example.com")
    local_teams.add(second, "r@example.com", REVIEWER)
    local_teams.add(second, "m@example.com", MANAGER)

    def emails(path: str, **query: object) -> list[str]:
        return [worker["email"] for worker in local_teams.api.call("GET", path, **query)["workers"]]

    assert emails(f"/{first}/workers", order="asc") == ["b@example.com", "a@example.com"]
    assert emails(f"/{first}/workers", order="asc", sort_by="email") == ["a@example.com", "b@example.com"]
    assert emails(f"/{second}/workers", limit=1, offset=1) == ["r@example.com"]
    assert emails("/workers", order="asc", sort_by="email") == ["a@example.com", "b@example.com", "b@example.com"]
    assert emails("/workers", role=REVIEWER) == ["r@example.com"]
    assert emails("/workers", role=MANAGER) == ["m@example.com"]
    assert local_teams.api.call("GET", "/workers", role=OWNER) == {"total_number": 0, "workers": []}


def test_several_are_removed_each_on_their_own(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", "a@example.com", "b@example.com", "c@example.com")
    ids = local_teams.ids(team)
    wanted = [ids["a@example.com"], "nobody", ids["b@example.com"], ids["a@example.com"]]
    reply = local_teams.api.call("POST", f"/{team}/workers/batch-delete", {"workers": wanted})
    assert [result["success"] for result in reply["results"]] == [True, False, True, False]
    assert (reply["success"], reply["error_code"]) == (False, "ModelArts.4604")
    assert list(local_teams.ids(team)) == ["c@example.com"]
    assert local_teams.api.call("GET", f"/{team}")["worker_count"] == 1
    done = local_teams.api.call("POST", f"/{team}/workers/batch-delete", {"workers": [ids["c@example.com"]]})
    assert done == {"success": True, "results": [{"success": True}]}
    assert local_teams.api.refusal("POST", f"/{team}/workers/batch-delete", {"workers": ["nobody"]}).code == "4604"
