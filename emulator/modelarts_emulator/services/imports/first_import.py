"""The task that imports samples into a dataset, piece by piece: its first data when it is created, and more later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, select, update

from ...jobs import JobRun, job
from ...objects import ObjectError
from ...store.dataset_tables import datasets
from ...store.import_tables import import_failures, import_tasks
from ...store.prepared import Prepared
from .. import failures
from ..datasets.kinds import KINDS
from ..formats.annotations import FormatError
from ..formats.text import TextFormat
from ..lifecycle import DatasetStatus, find_lifecycle
from ..samples.samples import count_samples, refresh_totals
from ..samples.states import SampleState
from ..workforce_tasks.notices import notice_samples
from .chunks import SELECT_TARGET, ImportAttempt, ImportLostError, ImportTarget, Piece, next_status
from .copies import copy_files
from .filters import ImportFilter
from .items import ImportPlan, ImportSource
from .reports import describe_failures, write_log
from .rows import CopiedRows, TableShape, copy_rows
from .sources import make_plan, read_source

if TYPE_CHECKING:
    from ...backend import Backend

IMPORT_JOB: Final = "dataset.import"
#: How many pieces are stored before other jobs have their turn.
PIECES: Final = 20

_END_DATASET = Prepared(
    update(datasets)
    .where(datasets.c.pk == bindparam("dataset"))
    .values(
        status=bindparam("new_status"),
        message=bindparam("reason"),
        update_time=bindparam("now"),
        running_task_id=None,
        running_task_type=None,
    )
)
_FIRST_FAILURE = (
    select(import_failures.c.place, import_failures.c.reason)
    .where(import_failures.c.task_pk == bindparam("task"))
    .order_by(import_failures.c.pk)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one turn came to: the last piece, still to be stored, or rows; nothing yet; or the reason of a failure."""

    step: int
    ended: bool = False
    piece: Piece = field(default_factory=Piece)
    rows: CopiedRows | None = None
    plan: ImportPlan = field(default_factory=ImportPlan)
    code: str = ""
    reason: str = ""


def _find(conn: Connection, run: JobRun, *, lock: bool = False) -> ImportTarget | None:
    statement = SELECT_TARGET.with_for_update() if lock else SELECT_TARGET
    row = conn.execute(statement, {"task": run.payload["task_id"], "project": run.project_id}).first()
    return None if row is None else ImportTarget._make(row)


def _prepare(run: JobRun) -> _Outcome | None:
    target = _find(run.conn, run)
    # A view that is kept for long does not show what we write, and holds up the database's own housekeeping.
    run.conn.rollback()
    if target is None:
        return None
    attempt = ImportAttempt.begin(run.backend, target)
    try:
        outcome = _work(run.backend, attempt)
    except ImportLostError:
        return None
    except (FormatError, ObjectError) as error:
        write_log(run.conn, attempt, (), str(error))
        return _fail(attempt, str(error))
    if outcome.ended and (attempt.failed or outcome.piece.problems):
        write_log(run.conn, attempt, outcome.piece.problems)
    return outcome


def _fail(attempt: ImportAttempt, reason: str) -> _Outcome | None:
    try:
        if attempt.target.is_first and attempt.step:
            attempt.wipe()
    except ImportLostError:
        return None
    return _Outcome(attempt.step, ended=True, code=failures.IMPORT_DATA, reason=reason)


def open_source(backend: Backend, target: ImportTarget) -> ImportSource:
    """What an import reads."""
    options = target.options
    return ImportSource(
        objects=backend.objects,
        folder=options["folder"],
        kind=KINDS[target.dataset_type],
        limits=backend.config.limits,
        labelled=ImportFilter.from_options(options).needs_labels,
        text=TextFormat.from_request(options["label_format"]),
        manifest=options.get("manifest", ""),
        coco=options.get("coco", False),
    )


def _work(backend: Backend, attempt: ImportAttempt) -> _Outcome:
    target = attempt.target
    if not target.options.get("import", True):
        return _Outcome(attempt.step, ended=True)
    source = open_source(backend, target)
    if target.plan is None and not target.is_first:
        attempt.move({"status": next_status(target.task_status, "STARTING"), "start_time": backend.clock.now_ms()})
    if source.kind.is_table:
        return _copy_table(target, source, attempt)
    plan = make_plan(source) if target.plan is None else ImportPlan(**target.plan)
    chosen = ImportFilter.from_options(target.options)
    found = read_source(source, plan, target.position)
    started = target.plan is not None
    for _ in range(PIECES):
        piece = Piece.take(found, chosen, strict=target.is_first)
        copy_files(backend, target, piece)
        if piece.is_last and not attempt.seen:
            return _Outcome(attempt.step, ended=True, piece=piece, plan=plan)
        if not started:
            attempt.move(_running(backend, target, plan))
            started = True
        attempt.store(piece)
        if piece.is_last:
            return _Outcome(attempt.step, ended=True, plan=plan)
    return _Outcome(attempt.step, plan=plan)


