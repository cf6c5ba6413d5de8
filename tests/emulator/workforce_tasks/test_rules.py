"""What is refused, by which code, and that it changes nothing."""

from __future__ import annotations

import pytest

from ..datasets.service import new_dataset
from ..workforces.teams import MANAGER, REVIEWER, Task, Teams, comment, named
from .test_journeys import LABELS, MANAGES, REVIEWS, A, B, C, flowers


@pytest.fixture
def running(local_teams: Teams) -> Task:
    """A task of one labeler, with four samples."""
    team = local_teams.create("gardeners", A)
    return Task.create(local_teams, flowers(local_teams), task_name="harvest", workforces_config=named(team))


def test_only_some_types_are_for_teams(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", A)
    for kind, code in ((0, ""), (1, ""), (3, "4820"), (200, "4820"), (600, "4820"), (900, "4820")):
        dataset_id = local_teams.service.create(f"kind-{kind}", dataset_type=kind)
        body = {"workforces_config": named(team)}
        if code:
            refused = local_teams.service.refusal("POST", f"/{dataset_id}/workforce-tasks", body)
            assert (refused.status, refused.code) == (400, code)
        else:
            local_teams.service.call("POST", f"/{dataset_id}/workforce-tasks", body)


def test_who_can_be_named(local_teams: Teams) -> None:
    path = f"/{flowers(local_teams)}/workforce-tasks"

    def code(**request: object) -> str:
        refused = local_teams.service.refusal("POST", path, request)
        return f"{refused.status} {refused.code}"

    assert code() == "400 4601", "there is no team at all"
    team = local_teams.create("gardeners", A, B)
    reviewer = local_teams.add(team, REVIEWS, REVIEWER)
    assert code(workforces_config=named("nobody")) == "400 4601"
    assert code(workforces_config=named((team, ["stranger@example.com"]))) == "400 4604"
    assert code(workforces_config=named((team, [REVIEWS]))) == "400 4822"
    assert code(workforces_config=named(team), repetition=3) == "400 4822"
    assert code(workforces_config=named(agency="stranger@example.com")) == "400 4604"
    assert code(workforces_config=named(agency=A)) == "403 4600"
    assert code(workforces_config=named(team), sample_conditions="no json") == "400 4396"
    for odd in ('{"hard": "perhaps"}', '{"label_list": {"labels": [{"type": []}]}}', '{"sample_name": "\\u0000"}'):
        assert code(workforces_config=named(team), sample_conditions=f"[{odd}]") == "400 4396"
    assert local_teams.service.call("GET", path) == {"count": 0, "tasks": []}
    local_teams.service.call("POST", path, {"task_name": "harvest", "workforces_config": named(team)})
    assert code(task_name="harvest", workforces_config=named(team)) == "400 4620"
    by_id = {"workforces": [{"workforce_name": "gardeners", "workers": [{"worker_id": reviewer}, {"email": A}]}]}
    Task.create(local_teams, path.split("/")[1], workforces_config=by_id)


def test_an_unknown_task(local_teams: Teams) -> None:
    dataset_id = flowers(local_teams)
    unknown = Task(local_teams, dataset_id, "tW2jL6vXo9PnC5bRa7Ke")
    body: dict[str, list[str]] = {"comments": []}
    for method, path, sent in (
        ("GET", "", None),
        ("PUT", "", {}),
        ("POST", "", {}),
        ("DELETE", "", None),
        ("POST", "/acceptance", {"sampling_num": 1}),
        ("POST", "/acceptance/batch-comment", body),
        ("GET", "/acceptance/report?checking_task_id=c", None),
        ("PUT", "/acceptance/status?locale=en-us", {"action": 0}),
        ("PUT", "/acceptance/status?locale=en-us", {"action": 3}),
        ("POST", "/data-annotations/review", body),
        ("GET", "/data-annotations/samples", None),
        ("PUT", "/data-annotations/samples", {}),
        ("GET", "/data-annotations/samples/s", None),
        ("GET", "/data-annotations/stats", None),
        ("GET", "/metrics", None),
        ("POST", "/notify", {"emails": []}),
    ):
        assert unknown.refusal(method, path, sent) == (404, "4619"), path
    elsewhere = Task(local_teams, "bZ7kQ2mXv9LpR4tYc1Ws", "tW2jL6vXo9PnC5bRa7Ke")
    assert elsewhere.refusal("GET") == (404, "4352")
    assert elsewhere.refusal("POST", "", {}) == (404, "4352")


def test_moves_that_are_out_of_order(running: Task) -> None:
    sampling = {"sampling_num": 1}
    assert running.refusal("POST", "/acceptance", sampling) == (400, "4625"), "nothing is labelled"
    running.label(A, "rose")
    for wrong in ({}, {"sampling_num": 1, "sampling_rate": 0.5}):
        assert running.refusal("POST", "/acceptance", wrong) == (400, "4396")
    sample = running.samples()[0]
    judged = {"comments": [comment(sample)]}
    assert running.refusal("POST", "/acceptance/batch-comment", judged) == (400, "4624"), "no acceptance is open"
    assert running.refusal("PUT", "/acceptance/status", {"action": 0}, locale="en-us") == (400, "4624")
    assert running.refusal("PUT", "/acceptance/status", {"action": 3}, locale="en-us") == (400, "4624")
    assert running.refusal("GET", f"/data-annotations/samples/{sample['sample_id']}") == (400, "4624")

    running.call("POST", "/acceptance", sampling)
    assert running.status == 7
    held = [
        ("POST", "/acceptance", sampling, "4623"),
        ("POST", "/acceptance/batch-comment", judged, "4623"),
        ("PUT", "/acceptance/status?locale=en-us", {"action": 0}, "4623"),
        ("PUT", "/data-annotations/samples", {"samples": []}, "4623"),
        ("DELETE", "", None, "4623"),
        ("POST", "", {}, "4621"),
    ]
    for method, path, body, code in held:
        assert running.refusal(method, path, body) == (400, code), path
    running.teams.service.settle()
    assert running.status == 2
    assert running.refusal("POST", "/acceptance", sampling) == (400, "4623"), "one acceptance at a time"
    assert running.refusal("POST", "", {}) == (400, "4621")
    assert running.refusal("DELETE") == (400, "4623")
    again = {"email": A, "samples": [{"sample_id": sample["sample_id"], "labels": []}]}
    assert running.refusal("PUT", "/data-annotations/samples", again) == (400, "4623")
    [drawn] = running.samples(state="__WORKFORCE_SAMPLED__")
    others = [held for held in running.samples() if held["sample_id"] != drawn["sample_id"]]
    both = {"comments": [comment(drawn), comment(others[0])]}
    assert running.refusal("POST", "/acceptance/batch-comment", both) == (400, "4625"), "one was not drawn"
    assert running.samples(state="__WORKFORCE_SAMPLED_CHECKED__") == []
    shown = running.call("GET", f"/data-annotations/samples/{drawn['sample_id']}", None, worker_id=drawn["worker_id"])
    assert (shown["sample_status"], shown["labels"][0]["name"]) == ("__WORKFORCE_SAMPLED_UNCHECK__", "rose")
    for query in ({"worker_id": "nobody"}, {"sample_state": "__NONE__"}):
        path = f"/data-annotations/samples/{drawn['sample_id']}"
        assert running.refusal("GET", path, None, **query) == (404, "4420")

    running.call("PUT", "/acceptance/status", {"action": 0}, locale="en-us")
    assert running.status == 5
    assert running.refusal("PUT", "/acceptance/status?locale=en-us", {"action": 1}) == (400, "4623")
    running.teams.service.settle()
    assert running.status == 3
    assert running.refusal("PUT", "/data-annotations/samples", again) == (403, "4600"), "it is accepted"
    assert running.refusal("POST", "/acceptance", sampling) == (400, "4625")


def test_a_start_is_not_disturbed(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", A)
    task = Task.create(local_teams, flowers(local_teams), workforces_config=named(team), settle=False)
    task.call("POST", "", {})
    assert task.status == 0
    assert task.refusal("POST", "", {}) == (400, "4621")
    assert task.refusal("DELETE") == (400, "4615")
    assert task.refusal("PUT", "", {"workforces_config": named(team)}) == (400, "4615")
    task.call("PUT", "", {"task_name": "renamed", "description": "while it starts"})
    local_teams.service.settle()
    shown = task.show()
    assert (shown["status"], shown["task_name"], shown["description"]) == (1, "renamed", "while it starts")
    assert task.refusal("PUT", "", {"task_id": "another"}) == (400, "4396")


def test_whoever_has_work_stays(running: Task) -> None:
    teams = running.teams
    [team] = [held["workforce_id"] for held in teams.api.call("GET")["workforces"]]
    idle = teams.add(team, B)
    busy = teams.ids(team)[A]
    assert teams.api.refusal("DELETE", f"/{team}/workers/{busy}").code == "4628"
    assert teams.api.refusal("DELETE", f"/{team}").code == "4603"
    reply = teams.api.call("POST", f"/{team}/workers/batch-delete", {"workers": [busy, idle]})
    assert [result.get("error_code", "") for result in reply["results"]] == ["ModelArts.4628", ""]
    running.label(A, "rose")
    running.check()
    running.end(0)
    teams.api.call("DELETE", f"/{team}/workers/{busy}")
    part = running.show()["workforces_config"]["workforces"][0]["workers"][0]
    assert (part["worker_id"], part["status"], "email" in part) == (busy, 3, False)
    teams.api.call("DELETE", f"/{team}")
    assert running.call("GET", "/metrics") == {"sample_stats": {}}


def test_members_have_their_own_samples_only(local_teams: Teams) -> None:
    first, second = local_teams.create("gardeners", A, B), local_teams.create("florists", C)
    local_teams.add(first, REVIEWS, REVIEWER)
    dataset_id = flowers(local_teams)
    task = Task.create(local_teams, dataset_id, task_name="ours", workforces_config=named(first))
    Task.create(local_teams, dataset_id, task_name="theirs", workforces_config=named(second))
    mine = {sample["sample_id"] for sample in task.samples(A)}
    other = {sample["sample_id"] for sample in task.samples(B)}
    assert (len(mine), len(other), mine & other) == (2, 2, set())
    foreign = {"sample_id": other.pop(), "labels": [{"name": "rose"}]}
    own = {"sample_id": mine.pop(), "labels": [{"name": "rose"}]}
    path = "/data-annotations/samples"
    assert task.refusal("PUT", path, {"email": A, "samples": [foreign]}) == (403, "4600")
    assert task.refusal("PUT", path, {"email": C, "samples": [own]}) == (400, "4604")
    assert task.refusal("PUT", path, {"email": A, "samples": [{"sample_id": "unknown"}]}) == (400, "4420")
    wrong = {**own, "labels": [{"name": "oak"}]}
    reply = task.call("PUT", path, {"email": A, "samples": [foreign, wrong, own]})
    codes = [result.get("error_code", "").removeprefix("ModelArts.") for result in reply["results"]]
    assert (reply["success"], codes) == (False, ["4600", "4410", ""])
    assert task.numbers() == {"total": 4, "unannotated": 3, "unreviewed": 1}
    parts = local_teams.api.call("GET", "/worker-tasks", search_content=A)["worker_tasks"]
    assert [(part["workforce_task_name"], part["sample_stats"]["total_sample_count"]) for part in parts] == [
        ("ours", 2)
    ]
    everybody = local_teams.api.call("GET", "/worker-tasks", sort_by="workforce_task_name", order="asc")
    assert everybody["count"] == 4
    assert [part["workforce_task_name"] for part in everybody["worker_tasks"]] == ["ours"] * 3 + ["theirs"]
    assert local_teams.api.call("GET", "", workforce_task_id=task.task_id)["total_number"] == 1


def test_reviews_need_a_reviewer_and_a_label(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", A)
    dataset_id = flowers(local_teams)
    alone = Task.create(local_teams, dataset_id, task_name="alone", workforces_config=named(team))
    alone.label(A, "rose")
    path = "/data-annotations/review"
    assert alone.refusal("POST", path, {"comments": [comment(alone.samples()[0])]}) == (403, "4600")
    local_teams.add(team, REVIEWS, REVIEWER)
    task = Task.create(local_teams, dataset_id, task_name="reviewed", workforces_config=named(team))
    first, second, *_ = task.samples()
    task.label(A, {first["sample_id"]: "rose"})
    both = {"comments": [comment(first), comment(second)]}
    assert task.refusal("POST", path, both) == (403, "4600"), "one is not labelled"
    assert task.numbers() == {"total": 4, "unannotated": 3, "unreviewed": 1}
    assert task.refusal("POST", path, {"comments": [comment(first) | {"sample_id": "s"}]}) == (400, "4420")
    assert task.refusal("POST", path, {"comments": [comment(first) | {"worker_id": "w"}]}) == (400, "4604")
    assert task.review(comment(first)) == {}


def test_a_task_can_be_deleted_with_what_is_not_accepted(running: Task) -> None:
    service = running.teams.service
    running.label(A, "rose")
    assert service.show(running.dataset_id)["workforce_task_count"] == 1
    running.call("DELETE")
    assert running.refusal("GET") == (404, "4619")
    shown = service.show(running.dataset_id)
    assert (shown["exist_workforce_task"], shown["workforce_task_count"], "workforce_descriptor" in shown) == (
        False,
        0,
        False,
    )
    team = running.teams.api.call("GET")["workforces"][0]["workforce_id"]
    again = Task.create(running.teams, running.dataset_id, task_name="harvest", workforces_config=named(team))
    assert again.numbers() == {"total": 4, "unannotated": 4}
    service.settle()
    service.call("DELETE", f"/{running.dataset_id}")
    service.settle()
    assert running.teams.api.call("GET", "/worker-tasks") == {"count": 0, "worker_tasks": []}
    running.teams.api.call("DELETE", f"/{team}")


def test_a_task_comes_with_a_dataset(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", A)
    local_teams.service.put_images("1.jpg", "2.jpg")
    wish = {"task_name": "harvest", "synchronize_data": True, "workforces_config": named(team)}
    wrong = {**wish, "repetition": 2}
    assert local_teams.service.refusal("POST", body=new_dataset("d", workforce_information=wrong)).code == "4822"
    assert (
        local_teams.service.refusal("POST", body=new_dataset("d", dataset_type=3, workforce_information=wish)).code
        == "4820"
    )
    assert local_teams.service.call("GET")["total_number"] == 0
    dataset_id = local_teams.service.create("d", labels=LABELS, workforce_information=wish)
    shown = local_teams.service.show(dataset_id)
    [task] = local_teams.service.call("GET", f"/{dataset_id}/workforce-tasks")["tasks"]
    assert (task["status"], task["sample_stats"]["total_sample_count"]) == (1, 2)
    assert shown["workforce_descriptor"] == {
        "current_task_id": task["task_id"],
        "current_task_name": "harvest",
        "repetition": 1,
        "reject_num": 0,
        "is_synchronize_data": True,
        "is_synchronize_auto_labeling_data": False,
        "workforce_id": team,
        "workforce_name": "gardeners",
        "workers": task["workforces_config"]["workforces"][0]["workers"],
    }


def test_members_come_and_go(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", A, B)
    local_teams.add(team, MANAGES, MANAGER)
    task = Task.create(local_teams, flowers(local_teams, 6), workforces_config=named((team, [A, B])))
    mine = task.samples(A)
    task.label(A, {mine[0]["sample_id"]: "rose"})
    local_teams.add(team, C)
    task.call("PUT", "", {"workforces_config": named((team, [B, C]))})
    local_teams.service.settle()
    assert {email: len(task.samples(email)) for email in (A, B, C)} == {A: 1, B: 3, C: 2}
    assert task.numbers() == {"total": 6, "unannotated": 5, "uncheck": 1}
    late = {"email": A, "samples": [{"sample_id": mine[0]["sample_id"], "labels": []}]}
    assert task.refusal("PUT", "/data-annotations/samples", late) == (403, "4600"), "A no longer takes part"
    assert {part["email"] for part in task.show()["worker_stats"]} == {B, C}
    assert task.call("GET", "/metrics")["sample_stats"][A]["uncheck"] == 1


def test_the_version_stays_while_a_team_is_at_work(running: Task) -> None:
    service = running.teams.service
    first = service.publish(running.dataset_id)
    service.emulator.advance(60)
    service.publish(running.dataset_id)
    wish = {"current_version_id": first}
    assert service.refusal("PUT", f"/{running.dataset_id}", wish).code == "4615"
    running.label(A, "rose")
    running.check()
    running.end(0)
    service.call("PUT", f"/{running.dataset_id}", wish)
    service.settle()
    assert service.show(running.dataset_id)["current_version_id"] == first
