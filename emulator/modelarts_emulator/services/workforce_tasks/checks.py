"""Acceptance tasks: drawing samples, and what the owner says of those that were drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, update

from ...jobs import JobRun, job
from ...store.workforce_tables import checks, members, result_counts, results, tasks
from .. import failures
from ..failures import failure
from ..lifecycle import WorkforceTaskStatus
from ..samples.samples import CHUNK
from ..samples.states import SampleState
from ..workforces.access import lock_task, move_task
from .finding import ResultFinder
from .results import ACCEPTABLE_STATES, DRAWN_STATES, ResultChange, change_results

if TYPE_CHECKING:
    from ...backend import Backend

SAMPLE_JOB: Final = "workforce.sample"
#: Points for the grades.
POINTS: Final = {"A": 4, "B": 3, "C": 2, "D": 1}
_CHECKABLE: Final = (
    WorkforceTaskStatus.RUNNING,
    WorkforceTaskStatus.ACCEPTED,
    WorkforceTaskStatus.REJECTED,
)
#: What waits for acceptance; drawn results among it were left by an acceptance that failed.
_WAITING: Final = tuple(int(state) for state in ACCEPTABLE_STATES)
_DRAWN: Final = SampleState.SAMPLED_UNCHECKED
_UNJUDGED: Final[dict[str, Any]] = {"check_accept": None, "check_comment": "", "check_score": ""}
_BUSY: Final = (WorkforceTaskStatus.ACCEPTING, WorkforceTaskStatus.SYNCHRONIZING, WorkforceTaskStatus.SAMPLING)
_FIGURES: Final = ("checked", "passed", "points", "scored")
_ADD_FIGURES: Final = (
    update(members)
    .where(members.c.pk == bindparam("key"))
    .values({name: members.c[name] + bindparam(f"more_{name}") for name in _FIGURES})
)


def start_check(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]
) -> dict[str, Any]:
    """Start to accept what waits for it; samples are drawn by a job. Raises `ServiceError`."""
    number, rate = request.get("sampling_num"), request.get("sampling_rate")
    if (number is None) == (rate is None):
        raise failure(failures.PARAMETER, "either sampling_num or sampling_rate is given")
    with backend.store.write() as conn:
        _, task = lock_task(conn, project_id, dataset_id, task_id)
        if task.status in _BUSY:
            raise failure(failures.TEAM_TASK_CHECKING)
        waiting = select(func.sum(result_counts.c.number)).where(
            result_counts.c.task_pk == task.pk, result_counts.c.state.in_(_WAITING)
        )
        scope = int(conn.execute(waiting).scalar() or 0)
        if not scope or task.status not in _CHECKABLE:
            raise failure(failures.NOTHING_TO_CHECK)
        wanted = min(scope, number or max(1, math.ceil(round((rate or 0) * scope, 6))))
        now = backend.clock.now_ms()
        row = {
            "check_id": backend.ids.short(),
            "task_pk": task.pk,
            "round": task.round + 1,
            "sampling_num": wanted,
            "sampling_rate": float(rate) if rate is not None else wanted / scope,
            "scope": scope,
            "create_time": now,
            "update_time": now,
        }
        conn.execute(insert(checks), row)
        move_task(conn, task, WorkforceTaskStatus.SAMPLING, now, round=row["round"])
        seconds = backend.config.limits.task_seconds
        backend.jobs.schedule(conn, SAMPLE_JOB, project_id, task_id, seconds)
    return {"task_id": row["check_id"]}


def lock_round(conn: Connection, run: JobRun, status: WorkforceTaskStatus) -> tuple[Row[Any], Row[Any]] | None:
    """Rows of a job's task and of its present acceptance, where the task still has the status."""
    wanted = select(tasks).where(
        tasks.c.task_id == run.subject_id, tasks.c.project_id == run.project_id, ~tasks.c.removed
    )
    task = conn.execute(wanted.with_for_update()).first()
    if task is None or task.status != status:
        return None
    check = last_check(conn, task)
    return None if check is None else (task, check)


def last_check(conn: Connection, task: Row[Any]) -> Row[Any] | None:
    """The present acceptance of a task, or the last one; `None` where there has been none."""
    return conn.execute(select(checks).where(checks.c.task_pk == task.pk, checks.c.round == task.round)).first()


def _draw_chunk(run: JobRun) -> bool:
    """Put some results to the acceptance and draw from them; return whether there may be more."""
    with run.backend.store.write() as conn:
        held = lock_round(conn, run, WorkforceTaskStatus.SAMPLING)
        if held is None:
            return False
        task, check = held
        waiting = results.c.task_pk == task.pk, results.c.state.in_(_WAITING)
        found, more = read_chunk(conn, check.cursor, *waiting)
        changes, drawn = [], 0
        for place, row in enumerate(found, check.total):
            picked = _is_drawn(place, check)
            values = _UNJUDGED | {"round": task.round, "state": int(_DRAWN if picked else SampleState.TO_ACCEPT)}
            changes.append(ResultChange(row, values))
            drawn += picked
        now = run.backend.clock.now_ms()
        change_results(conn, task.pk, changes, now)
        counts = {"total": check.total + len(found), "sampled": check.sampled + drawn, "update_time": now}
        counts["cursor"] = found[-1].sample_pk if found else check.cursor
        conn.execute(update(checks).where(checks.c.pk == check.pk).values(counts))
    return more


