"""Statistics, metrics, reports and lists follow from what was done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from modelarts_emulator.services.workforce_tasks.views import list_worker_tasks

from ..workforces.teams import REVIEWER, Task, Teams, comment, named
from .test_journeys import REVIEWS, A, B, flowers


@pytest.fixture
def mixed(teams: Teams) -> Task:
    """Six samples of two labelers: accepted, refused, to accept, to review, unlabelled."""
    team = teams.create("gardeners", A, B)
    teams.add(team, REVIEWS, REVIEWER)
    task = Task.create(teams, flowers(teams, 6), task_name="harvest", workforces_config=named(team))
    mine, theirs = task.samples(A), task.samples(B)
    task.label(A, {mine[0]["sample_id"]: "rose", mine[1]["sample_id"]: "tulip"})
    task.label(B, {theirs[0]["sample_id"]: "rose", theirs[1]["sample_id"]: "rose"})
    task.review(comment(mine[0], score="A"), comment(mine[1], score="B"), comment(theirs[0], False, comment="no"))
    task.check(sampling_num=1)
    [drawn] = task.samples(state="WORKFORCE_SAMPLED")
    task.judge(comment(drawn, score="B"))
    task.end(5)
    task.review(comment(theirs[1], score="C"))
    return task


def test_sample_statistics(mixed: Task) -> None:
    assert mixed.numbers() == {"total": 6, "unannotated": 2, "uncheck": 1, "rejected": 2, "accepted": 1}
    stats = mixed.call("GET", "/data-annotations/stats")
    assert stats["sample_stats"] == {
        "total": 6,
        "un_annotation": 2,
        "rejected": 2,
        "unreviewed": 0,
        "accepted": 1,
        "auto_annotation": 0,
        "uncheck": 1,
    }
    assert stats["key_sample_stats"] == {"total": 6, "non_key_sample": 6, "key_sample": 0}
    assert {held["name"]: held["count"] for held in stats["label_stats"]} == {"rose": 3, "tulip": 1}
    assert {held["name"]: held["count"] for held in mixed.show()["label_stats"]} == {"rose": 3, "tulip": 1}
    accepted = mixed.call("GET", "/data-annotations/stats", sample_state="__ACCEPTED__")
    assert sum(held["sample_count"] for held in accepted["label_stats"]) == 1
    assert accepted["key_sample_stats"]["total"] == 1
    reviewed = mixed.call("GET", "/data-annotations/stats", sample_state="__REVIEWED__")
    assert reviewed["key_sample_stats"]["total"] == 2


def test_members_figures(mixed: Task) -> None:
    metrics = mixed.call("GET", "/metrics")["sample_stats"]
    assert metrics[A] == {
        "un_annotation": 1,
        "rejected": 1,
        "unreviewed": 0,
        "accepted": 1,
        "auto_annotation": 0,
        "uncheck": 0,
    }
    assert (metrics[B]["rejected"], metrics[B]["uncheck"], REVIEWS in metrics) == (1, 1, False)
    known = {part["email"]: part for part in mixed.show()["worker_stats"]}
    assert (known[A]["pass_rate"], known[A]["score"], known[B]["score"]) == (1.0, 3.0, 0.0)
    assert known[REVIEWS]["sample_stats"]["total_sample_count"] == 6
    service = mixed.teams.service
    path = f"/{mixed.dataset_id}/data-annotations"
    mine = service.call("GET", f"{path}/stats", email=A)
    assert (mine["sample_stats"]["all"], mine["sample_stats"]["un_annotation"]) == (3, 1)
    assert {held["name"]: held["count"] for held in mine["label_stats"]} == {"rose": 1, "tulip": 1}
    assert service.call("GET", f"{path}/stats", email="stranger@example.com")["sample_stats"]["all"] == 0
    listed = service.call("GET", f"{path}/samples", email=A)
    assert {sample["sample_id"] for sample in listed["samples"]} == {sample["sample_id"] for sample in mixed.samples(A)}
    assert service.call("GET", f"{path}/samples", email="stranger@example.com")["sample_count"] == 0


def test_a_user_with_a_members_address_sees_that_members_parts(mixed: Task) -> None:
    emulator = mixed.teams.service.emulator
    backend, project_id = emulator.app.emulator.backend, emulator.project_id
    assert list_worker_tasks(backend, project_id, "demo", {})["count"] == 3
    [part] = list_worker_tasks(backend, project_id, A.upper(), {})["worker_tasks"]
    assert part["email"] == A
    assert list_worker_tasks(backend, project_id, A, {"search_content": "b@"})["count"] == 0


def test_reports(mixed: Task) -> None:
    shown = mixed.show()
    described = shown["checking_task_desc"]
    assert (described["action"], described["overwrite_last_result"]) == (5, False)
    report = mixed.report(described["checking_task_id"])
    assert report["checking_stats"] == {
        "task_id": described["checking_task_id"],
        "sampling_rate": 0.5,
        "sampling_num": 1,
        "pass_rate": 1.0,
        "score": "B",
        "total_score": 3,
        "total_sample_count": 2,
        "sampled_sample_count": 1,
        "unchecked_sample_count": 0,
        "checked_sample_count": 1,
        "accepted_sample_count": 1,
        "rejected_sample_count": 0,
    }
    assert described["checking_stats"] == report["checking_stats"]
    assert (shown["check_rate"], shown["pass_rate"], shown["score"]) == (0.5, 1.0, 3.0)
    check_id = mixed.check(sampling_num=5)
    report = mixed.report(check_id)
    now = report["checking_stats"]
    assert (now["sampling_num"], now["unchecked_sample_count"], now["score"], now["total_score"]) == (1, 1, "E", 0)
    assert (report["total_stats"]["sampled_sample_count"], report["total_stats"]["unchecked_sample_count"]) == (2, 1)
    assert "action" not in mixed.show()["checking_task_desc"]
    assert mixed.refusal("GET", "/acceptance/report", None, checking_task_id="another") == (404, "4612")
    mixed.end(0)
    assert mixed.report(check_id)["checking_stats"]["accepted_sample_count"] == 1


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 6),
        ({"sample_state": "__ALL__"}, 4),
        ({"sample_state": "__NONE__"}, 2),
        ({"sample_state": "NONE"}, 2),
        ({"sample_state": "__REJECTED__"}, 2),
        ({"sample_state": "__UNCHECK__"}, 1),
        ({"sample_state": "__REVIEWED__"}, 2),
        ({"sample_state": "__UNREVIEWED__"}, 0),
        ({"sample_state": "__WORKFORCE_SAMPLED__"}, 0),
        ({"label_name": "rose"}, 3),
        ({"label_name": "rose", "sample_state": "__REJECTED__"}, 2),
        ({"label_name": "oak"}, 0),
        ({"label_type": 0}, 4),
        ({"search_conditions": [{"labeler": A}]}, 3),
        ({"search_conditions": [{"labeler": A}, {"sample_name": "0000.jpg"}]}, 1),
        ({"search_conditions": [{"sample_dir": "/demo-bucket/flowers/input/"}]}, 6),
        ({"search_conditions": [{"hard": "1"}]}, 0),
        ({"search_conditions": [{"kvp": "80"}]}, 0),
        ({"search_conditions": [{"label_list": {"op": "OR", "labels": [{"name": "rose"}, {"name": "tulip"}]}}]}, 4),
        ({"search_conditions": [{"label_list": {"op": "AND", "labels": [{"name": "rose"}, {"name": "tulip"}]}}]}, 0),
    ],
)
def test_samples_are_found(mixed: Task, query: dict[str, Any], number: int) -> None:
    if "search_conditions" in query:
        query = {**query, "search_conditions": orjson.dumps(query["search_conditions"]).decode()}
    page = mixed.call("GET", "/data-annotations/samples", None, limit=100, **query)
    assert (page["sample_count"], len(page["samples"])) == (number, number)


def test_pages_of_samples(mixed: Task) -> None:
    whole = mixed.samples()
    pages = [mixed.call("GET", "/data-annotations/samples", None, limit=2, offset=page) for page in range(4)]
    assert [sample for page in pages for sample in page["samples"]] == whole
    assert {page["sample_count"] for page in pages} == {6}
    assert mixed.call("GET", "/data-annotations/samples", None, offset=2**31 - 1)["samples"] == []
    link = urlsplit(whole[0]["source"])
    served = mixed.teams.service.emulator.request("GET", f"{link.path}?{link.query}")
    assert (served.status, served.body) == (200, b"x")


def test_lists_of_tasks(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams)
    for name in ("one", "two", "three"):
        Task.create(teams, dataset_id, task_name=name, workforces_config=named(team))
    path = f"/{dataset_id}/workforce-tasks"
    page = teams.service.call("GET", path, limit=2)
    assert (page["count"], [task["task_name"] for task in page["tasks"]]) == (3, ["three", "two"])
    assert [task["task_name"] for task in teams.service.call("GET", path, limit=2, offset=1)["tasks"]] == ["one"]
    assert page["tasks"][0]["sample_stats"]["total_sample_count"] == 4
    mine = teams.api.call("GET", "/worker-tasks", search_content="t", sort_by="workforce_task_name", order="asc")
    assert [part["workforce_task_name"] for part in mine["worker_tasks"]] == ["three", "two"]
    bare = teams.service.call("GET", f"{path}/{page['tasks'][0]['task_id']}")
    assert not {"label_stats", "sample_stats", "workforce_stats"} & bare.keys()


def test_labels_are_replaced_as_a_whole(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    task = Task.create(teams, flowers(teams, 1), workforces_config=named(team))
    [sample] = task.samples()

    def put(**entry: Any) -> dict[str, Any]:
        task.call("PUT", "/data-annotations/samples", {"samples": [{"sample_id": sample["sample_id"], **entry}]})
        return task.samples()[0]

    both = put(labels=[{"name": "rose"}, {"name": "tulip", "score": 0.5}], metadata={"@modelarts:hard": 1, "spot": "a"})
    assert [label["name"] for label in both["labels"]] == ["rose", "tulip"]
    assert (both["sample_status"], both["metadata"]["@modelarts:hard"], both["metadata"]["spot"]) == (
        "__UNCHECK__",
        1,
        "a",
    )
    assert task.call("GET", "/data-annotations/stats")["key_sample_stats"]["key_sample"] == 1
    one = put(labels=[{"name": "tulip"}], metadata={"@modelarts:hard": 0})
    assert ([label["name"] for label in one["labels"]], one["metadata"]["@modelarts:hard"]) == (["tulip"], 0)
    stats = task.call("GET", "/data-annotations/stats")
    assert {held["name"]: held["count"] for held in stats["label_stats"]} == {"rose": 0, "tulip": 1}
    none = put()
    assert (none["labels"], task.numbers()) == ([], {"total": 1, "unannotated": 1})
    put(labels=[{"name": "rose"}], metadata={"@modelarts:hard": 1})
    task.check()
    task.end(0)
    page = teams.service.call("GET", f"/{task.dataset_id}/data-annotations/samples")
    [accepted] = page["samples"]
    assert (accepted["sample_status"], accepted["metadata"]["@modelarts:hard"]) == ("__ACCEPTED__", 1)
    assert accepted["metadata"]["spot"] == "a"
