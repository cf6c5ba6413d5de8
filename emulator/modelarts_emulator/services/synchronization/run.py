"""The task that synchronizes a dataset with its data source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Connection, Row, bindparam, select, update

from ...jobs import JobRun, job
from ...objects import ObjectError
from ...store.dataset_tables import datasets, samples
from ...store.sync_tables import sync_tasks
from .. import failures
from ..datasets.datasets import move_dataset
from ..datasets.kinds import KINDS
from ..formats.annotations import FormatError
from ..imports.items import ImportSource
from ..imports.sources import make_plan, read_source
from ..lifecycle import DatasetStatus, SyncStatus, find_lifecycle
from ..samples.samples import CHUNK, SampleDraft
from ..samples.states import SampleState
from .chunks import SyncLostError, SyncTask
from .paths import ChosenObjects, PathSet

if TYPE_CHECKING:
    from ...backend import Backend
    from ...objects import ObjectStore

SYNC_JOB: Final = "dataset.synchronize"

_DATASET = select(datasets).where(
    datasets.c.dataset_id == bindparam("dataset"),
    datasets.c.project_id == bindparam("project"),
    datasets.c.status == DatasetStatus.SYNCHRONIZING,
)
_TASK = select(sync_tasks).where(sync_tasks.c.dataset_pk == bindparam("key"), sync_tasks.c.task_id == bindparam("task"))
_PAGE = (
    select(samples.c.pk, samples.c.source, samples.c.state)
    .where(samples.c.dataset_pk == bindparam("dataset"), samples.c.pk > bindparam("after"))
    .order_by(samples.c.pk)
    .limit(CHUNK)
)


def _prepare(run: JobRun) -> str | None:
    """Do everything, piece by piece; return why it failed, an empty text where it did not.

    What an attempt that was cut short has added or removed is done, and counted: the rest is left.
    """
    row = run.conn.execute(_DATASET, {"dataset": run.subject_id, "project": run.project_id}).first()
    if row is None:
        return None
    task = SyncTask(run.backend, row.pk, row.dataset_id, run.payload["task_id"])
    try:
        task.begin()
        problem = _add_new(run.conn, run.backend, row, task)
        _remove_missing(run.conn, run.backend, row, task)
    except SyncLostError:
        return None
    except (ObjectError, FormatError) as error:
        return str(error)
    return problem


def _add_new(conn: Connection, backend: Backend, row: Row[Any], task: SyncTask) -> str:
    """Add samples of new files; give those that have no labels yet the ones that now lie in the source.

    Returns what is wrong with files that could not be read, an empty text where all could.
    """
    unlabelled, labelled = _known(conn, row.pk)
    source = _source(backend.objects, backend, row)
    plan = make_plan(source)
    # What has labels is not read again.
    chosen = ChosenObjects(backend.objects, lambda path: path not in labelled)
    source = _source(cast("ObjectStore", chosen), backend, row)
    number, first = 0, ""
    drafts: list[SampleDraft] = []
    for found in read_source(source, plan, None):
        if found.problem:
            number, first = number + 1, first or f"{found.place}: {found.problem}"
        elif found.draft is not None and (found.draft.annotations or found.place not in unlabelled):
            drafts.append(found.draft)
        if len(drafts) == CHUNK:
            task.add(drafts, unlabelled)
            drafts = []
    task.add(drafts, unlabelled)
    return f"{number} of the files could not be read. {first}" if number else ""


def _source(objects: ObjectStore, backend: Backend, row: Row[Any]) -> ImportSource:
    options = row.import_options
    return ImportSource(
        objects=objects,
        folder=options["folder"],
        kind=KINDS[row.dataset_type],
        limits=backend.config.limits,
        labelled=options["labelled"],
        coco=options.get("coco", False),
    )


def _known(conn: Connection, dataset_pk: int) -> tuple[PathSet, PathSet]:
    """Sources of the samples without labels, and of the others."""
    bare, rest = PathSet(), PathSet()
    for chunk in _samples(conn, dataset_pk):
        for sample in chunk:
            (bare if sample.state == SampleState.UNLABELLED else rest).add(sample.source)
    return bare, rest


def _samples(conn: Connection, dataset_pk: int) -> Iterator[list[Any]]:
    after = 0
    while rows := list(conn.execute(_PAGE, {"dataset": dataset_pk, "after": after})):
        yield rows
        after = rows[-1].pk


def _remove_missing(conn: Connection, backend: Backend, row: Row[Any], task: SyncTask) -> None:
    """Remove the samples whose files are gone from the source; those from elsewhere stay."""
    folder = row.import_options["folder"]
    present = PathSet(entry.path for entry in backend.objects.list(folder))
    gone: list[int] = []
    for chunk in _samples(conn, row.pk):
        gone += [each.pk for each in chunk if each.source.startswith(folder) and each.source not in present]
        if len(gone) >= CHUNK:
            task.remove(gone)
            gone = []
    task.remove(gone)


def _end(run: JobRun, reason: str) -> None:
    wanted = {"dataset": run.subject_id, "project": run.project_id}
    row = run.conn.execute(_DATASET.with_for_update(), wanted).first()
    if row is None:
        return
    task = run.conn.execute(_TASK, {"key": row.pk, "task": run.payload["task_id"]}).first()
    if task is None:
        return
    now = run.backend.clock.now_ms()
    target = SyncStatus.FAILED if reason else SyncStatus.COMPLETED
    status = find_lifecycle("SyncDataSourceStateResponse").move(task.status, target)
    values: dict[str, Any] = {"status": str(status), "end_time": now, "total_sample_count": row.total_sample_count}
    if reason:
        values |= {"error_code": failures.SYNC_FAILED, "error_msg": reason}
    run.conn.execute(update(sync_tasks).where(sync_tasks.c.dataset_pk == row.pk).values(values))
    move_dataset(run.conn, row, DatasetStatus.NORMAL, now)


def _give_up(run: JobRun) -> None:
    _end(run, run.error)


@job(SYNC_JOB, prepare=_prepare, failed=_give_up)
def synchronize_dataset(run: JobRun) -> None:
    """End a synchronization: it is complete, or has failed where a file could not be read."""
    if run.prepared is not None:
        _end(run, run.prepared)