def read_chunk(conn: Connection, cursor: int, *where: ColumnElement[bool]) -> tuple[Sequence[Row[Any]], bool]:
    """The next results behind a sample, all those of a sample together, and whether there may be more."""
    wanted = select(results).where(*where, results.c.sample_pk > cursor)
    found = conn.execute(wanted.order_by(results.c.sample_pk, results.c.member_pk).limit(CHUNK)).all()
    if len(found) < CHUNK:
        return found, False
    # The last sample may have more results than fit.
    whole = [row for row in found if row.sample_pk != found[-1].sample_pk]
    return whole or found, True


def _is_drawn(place: int, check: Row[Any]) -> bool:
    """Whether the result at a place is drawn: as many as wanted, at equal distances."""
    wanted, scope = check.sampling_num, check.scope
    return bool((place + 1) * wanted // scope > place * wanted // scope)


def _draw(run: JobRun) -> None:
    while _draw_chunk(run):
        pass


def _give_up(run: JobRun) -> None:
    held = lock_round(run.conn, run, WorkforceTaskStatus.SAMPLING)
    if held is not None:
        move_task(run.conn, held[0], WorkforceTaskStatus.RUNNING, run.backend.clock.now_ms())


@job(SAMPLE_JOB, prepare=_draw, failed=_give_up)
def open_check(run: JobRun) -> None:
    """Let the owner judge what was drawn."""
    held = lock_round(run.conn, run, WorkforceTaskStatus.SAMPLING)
    if held is not None:
        move_task(run.conn, held[0], WorkforceTaskStatus.ACCEPTING, run.backend.clock.now_ms())


def check_open(conn: Connection, task: Row[Any]) -> Row[Any]:
    """The acceptance that is open. Raises `ServiceError` where none is."""
    if task.status in (WorkforceTaskStatus.SAMPLING, WorkforceTaskStatus.SYNCHRONIZING):
        raise failure(failures.TEAM_TASK_CHECKING)
    check = last_check(conn, task) if task.status == WorkforceTaskStatus.ACCEPTING else None
    if check is None:
        raise failure(failures.NOTHING_CHECKED, "no acceptance is open")
    return check


def judge_samples(backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]) -> None:
    """Take over what the owner says of drawn samples, all of it or nothing. Raises `ServiceError`."""
    comments: Sequence[Mapping[str, Any]] = request["comments"]
    changes: dict[int, ResultChange] = {}
    with backend.store.write() as conn:
        _, task = lock_task(conn, project_id, dataset_id, task_id)
        check = check_open(conn, task)
        finder = ResultFinder(conn, task, [comment.get("sample_id", "") for comment in comments])
        for comment in comments:
            row = finder.find(comment.get("sample_id", ""), comment.get("worker_id") or "")
            if row.round != task.round or row.state not in DRAWN_STATES:
                raise failure(failures.NOTHING_TO_CHECK, f"the sample {row.sample_id} was not drawn")
            changes[row.pk] = _judge(row, comment)
        now = backend.clock.now_ms()
        change_results(conn, task.pk, list(changes.values()), now)
        record_verdicts(conn, check, list(changes.values()), now)


def _judge(row: Row[Any], comment: Mapping[str, Any]) -> ResultChange:
    accept = comment["accept"]
    values = {
        "state": int(SampleState.SAMPLED_ACCEPTED if accept else SampleState.SAMPLED_REJECTED),
        "check_accept": accept,
        "check_comment": comment.get("comment") or "",
        "check_score": (comment.get("score") or "") if accept else "",
    }
    return ResultChange(row, values)


def record_verdicts(conn: Connection, check: Row[Any], changes: Sequence[ResultChange], now: int) -> None:
    """Count verdicts, new and changed ones, for the acceptance and for the members."""
    total: Counter[str] = Counter()
    each: dict[int, Counter[str]] = {}
    for change in changes:
        row = change.row
        figures = _figures(change.values["check_accept"], change.values["check_score"])
        figures.subtract(_figures(row.check_accept, row.check_score))
        total.update(figures)
        each.setdefault(row.member_pk, Counter()).update(figures)
    accepted = check.accepted + total["passed"]
    counts = {"accepted": accepted, "rejected": check.rejected + total["checked"] - total["passed"]}
    counts |= {"points": check.points + total["points"], "scored": check.scored + total["scored"], "update_time": now}
    conn.execute(update(checks).where(checks.c.pk == check.pk).values(counts))
    rows = [
        {"key": key, **{f"more_{name}": figures[name] for name in _FIGURES}} for key, figures in sorted(each.items())
    ]
    if rows:
        conn.execute(_ADD_FIGURES, rows)


def _figures(accept: bool | None, score: str) -> Counter[str]:
    points = POINTS.get(score, 0)
    return Counter(checked=int(accept is not None), passed=int(accept is True), points=points, scored=int(points > 0))
