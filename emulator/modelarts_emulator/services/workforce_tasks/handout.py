"""The task that hands samples out to the members of a team."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select, update

from ...jobs import JobRun, job
from ...store.dataset_tables import datasets, sample_labels, samples
from ...store.workforce_tables import result_counts, results, tasks
from ..formats.annotations import Annotation
from ..lifecycle import DatasetStatus, WorkforceTaskStatus
from ..samples.samples import CHUNK
from ..samples.search import read_conditions, where_samples
from ..samples.states import SampleState
from ..workforces.access import move_task
from ..workforces.members import WorkerRole, load_members
from ..workforces.team_mails import invite_members
from .creation import HANDOUT_JOB
from .notices import GOING_ON, SYNC_JOB
from .results import OPEN_STATES, ResultChange, ResultLabel, add_results, change_results, remove_results

if TYPE_CHECKING:
    from sqlalchemy import Row

    AnyRow = Row[*tuple[Any, ...]]

#: Clears away what a deleted task has left.
CLEAR_JOB: Final = "workforce.clear"
_FIND = select(tasks).where(
    tasks.c.task_id == bindparam("task"), tasks.c.project_id == bindparam("project"), ~tasks.c.removed
)


def _find(conn: Connection, run: JobRun, statuses: Sequence[int]) -> AnyRow | None:
    row = conn.execute(_FIND.with_for_update(), {"task": run.subject_id, "project": run.project_id}).first()
    return row if row is not None and row.status in statuses else None


def _begin(run: JobRun) -> bool:
    """Whether handing out can go on now: not while the dataset is still being filled."""
    with run.backend.store.write() as conn:
        task = _find(conn, run, (WorkforceTaskStatus.CREATED, WorkforceTaskStatus.STARTING))
        if task is None:
            return True
        status = conn.execute(select(datasets.c.status).where(datasets.c.pk == task.dataset_pk)).scalar()
        if status == DatasetStatus.CREATING:
            return False
        # Whoever was named may have been replaced by a manager, who is to start it.
        if task.status == WorkforceTaskStatus.CREATED and any(_labels(row) for row in load_members(conn, task.pk)):
            move_task(conn, task, WorkforceTaskStatus.STARTING, run.backend.clock.now_ms(), cursor=0, handed=0)
        return True


def _prepare_start(run: JobRun) -> bool:
    if not _begin(run):
        return False
    while _take_back(run):
        pass
    while _hand_out_chunk(run, (WorkforceTaskStatus.STARTING,)):
        pass
    return True


def _prepare_sync(run: JobRun) -> bool:
    task = run.conn.execute(_FIND, {"task": run.subject_id, "project": run.project_id}).first()
    if task is None or task.status == WorkforceTaskStatus.CREATED:
        return True
    if task.status not in GOING_ON:
        return False
    if task.synchronize_auto:
        after: int | None = 0
        while after is not None:
            after = _hand_out_chunk(run, GOING_ON, after)
    while task.synchronize_data and _hand_out_chunk(run, GOING_ON):
        pass
    return True


def _take_back(run: JobRun) -> bool:
    """Take open work from some of those who no longer take part; return whether there may be more."""
    with run.backend.store.write() as conn:
        task = _find(conn, run, (WorkforceTaskStatus.STARTING,))
        if task is None:
            return False
        left = [row.pk for row in load_members(conn, task.pk, active=False) if not _labels(row)]
        held = results.c.member_pk.in_(left), results.c.state.in_([int(state) for state in OPEN_STATES])
        found = conn.execute(select(results).where(*held).limit(CHUNK)).all() if left else []
        remove_results(conn, found)
    return len(found) == CHUNK


def _labels(row: AnyRow) -> bool:
    return bool(row.active and row.position >= 0 and row.role == WorkerRole.LABELER)


def _hand_out_chunk(run: JobRun, statuses: Sequence[int], after: int | None = None) -> int | None:
    """Hand the next samples out, in one transaction; return the last one's key where there may be more.

    The task remembers how far it got. With ``after``, the key of a sample, only those behind it that wait to be
    confirmed are handed out, wherever the task itself is.
    """
    backend = run.backend
    with backend.store.write() as conn:
        task = _find(conn, run, statuses)
        labelers = [row for row in load_members(conn, task.pk) if _labels(row)] if task is not None else []
        if task is None or not labelers:
            return None
        now = backend.clock.now_ms()
        found = _next_samples(conn, task, after, now)
        if not found:
            return None
        handed = _give(conn, task, labelers, found, now)
        values: dict[str, Any] = {"handed": tasks.c.handed + handed}
        values |= {"cursor": found[-1].pk} if after is None else {}
        conn.execute(update(tasks).where(tasks.c.pk == task.pk).values(values))
        if handed and task.status == WorkforceTaskStatus.ACCEPTED:
            move_task(conn, task, WorkforceTaskStatus.RUNNING, now)
    return int(found[-1].pk) if len(found) == CHUNK else None


def _next_samples(conn: Connection, task: AnyRow, after: int | None, now: int) -> list[AnyRow]:
    """The next samples that a task is about: those that its conditions choose, or else the unlabelled ones."""
    wanted = select(samples.c.pk, samples.c.state, samples.c.hard).order_by(samples.c.pk).limit(CHUNK)
    wanted = wanted.where(samples.c.dataset_pk == task.dataset_pk)
    wanted = wanted.where(samples.c.pk > (task.cursor if after is None else after))
    states: list[SampleState | None] = [SampleState.UNLABELLED] if after is None else []
    states += [SampleState.TO_CONFIRM] if task.synchronize_auto else []
    if task.conditions:
        wanted = wanted.where(*where_samples(conn, task.dataset_pk, read_conditions(task.conditions, now=now)))
        states = [None] if after is None else states
    # One state after the other: each has its index, however few samples are in it.
    each = (wanted if state is None else wanted.where(samples.c.state == int(state)) for state in states)
    found = [row for statement in each for row in conn.execute(statement)]
    return sorted(found, key=lambda row: int(row.pk))[:CHUNK]


def _give(conn: Connection, task: AnyRow, labelers: Sequence[AnyRow], found: Sequence[AnyRow], now: int) -> int:
    """Give each sample to those who have least, until enough people have it; return how many results that makes."""
    held: defaultdict[int, list[AnyRow]] = defaultdict(list)
    keys = [row.pk for row in found]
    for row in conn.execute(select(results).where(results.c.task_pk == task.pk, results.c.sample_pk.in_(keys))):
        held[row.sample_pk].append(row)
    presets = _automatic_labels(conn, [row.pk for row in found if row.state == SampleState.TO_CONFIRM], task)
    loads = _loads(conn, task.pk, labelers)
    rows: list[dict[str, Any]] = []
    given: list[list[ResultLabel]] = []
    for sample in found:
        preset = presets.get(sample.pk, [])
        state = SampleState.TO_CONFIRM if preset else SampleState.UNLABELLED
        lacking = task.repetition - len(held[sample.pk])
        for member_pk in _least_loaded(loads, lacking, {row.member_pk for row in held[sample.pk]}):
            rows.append(_new_result(task, member_pk, sample, state, now))
            given.append(preset)
    add_results(conn, task.pk, rows, given)
    _fill_in(conn, task, [row for each in found for row in held[each.pk]], presets, now)
    return len(rows)


def _loads(conn: Connection, task_pk: int, labelers: Sequence[AnyRow]) -> list[tuple[int, int, int]]:
    counted = select(result_counts.c.member_pk, func.sum(result_counts.c.number)).group_by(result_counts.c.member_pk)
    rows = conn.execute(counted.where(result_counts.c.task_pk == task_pk))
    numbers = {row[0]: int(row[1]) for row in rows}
    loads = [(numbers.get(row.pk, 0), position, row.pk) for position, row in enumerate(labelers)]
    heapq.heapify(loads)
    return loads


def _least_loaded(loads: list[tuple[int, int, int]], number: int, without: set[int]) -> list[int]:
    """Keys of the members who have least and do not have the sample yet; they are counted as having it."""
    picked: list[tuple[int, int, int]] = []
    passed: list[tuple[int, int, int]] = []
    while loads and len(picked) < number:
        load = heapq.heappop(loads)
        (passed if load[2] in without else picked).append(load)
    for load in passed:
        heapq.heappush(loads, load)
    for had, position, member_pk in picked:
        heapq.heappush(loads, (had + 1, position, member_pk))
    return [member_pk for _, _, member_pk in picked]


def _new_result(task: AnyRow, member_pk: int, sample: AnyRow, state: SampleState, now: int) -> dict[str, Any]:
    return {
        "task_pk": task.pk,
        "member_pk": member_pk,
        "sample_pk": sample.pk,
        "state": int(state),
        "hard": sample.hard,
        "metadata": {},
        "create_time": now,
        "update_time": now,
    }


def _automatic_labels(conn: Connection, keys: Sequence[int], task: AnyRow) -> dict[int, list[ResultLabel]]:
    """Labels that wait to be confirmed, where the task is to show them to its members."""
    found: defaultdict[int, list[ResultLabel]] = defaultdict(list)
    if not task.synchronize_auto or not keys:
        return found
    wanted = select(sample_labels).where(sample_labels.c.sample_pk.in_(keys)).order_by(sample_labels.c.pk)
    for row in conn.execute(wanted):
        note = Annotation("", 0, row.property, row.score, row.annotated_by)
        found[row.sample_pk].append(ResultLabel(row.label_pk, note))
    return found


def _fill_in(
    conn: Connection, task: AnyRow, rows: Sequence[AnyRow], presets: dict[int, list[ResultLabel]], now: int
) -> None:
    """Give automatic labels to those who have the sample already and have not begun."""
    changes = [
        ResultChange(row, {"state": int(SampleState.TO_CONFIRM)}, presets[row.sample_pk])
        for row in rows
        if row.state in (SampleState.UNLABELLED, SampleState.TO_CONFIRM) and presets.get(row.sample_pk)
    ]
    change_results(conn, task.pk, changes, now)


@job(SYNC_JOB, prepare=_prepare_sync)
def end_synchronization(run: JobRun) -> None:
    """Try again later where the task was being started or accepted; else nothing is left to do."""
    if run.prepared is False:
        seconds = run.backend.config.limits.task_seconds
        run.backend.jobs.schedule(run.conn, SYNC_JOB, run.project_id, run.subject_id, seconds)


def _give_up(run: JobRun) -> None:
    task = _find(run.conn, run, (WorkforceTaskStatus.STARTING,))
    if task is not None:
        move_task(run.conn, task, WorkforceTaskStatus.CREATED, run.backend.clock.now_ms())


@job(HANDOUT_JOB, prepare=_prepare_start, failed=_give_up)
def end_start(run: JobRun) -> None:
    """Let the members begin, and tell them. A dataset that is still being filled is waited for."""
    backend = run.backend
    if run.prepared is False:
        backend.jobs.schedule(run.conn, HANDOUT_JOB, run.project_id, run.subject_id, backend.config.limits.task_seconds)
        return
    task = _find(run.conn, run, (WorkforceTaskStatus.STARTING,))
    if task is None:
        return
    move_task(run.conn, task, WorkforceTaskStatus.RUNNING, backend.clock.now_ms())
    if task.handed:
        invite_members(run.conn, backend, task)


def _clear(run: JobRun) -> None:
    removed = CHUNK
    while removed == CHUNK:
        with run.backend.store.write() as conn:
            gone = select(tasks.c.pk).where(tasks.c.task_id == run.subject_id, tasks.c.removed)
            keys = select(results.c.pk).where(results.c.task_pk.in_(gone)).limit(CHUNK)
            held = conn.execute(keys).scalars().all()
            removed = len(held)
            conn.execute(delete(results).where(results.c.pk.in_(held)))


@job(CLEAR_JOB, prepare=_clear)
def end_deletion(run: JobRun) -> None:
    """Remove the row of a task whose results are gone; its members and counters go with it."""
    run.conn.execute(delete(tasks).where(tasks.c.task_id == run.subject_id, tasks.c.removed))
