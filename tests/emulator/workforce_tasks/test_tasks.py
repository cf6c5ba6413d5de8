"""Work in chunks: cut short, done by two processes, or never done."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from modelarts_emulator.jobs import JobRun
from modelarts_emulator.services.workforce_tasks import acceptance as workforce_acceptance
from modelarts_emulator.services.workforce_tasks import checks as workforce_checks
from modelarts_emulator.services.workforce_tasks import handout as workforce_handout
from modelarts_emulator.services.workforce_tasks.acceptance import CLOSE_JOB, close_check
from modelarts_emulator.services.workforce_tasks.checks import SAMPLE_JOB
from modelarts_emulator.services.workforce_tasks.creation import HANDOUT_JOB
from modelarts_emulator.services.workforce_tasks.handout import end_start
from modelarts_emulator.store.workforce_tables import members, result_counts, result_labels, results, tasks
from sqlalchemy import func, select

from ..workforces.teams import Task, Teams, named
from .test_journeys import A, B, C, flowers, labels_of

NUMBER = 26


class DiedError(Exception):
    """A process ends here."""


def run_of(task: Task, kind: str, conn: Any = None) -> JobRun:
    """A job as a process sees it."""
    backend = task.teams.service.emulator.app.emulator.backend
    project_id = task.teams.service.emulator.project_id
    return JobRun(0, kind, project_id, task.task_id, {}, 0, 0, backend, conn)


def fail_in_second(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let a function fail at its second call."""
    whole = getattr(module, name)
    calls: list[int] = []

    def fail_once(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise DiedError
        return whole(*args, **more)

    monkeypatch.setattr(module, name, fail_once)


def check_counts(task: Task) -> None:
    """Counters say what the rows say."""
    backend = task.teams.service.emulator.app.emulator.backend
    with backend.store.read() as conn:
        task_pk = conn.execute(select(tasks.c.pk).where(tasks.c.task_id == task.task_id)).scalar_one()
        rows = select(results.c.member_pk, results.c.state, results.c.hard, func.count())
        rows = rows.where(results.c.task_pk == task_pk).group_by(results.c.member_pk, results.c.state, results.c.hard)
        counted = select(*(result_counts.c[name] for name in ("member_pk", "state", "hard", "number")))
        counted = counted.where(result_counts.c.task_pk == task_pk, result_counts.c.number != 0)
        assert set(map(tuple, conn.execute(counted))) == set(map(tuple, conn.execute(rows)))


def test_handing_out_that_is_cut_short_goes_on(teams: Teams, few_at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    team = teams.create("gardeners", A, B, C)
    dataset_id = flowers(teams, NUMBER)
    fail_in_second(monkeypatch, workforce_handout, "add_results")
    task = Task.create(teams, dataset_id, workforces_config=named(team), repetition=2, settle=False)
    teams.service.emulator.advance(1)
    assert (task.status, task.numbers()) == (0, {"total": 2 * few_at_once, "unannotated": 2 * few_at_once})
    teams.service.settle()
    assert (task.status, task.numbers()) == (1, {"total": 2 * NUMBER, "unannotated": 2 * NUMBER})
    assert sorted(len(task.samples(email)) for email in (A, B, C)) == [17, 17, 18]
    assert set(Counter(sample["sample_id"] for sample in task.samples()).values()) == {2}
    check_counts(task)


def test_two_processes_hand_out_once(teams: Teams, few_at_once: int) -> None:
    team = teams.create("gardeners", A, B)
    dataset_id = flowers(teams, NUMBER)
    task = Task.create(teams, dataset_id, workforces_config=named(team), settle=False)
    task.call("POST", "", {})
    first, second = run_of(task, HANDOUT_JOB), run_of(task, HANDOUT_JOB)
    going = [first, second]
    left = [*going]
    while left:  # turn by turn, as long as either of them finds something
        left = [run for run in left if workforce_handout._hand_out_chunk(run, (0,))]
    for run in going:
        with run.backend.store.write() as conn:
            end_start(run_of(task, HANDOUT_JOB, conn))
    assert (task.status, task.numbers()) == (1, {"total": NUMBER, "unannotated": NUMBER})
    assert len(teams.outbox()) == 2
    teams.service.settle()
    assert len(teams.outbox()) == 2


def test_handing_out_that_never_works_can_be_tried_again(teams: Teams, monkeypatch: pytest.MonkeyPatch) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams)

    def fail(*_: object) -> None:
        raise DiedError

    with monkeypatch.context() as patch:
        patch.setattr(workforce_handout, "add_results", fail)
        task = Task.create(teams, dataset_id, workforces_config=named(team))
        assert (task.status, task.numbers(), teams.outbox()) == (6, {}, [])
    task.call("POST", "", {})
    teams.service.settle()
    assert (task.status, task.numbers()) == (1, {"total": 4, "unannotated": 4})


@pytest.mark.parametrize("wanted", [{"sampling_rate": 0.5}, {"sampling_num": 100}, {"sampling_rate": 0.001}])
def test_samples_are_drawn_evenly(teams: Teams, few_at_once: int, wanted: dict[str, Any]) -> None:
    team = teams.create("gardeners", A, B)
    task = Task.create(teams, flowers(teams, NUMBER), workforces_config=named(team), repetition=2)
    task.label(A, "rose")
    task.label(B, "rose")
    check_id = task.check(**wanted)
    number = min(2 * NUMBER, wanted.get("sampling_num", max(1, round(wanted.get("sampling_rate", 0) * 2 * NUMBER))))
    stats = task.report(check_id)["checking_stats"]
    assert (stats["sampled_sample_count"], stats["total_sample_count"]) == (number, 2 * NUMBER)
    assert len(task.samples(state="__WORKFORCE_SAMPLED_UNCHECK__")) == number
    check_counts(task)


def test_an_acceptance_that_is_cut_short_goes_on(
    teams: Teams, few_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = teams.create("gardeners", A, B, C)
    dataset_id = flowers(teams, NUMBER)
    task = Task.create(teams, dataset_id, workforces_config=named(team), repetition=3)
    for email, name in ((A, "rose"), (B, "tulip"), (C, "tulip")):
        task.label(email, name)
    fail_in_second(monkeypatch, workforce_checks, "read_chunk")
    check_id = task.check(sampling_num=4)
    assert (task.status, task.report(check_id)["checking_stats"]["sampled_sample_count"]) == (2, 4)
    fail_in_second(monkeypatch, workforce_acceptance, "change_samples")
    task.call("PUT", "/acceptance/status", {"action": 0}, locale="en-us")
    teams.service.emulator.advance(1)
    assert task.status == 5
    assert 0 < len(labels_of(teams, dataset_id)) < NUMBER
    teams.service.settle()
    assert (task.status, task.numbers()) == (3, {"total": 3 * NUMBER, "accepted": 3 * NUMBER})
    assert labels_of(teams, dataset_id) == {f"{place:04}.jpg": ["tulip"] for place in range(NUMBER)}
    stats = task.report(check_id)["checking_stats"]
    assert (stats["accepted_sample_count"], stats["unchecked_sample_count"]) == (4, 0)
    assert teams.service.show(dataset_id)["annotated_sample_count"] == NUMBER
    check_counts(task)


def test_an_acceptance_that_never_works_can_be_made_again(teams: Teams, monkeypatch: pytest.MonkeyPatch) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams)
    task = Task.create(teams, dataset_id, workforces_config=named(team))
    task.label(A, "rose")

    def fail(*_: object) -> None:
        raise DiedError

    for module, name in ((workforce_checks, "change_results"), (workforce_acceptance, "change_samples")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, fail)
            task.check(sampling_num=2)
            if task.status == 2:
                task.end(0)
        assert (task.status, labels_of(teams, dataset_id)) == (1, {})
    task.check()
    task.end(0)
    assert (task.status, len(labels_of(teams, dataset_id))) == (3, 4)
    check_counts(task)


def test_jobs_of_a_task_that_is_gone_do_nothing(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", A)
    dataset_id = flowers(local_teams)
    task = Task.create(local_teams, dataset_id, workforces_config=named(team), settle=False)
    local_teams.service.call("DELETE", f"/{dataset_id}")
    local_teams.service.settle()
    for kind, end in ((HANDOUT_JOB, end_start), (SAMPLE_JOB, workforce_checks.open_check), (CLOSE_JOB, close_check)):
        with run_of(task, kind).backend.store.write() as conn:
            end(run_of(task, kind, conn))


def test_a_deleted_task_leaves_nothing(teams: Teams, few_at_once: int) -> None:
    team = teams.create("gardeners", A, B)
    dataset_id = flowers(teams, NUMBER)
    kept = Task.create(teams, dataset_id, task_name="kept", workforces_config=named(team))
    gone = Task.create(teams, dataset_id, task_name="gone", workforces_config=named(team))
    gone.label(A, "rose")
    gone.call("DELETE")
    teams.service.settle()
    backend = teams.service.emulator.app.emulator.backend
    with backend.store.read() as conn:
        left = {
            table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (tasks, members, results, result_labels, result_counts)
        }
    assert left == {
        "workforce_tasks": 1,
        "workforce_members": 2,
        "workforce_results": NUMBER,
        "workforce_result_labels": 0,
        "workforce_result_counts": 2,
    }
    check_counts(kept)
    teams.service.call("DELETE", f"/{dataset_id}")
    teams.service.settle()
    with backend.store.read() as conn:
        assert conn.execute(select(func.count()).select_from(results)).scalar_one() == 0
        assert conn.execute(select(func.count()).select_from(tasks)).scalar_one() == 0


def test_a_snapshot_holds_teams_and_tasks(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    task = Task.create(teams, flowers(teams), workforces_config=named(team))
    task.label(A, "rose")
    before = task.show(), task.samples(), teams.api.call("GET"), teams.outbox()
    teams.service.emulator.snapshot("labelled")
    task.check()
    task.end(0)
    teams.service.emulator.restore("labelled")
    assert (task.show(), task.samples(), teams.api.call("GET"), teams.outbox()) == before
    teams.create("florists", B)
    task.check()
    task.end(0)
    assert task.status == 3


def test_an_emulator_of_its_own_does_all_these_jobs() -> None:
    kinds = "workforce.hand_out", "workforce.synchronize", "workforce.clear", SAMPLE_JOB, CLOSE_JOB, "mail.send"
    script = (
        "from modelarts_emulator.jobs.registry import find_kind\n"
        "from modelarts_emulator.registry import load_handlers\n"
        f"load_handlers()\nassert all(find_kind(kind) for kind in {kinds})\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
