"""Whole journeys: from a team to labels in the dataset."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..workforces.teams import MANAGER, REVIEWER, Task, Teams, comment, named

LABELS = [{"name": "rose"}, {"name": "tulip"}]
A, B, C = "a@example.com", "b@example.com", "c@example.com"
REVIEWS, MANAGES = "reviewer@example.com", "manager@example.com"


def flowers(teams: Teams, number: int = 4, **request: Any) -> str:
    """A dataset of unlabelled images."""
    for place in range(number):
        teams.service.put_file(f"{place:04}.jpg", b"x")
    request.setdefault("import_annotations", False)
    return teams.service.create(labels=LABELS, **request)


def labels_of(teams: Teams, dataset_id: str) -> dict[str, list[str]]:
    """Labels in the dataset by the names of the files."""
    page = teams.service.call("GET", f"/{dataset_id}/data-annotations/samples", limit=100)
    return {
        sample["sample_name"]: sorted(label["name"] for label in sample["labels"])
        for sample in page["samples"]
        if sample["labels"]
    }


def test_one_team_labels_and_the_owner_accepts(teams: Teams) -> None:
    team = teams.create("gardeners", A, B)
    dataset_id = flowers(teams)
    task = Task.create(teams, dataset_id, task_name="first", workforces_config=named(team), settle=False)
    assert task.status == 6
    teams.service.settle()
    shown = task.show()
    assert (shown["status"], shown["workforce_stats"]) == (
        1,
        {"workforce_count": 1, "labeler_count": 2, "reviewer_count": 0},
    )
    assert [part["sample_stats"]["total_sample_count"] for part in shown["worker_stats"]] == [2, 2]
    assert {mail["recipient"] for mail in teams.outbox()} == {A, B}

    assert task.label(A, "rose") == {"success": True, "results": [{"success": True}] * 2}
    assert task.numbers() == {"total": 4, "unannotated": 2, "uncheck": 2}
    assert labels_of(teams, dataset_id) == {}, "the dataset knows nothing before the acceptance"
    task.label(B, "tulip")

    check_id = task.check(sampling_rate=0.5)
    assert task.status == 2
    drawn = task.samples(state="__WORKFORCE_SAMPLED__")
    assert len(drawn) == 2
    task.judge(*(comment(sample, score="A") for sample in drawn))
    report = task.report(check_id)["checking_stats"]
    assert (report["accepted_sample_count"], report["score"], report["pass_rate"]) == (2, "A", 1.0)
    task.end(0)
    shown = task.show()
    assert (shown["status"], task.numbers()) == (3, {"total": 4, "accepted": 4})
    assert Counter(name for names in labels_of(teams, dataset_id).values() for name in names) == {"rose": 2, "tulip": 2}
    dataset = teams.service.show(dataset_id)
    assert (dataset["annotated_sample_count"], dataset["exist_workforce_task"]) == (4, True)
    stats = teams.service.call("GET", f"/{dataset_id}/data-annotations/stats", sample_state="__ACCEPTED__")
    assert {held["name"]: held["sample_count"] for held in stats["label_stats"]} == {"rose": 2, "tulip": 2}


def test_two_teams_with_repetition_review_and_a_second_round(teams: Teams) -> None:
    first, second = teams.create("gardeners", A, B), teams.create("florists", C)
    teams.add(second, REVIEWS, REVIEWER)
    dataset_id = flowers(teams, 6)
    task = Task.create(teams, dataset_id, workforces_config=named(first, second), repetition=2)
    assert task.numbers() == {"total": 12, "unannotated": 12}
    given = Counter(sample["sample_id"] for sample in task.samples())
    assert set(given.values()) == {2}
    assert len(given) == 6
    assert {email: len(task.samples(email)) for email in (A, B, C)} == {A: 4, B: 4, C: 4}

    # A and B agree that all are roses, C sees tulips.
    for email, name in ((A, "rose"), (B, "rose"), (C, "tulip")):
        task.label(email, name)
    assert task.numbers() == {"total": 12, "unreviewed": 12}
    assert task.refusal("POST", "/acceptance", {"sampling_num": 1}) == (400, "4625")

    theirs = task.samples(C)
    task.review(*(comment(sample, False, comment="look again") for sample in theirs))
    task.review(*(comment(sample, score="B") for sample in [*task.samples(A), *task.samples(B)]))
    assert task.numbers() == {"total": 12, "uncheck": 8, "rejected": 4}
    assert {sample["review_comment"] for sample in task.samples(C)} == {"look again"}
    assert task.review(comment(theirs[0]))["error_code"] == "ModelArts.4606"

    task.label(C, "rose")
    task.review(*(comment(sample, score="C") for sample in task.samples(C)))
    assert task.numbers() == {"total": 12, "uncheck": 12}

    task.check(sampling_num=3)
    drawn = task.samples(state="__WORKFORCE_SAMPLED_UNCHECK__")
    assert len(drawn) == 3
    task.judge(comment(drawn[0], False, comment="no flower"), comment(drawn[1], score="D"))
    task.end(4)
    assert task.status == 1
    assert task.numbers() == {"total": 12, "accepted": 11, "rejected": 1}
    assert len(labels_of(teams, dataset_id)) == 6, "the other result of the refused sample is accepted"

    [refused] = task.samples(state="__REJECTED__")
    assert (refused["check_accept"], refused["check_comment"]) == (False, "no flower")
    email = next(person["email"] for person in refused["labelers"] if person["worker_id"] == refused["worker_id"])
    task.label(email, {refused["sample_id"]: "tulip"})
    task.review(comment(refused, score="A"))
    check_id = task.check(sampling_rate=1.0)
    conflicts = task.call("PUT", "/acceptance/status", {"action": 3}, locale="en-us")
    assert (conflicts["sample_count"], conflicts["samples"][0]["sample_id"]) == (1, refused["sample_id"])
    task.end(0, overwrite_last_result=False)
    assert task.status == 3
    assert Counter(map(tuple, labels_of(teams, dataset_id).values())) == {("rose",): 6}
    report = task.report(check_id)
    assert report["checking_stats"]["total_sample_count"] == 1
    assert report["total_stats"]["total_sample_count"] == 13


def test_what_was_accepted_is_overwritten_on_request(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 3)
    first = Task.create(teams, dataset_id, task_name="first", workforces_config=named(team))
    second = Task.create(teams, dataset_id, task_name="second", workforces_config=named(team))
    first.label(A, "rose")
    second.label(A, "tulip")
    for task, overwrite, outcome in ((first, False, "rose"), (second, False, "rose")):
        task.check()
        task.end(0, overwrite_last_result=overwrite)
        assert set(map(tuple, labels_of(teams, dataset_id).values())) == {(outcome,)}
        assert task.status == 3
    third = Task.create(
        teams,
        dataset_id,
        task_name="third",
        workforces_config=named(team),
        sample_conditions='[{"sample_name": "0001.jpg"}]',
    )
    assert third.show()["sample_search_conditions"] == [{"sample_name": "0001.jpg"}]
    third.label(A, "tulip")
    third.check()
    third.end(0, overwrite_last_result=True)
    assert labels_of(teams, dataset_id) == {"0000.jpg": ["rose"], "0001.jpg": ["tulip"], "0002.jpg": ["rose"]}


def test_a_manager_hands_the_work_out(teams: Teams) -> None:
    team = teams.create("gardeners", A, B)
    teams.add(team, MANAGES, MANAGER)
    dataset_id = flowers(teams)
    task = Task.create(teams, dataset_id, workforces_config=named(agency=MANAGES))
    shown = task.show()
    assert (shown["status"], shown["workforces_config"]) == (6, {"agency": MANAGES})
    mine = teams.api.call("GET", "/worker-tasks")
    assert [(part["email"], part["task_status"]) for part in mine["worker_tasks"]] == [(MANAGES, 6)]
    assert task.refusal("POST", "", {}) == (400, "4822")
    task.call("POST", "", {"workforces_config": named((team, [B]))})
    assert task.status == 0
    teams.service.settle()
    assert task.status == 1
    assert (len(task.samples(A)), len(task.samples(B))) == (0, 4)
    assert task.show()["workforces_config"]["agency"] == MANAGES


def test_a_task_that_is_given_to_a_manager_in_time_waits(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    teams.add(team, MANAGES, MANAGER)
    task = Task.create(teams, flowers(teams), workforces_config=named(team), settle=False)
    task.call("PUT", "", {"workforces_config": named(agency=MANAGES)})
    teams.service.settle()
    assert (task.status, task.numbers(), teams.outbox()) == (6, {}, [])


def test_a_task_that_is_refused_as_a_whole_is_done_again(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 2)
    task = Task.create(teams, dataset_id, workforces_config=named(team))
    task.label(A, "rose")
    task.check()
    task.judge(*(comment(sample) for sample in task.samples()))
    task.end(1)
    assert (task.status, task.numbers()) == (4, {"total": 2, "rejected": 2})
    assert teams.service.show(dataset_id)["workforce_descriptor"]["reject_num"] == 2
    task.call("POST", "", {})
    teams.service.settle()
    assert task.status == 1
    task.label(A, "tulip")
    task.check()
    task.end(5)
    assert task.numbers() == {"total": 2, "rejected": 2}, "nothing was accepted one by one"
    task.label(A, "tulip")
    task.check()
    sample = task.samples()[0]
    task.judge(comment(sample, score="A"))
    task.end(5)
    assert task.numbers() == {"total": 2, "accepted": 1, "rejected": 1}
    assert list(labels_of(teams, dataset_id).values()) == [["tulip"]]


def test_an_acceptance_that_is_called_off_decides_nothing(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    task = Task.create(teams, flowers(teams, 2), workforces_config=named(team))
    task.label(A, "rose")
    task.check()
    task.judge(comment(task.samples()[0], False, comment="no"))
    task.end(2)
    assert (task.status, task.numbers()) == (1, {"total": 2, "uncheck": 2})
    assert "check_accept" not in task.samples()[0]
    assert task.show()["worker_stats"][0]["pass_rate"] == 0.0
    task.check()
    task.end(0)
    assert task.status == 3


def test_results_can_stay_out_of_the_dataset(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 2)
    task = Task.create(teams, dataset_id, workforces_config=named(team), auto_sync_dataset=False)
    task.label(A, "rose")
    task.check()
    task.end(0)
    assert (task.status, labels_of(teams, dataset_id)) == (3, {})
