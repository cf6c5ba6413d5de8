"""Ending an acceptance: what passes, what goes back, and what the dataset takes over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, func, select, update

from ...jobs import JobRun, job
from ...store.dataset_tables import datasets, samples
from ...store.workforce_tables import checks, members, result_counts, results
from ..formats.annotations import Annotation
from ..lifecycle import WorkforceTaskStatus
from ..samples.changes import SampleChange, change_samples
from ..samples.states import LABELLED_STATES, SampleState
from ..workforces.access import lock_task, move_task
from .checks import POINTS, check_open, lock_round, read_chunk, record_verdicts
from .creation import refresh_facts
from .results import ACCEPTABLE_STATES, DRAWN_STATES, ResultChange, ResultLabel, change_results, read_labels

if TYPE_CHECKING:
    from ...backend import Backend

CLOSE_JOB: Final = "workforce.close_check"


class Action(IntEnum):
    """How an acceptance ends."""

    PASS_ALL = 0
    REJECT_ALL = 1
    CANCEL = 2
    LIST_CONFLICTS = 3
    PASS_REMAINING = 4
    REJECT_REMAINING = 5


#: What becomes of results, by the action and the state that they were drawn and judged to; the rest is `None`.
_VERDICTS: Final[dict[int, dict[int | None, bool]]] = {
    Action.PASS_ALL: {None: True},
    Action.REJECT_ALL: {None: False},
    Action.PASS_REMAINING: {None: True, SampleState.SAMPLED_REJECTED: False},
    Action.REJECT_REMAINING: {None: False, SampleState.SAMPLED_ACCEPTED: True},
}


def end_check(backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]) -> None:
    """End the open acceptance; its outcome is written by a job. Raises `ServiceError` where none is open."""
    with backend.store.write() as conn:
        _, task = lock_task(conn, project_id, dataset_id, task_id)
        check = check_open(conn, task)
        now = backend.clock.now_ms()
        values = {"action": request["action"], "overwrite": bool(request.get("overwrite_last_result", False))}
        conn.execute(update(checks).where(checks.c.pk == check.pk).values(cursor=0, update_time=now, **values))
        move_task(conn, task, WorkforceTaskStatus.SYNCHRONIZING, now)
        backend.jobs.schedule(conn, CLOSE_JOB, project_id, task_id, backend.config.limits.task_seconds)


def _close(run: JobRun) -> None:
    while _close_chunk(run):
        pass


def _close_chunk(run: JobRun) -> bool:
    """Decide on some results and bring what passed into the dataset; return whether there may be more."""
    backend = run.backend
    with backend.store.write() as conn:
        held = lock_round(conn, run, WorkforceTaskStatus.SYNCHRONIZING)
        if held is None:
            return False
        task, check = held
        scope = results.c.task_pk == task.pk, results.c.round == task.round
        states = results.c.state.in_([int(state) for state in ACCEPTABLE_STATES])
        found, more = read_chunk(conn, check.cursor, *scope, states)
        changes = [_decide(row, check.action) for row in found]
        now = backend.clock.now_ms()
        change_results(conn, task.pk, changes, now)
        record_verdicts(conn, check, [change for change in changes if change.row.state in DRAWN_STATES], now)
        passed = {change.row.sample_pk for change in changes if change.values["state"] == SampleState.ACCEPTED}
        if passed and task.auto_sync_dataset:
            _merge(conn, backend, task, sorted(passed), overwrite=check.overwrite)
        if found:
            conn.execute(update(checks).where(checks.c.pk == check.pk).values(cursor=found[-1].sample_pk))
    return more


def _decide(row: Row[Any], action: int) -> ResultChange:
    if action == Action.CANCEL:
        values = {"state": int(SampleState.TO_ACCEPT), "check_accept": None, "check_comment": "", "check_score": ""}
        return ResultChange(row, values)
    verdicts = _VERDICTS[action]
    passes = verdicts.get(row.state, verdicts[None])
    state = SampleState.ACCEPTED if passes else SampleState.REJECTED
    score = row.check_score if passes else ""
    return ResultChange(row, {"state": int(state), "check_accept": passes, "check_score": score})


def _merge(conn: Connection, backend: Backend, task: Row[Any], keys: Sequence[int], *, overwrite: bool) -> None:
    """Bring accepted labels into the dataset; a sample that has labels already keeps them unless told otherwise."""
    dataset = conn.execute(select(datasets.c.pk, datasets.c.dataset_id).where(datasets.c.pk == task.dataset_pk)).one()
    states = conn.execute(select(samples.c.pk, samples.c.state).where(samples.c.pk.in_(keys))).all()
    free = [pk for pk, state in states if overwrite or state not in LABELLED_STATES]
    accepted = _read_accepted(conn, task, free)
    labelled = read_labels(conn, [row.pk for rows in accepted.values() for row in rows])
    changes = []
    for sample_pk, rows in accepted.items():
        best = _choose(rows)
        if labelled.get(best.pk):
            changes.append(_bring(sample_pk, best, labelled[best.pk]))
    change_samples(conn, backend, (dataset.pk, dataset.dataset_id), changes)


def _read_accepted(conn: Connection, task: Row[Any], keys: Sequence[int]) -> dict[int, list[Row[Any]]]:
    wanted = select(results, members.c.email).join(members, members.c.pk == results.c.member_pk)
    wanted = wanted.where(results.c.task_pk == task.pk, results.c.sample_pk.in_(keys))
    accepted: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(wanted.where(results.c.state == int(SampleState.ACCEPTED)).order_by(results.c.pk)):
        accepted[row.sample_pk].append(row)
    return accepted


def _choose(rows: Sequence[Row[Any]]) -> Row[Any]:
    """The result that most members share; among equals the one with the best grades, then the newest acceptance."""
    if len(rows) == 1:
        return rows[0]
    votes = Counter(row.signature for row in rows)

    def rank(row: Row[Any]) -> tuple[int, int, int, int, int]:
        points = POINTS.get(row.check_score, 0), POINTS.get(row.review_score, 0)
        return votes[row.signature], *points, row.round, -row.pk

    return max(rows, key=rank)


def _bring(sample_pk: int, row: Row[Any], labelled: Sequence[ResultLabel]) -> SampleChange:
    # What a model proposed and a member handed in is the member's own now.
    notes = [replace(label.annotation, annotated_by=_author(label.annotation, row)) for label in labelled]
    return SampleChange(sample_pk, notes, SampleState.ACCEPTED, row.metadata or None, hard=row.hard)


def _author(note: Annotation, row: Row[Any]) -> str:
    if note.annotated_by != "auto":
        return note.annotated_by
    return f"human/{row.email}" if row.email else "human"


def _give_up(run: JobRun) -> None:
    held = lock_round(run.conn, run, WorkforceTaskStatus.SYNCHRONIZING)
    if held is not None:
        move_task(run.conn, held[0], WorkforceTaskStatus.RUNNING, run.backend.clock.now_ms())


@job(CLOSE_JOB, prepare=_close, failed=_give_up)
def close_check(run: JobRun) -> None:
    """Let the task go on: it is complete, refused as a whole, or there is work left."""
    held = lock_round(run.conn, run, WorkforceTaskStatus.SYNCHRONIZING)
    if held is None:
        return
    task, check = held
    counted = select(result_counts.c.state, func.sum(result_counts.c.number)).group_by(result_counts.c.state)
    rows = run.conn.execute(counted.where(result_counts.c.task_pk == task.pk)).all()
    numbers = {state: int(number) for state, number in rows if number}
    target = WorkforceTaskStatus.RUNNING
    if check.action == Action.REJECT_ALL:
        target = WorkforceTaskStatus.REJECTED
    elif set(numbers) <= {SampleState.ACCEPTED}:
        target = WorkforceTaskStatus.ACCEPTED
    move_task(run.conn, task, target, run.backend.clock.now_ms())
    refresh_facts(run.conn, task.dataset_pk, rejected=numbers.get(SampleState.REJECTED, 0))