def _running(backend: Backend, target: ImportTarget, plan: ImportPlan) -> dict[str, Any]:
    values: dict[str, Any] = {
        "status": next_status(target.task_status, "STARTING", "RUNNING"),
        "plan": plan._asdict(),
        "total_sample_count": plan.samples,
        "total_file_count": plan.files,
        "total_file_size": plan.size,
    }
    return values | ({"start_time": backend.clock.now_ms()} if target.is_first else {})


def _copy_table(target: ImportTarget, source: ImportSource, attempt: ImportAttempt) -> _Outcome:
    folder = target.facts["inner_data_path"]
    if not target.is_first:
        folder += f"{target.task_id}/"  # every import has a folder of its own: files may have the same names
    source.objects.delete(folder)
    shape = TableShape.read(target.facts.get("schema", ()), target.options)
    try:
        rows = copy_rows(source, shape, folder, strict=target.is_first)
    except (FormatError, ObjectError):
        source.objects.delete(folder)
        raise
    piece = Piece(problems=rows.problems, seen=len(rows.problems))
    return _Outcome(attempt.step, ended=True, piece=piece, rows=rows, plan=ImportPlan(rows.rows, rows.files, rows.size))


def _end(conn: Connection, backend: Backend, target: ImportTarget, outcome: _Outcome) -> None:
    code, reason = outcome.code, outcome.reason
    attempt = ImportAttempt.begin(backend, target)
    piece = outcome.piece
    if piece.seen:
        try:
            attempt.store_in(conn, piece)
        except FormatError as error:
            code, reason = failures.IMPORT_DATA, str(error)
    rows = outcome.rows.rows if outcome.rows else 0
    if rows:
        count_samples(conn, target.pk, {(int(SampleState.UNLABELLED), False): rows})
    if rows or reason:
        refresh_totals(conn, target.pk, backend.clock.now_ms())
    if not reason and not target.is_first and not (attempt.seen or rows):
        code, reason = failures.IMPORT_EMPTY, f"{target.options['path']} holds nothing that can be imported"
    _end_task(conn, backend, target, outcome, (code, reason, attempt.failed))
    normal = not reason or not target.is_first
    status = find_lifecycle("Dataset").move(target.status, DatasetStatus.NORMAL if normal else DatasetStatus.ABNORMAL)
    values = {"dataset": target.pk, "new_status": status, "reason": "" if normal else reason}
    _END_DATASET.run(conn, values | {"now": backend.clock.now_ms()})
    if not target.is_first:
        notice_samples(conn, backend, target.pk)


def _end_task(
    conn: Connection, backend: Backend, target: ImportTarget, outcome: _Outcome, end: tuple[str, str, int]
) -> None:
    code, reason, failed = end
    now = backend.clock.now_ms()
    tasks = import_tasks.c
    values: dict[str, Any] = {"end_time": now, "update_time": now, "step": tasks.step + 1}
    if reason:
        values["status"] = next_status(target.task_status, "FAILED")
    else:
        values |= _running(backend, target, outcome.plan) if target.plan is None else {}
        values["status"] = next_status(target.task_status, "STARTING", "RUNNING", "COMPLETED")
        values["total_sample_count"] = (outcome.rows.rows + failed) if outcome.rows else tasks.seen_sample_count
        if outcome.rows:
            values["imported_sample_count"] = outcome.rows.rows
            values |= {"finished_file_count": outcome.rows.files, "finished_file_size": outcome.rows.size}
        elif target.options.get("manifest"):
            values |= {"total_file_count": tasks.finished_file_count, "total_file_size": tasks.finished_file_size}
        elif KINDS[target.dataset_type].is_text:
            # Samples are lines, not files: at the end all files have been read.
            values["finished_file_count"] = values.get("total_file_count", tasks.total_file_count)
            values["finished_file_size"] = values.get("total_file_size", tasks.total_file_size)
    if failed and not reason:
        first = conn.execute(_FIRST_FAILURE, {"task": target.task_pk}).first()
        code = failures.IMPORT_DATA
        reason = describe_failures(target, failed, target.seen + outcome.piece.seen, ": ".join(first or ()))
    values |= {"error_code": code, "error_msg": reason}
    conn.execute(update(import_tasks).where(tasks.pk == target.task_pk).values(values))


def _give_up(run: JobRun) -> None:
    target = _find(run.conn, run, lock=True)
    if target is not None:
        _end(run.conn, run.backend, target, _Outcome(target.step, code=failures.IMPORT_FAILED, reason=run.error))


@job(IMPORT_JOB, prepare=_prepare, failed=_give_up)
def import_dataset(run: JobRun) -> None:
    """End an import, or leave the rest of it to the next job."""
    outcome: _Outcome | None = run.prepared
    target = _find(run.conn, run, lock=True)
    if target is None:
        return
    if outcome is not None and outcome.ended and outcome.step == target.step:
        _end(run.conn, run.backend, target, outcome)
    else:
        run.backend.jobs.schedule(run.conn, IMPORT_JOB, run.project_id, run.subject_id, 0, run.payload)
