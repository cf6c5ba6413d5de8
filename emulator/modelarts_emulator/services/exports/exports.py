"""Starting exports of datasets and showing how they get on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from ...jobs import JobRun
from ...store.dataset_tables import datasets
from ...store.export_tables import export_tasks
from .. import failures
from ..datasets.changes import hold_dataset
from ..datasets.datasets import insert_dataset, lock_dataset
from ..datasets.deletion import ENDINGS
from ..failures import busy, failure, missing
from ..lifecycle import DatasetStatus, find_lifecycle
from .attempt import WORKING, abandon_exports
from .requests import NEW_DATASET, NewExport, read_export
from .run import EXPORT_JOB

if TYPE_CHECKING:
    from ...backend import Backend

#: Kind of task, as the documents number them.
TASK_EXPORT: Final = 2

_DATASET = select(datasets.c.pk).where(
    datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project")
)
_SHOW = select(export_tasks).where(
    export_tasks.c.dataset_pk == bindparam("key"), export_tasks.c.task_id == bindparam("task")
)
_SHOWN: Final = (
    "task_id",
    "path",
    "export_type",
    "version_format",
    "export_format",
    "status",
    "finished_sample_count",
    "create_time",
    "update_time",
)
#: Shown where there are any.
_OPTIONAL: Final = ("version_id", "total_sample_count", "error_code", "error_msg")


def create_export(backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Start to export a dataset or one of its versions. Returns the reply. Raises `ServiceError`."""
    task_id, new_id = backend.ids.short(), backend.ids.short()
    with backend.store.write() as conn:
        row = lock_dataset(conn, project_id, dataset_id)
        if row.status != DatasetStatus.NORMAL:
            raise busy(row.status)
        new = read_export(conn, backend, row, request)
        _check_free(conn, row.pk, new.values["destination"])
        if new.dataset is not None:
            insert_dataset(conn, backend, project_id, new.dataset_request, new.dataset, new_id, backend.ids.hex32())
        values = _new_row(backend, row, new, task_id) | {"new_dataset_id": new_id if new.dataset else None}
        conn.execute(insert(export_tasks), values)
        if row.running_task_id is None:
            hold_dataset(conn, row.pk, task_id, TASK_EXPORT)
        seconds, payload = backend.config.limits.task_seconds, {"task_id": task_id}
        backend.jobs.schedule(conn, EXPORT_JOB, project_id, dataset_id, seconds, payload)
    return {"task_id": task_id}


def _check_free(conn: Connection, dataset_pk: int, destination: str) -> None:
    running = select(export_tasks.c.task_id).where(
        export_tasks.c.dataset_pk == dataset_pk,
        export_tasks.c.destination == destination,
        export_tasks.c.status.in_(WORKING),
    )
    task_id = conn.execute(running.limit(1)).scalar()
    if task_id is not None:
        what = "to a new dataset" if destination == NEW_DATASET else "to OBS"
        raise failure(failures.EXPORT_FAILED, f"the dataset is being exported {what} by the task {task_id}")


def _new_row(backend: Backend, row: Row[Any], new: NewExport, task_id: str) -> dict[str, Any]:
    now = backend.clock.now_ms()
    return {
        **new.values,
        "task_id": task_id,
        "dataset_pk": row.pk,
        "status": find_lifecycle("ExportTask").initial,
        "finished_sample_count": 0,
        "create_time": now,
        "update_time": now,
    }


def list_exports(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a dataset's exports, the newest first. Raises `ServiceError` where there is no such dataset."""
    limit = query.get("limit", 10)
    with backend.store.read() as conn:
        where = [export_tasks.c.dataset_pk == _find_dataset(conn, project_id, dataset_id)]
        if query.get("export_type") is not None:
            where.append(export_tasks.c.export_type == query["export_type"])
        total = conn.execute(select(func.count()).select_from(export_tasks).where(*where)).scalar_one()
        newest = (export_tasks.c.create_time.desc(), export_tasks.c.pk.desc())
        page = select(export_tasks).where(*where).order_by(*newest).limit(limit)
        rows = conn.execute(page.offset(min(query.get("offset", 0) * limit, 2**62))).all()
    return {"total_count": total, "export_tasks": [_view(row) for row in rows]}


def show_export(backend: Backend, project_id: str, dataset_id: str, task_id: str) -> dict[str, Any]:
    """One export. Raises `ServiceError` where there is no such dataset or task."""
    with backend.store.read() as conn:
        key = _find_dataset(conn, project_id, dataset_id)
        row = conn.execute(_SHOW, {"key": key, "task": task_id}).first()
    if row is None:
        raise missing(failures.EXPORT_MISSING, task_id)
    return _view(row)


def _find_dataset(conn: Connection, project_id: str, dataset_id: str) -> int:
    key = conn.execute(_DATASET, {"dataset": dataset_id, "project": project_id}).scalar()
    if key is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return int(key)


def _view(row: Row[Any]) -> dict[str, Any]:
    view = {name: row._mapping[name] for name in _SHOWN}
    view |= {name: row._mapping[name] for name in _OPTIONAL if row._mapping[name] is not None}
    total, finished = row.total_sample_count, row.finished_sample_count
    ended = row.status == "SUCCESSED" or (total is not None and finished >= total > 0)
    view["progress"] = 100.0 if ended else round(finished * 100 / total, 2) if total else 0.0
    return {**view, "export_params": row.params}


def _end_with_dataset(run: JobRun, dataset_pk: int) -> None:
    abandon_exports(run.conn, run.backend, dataset_pk, "the dataset that it was exported from was deleted")


ENDINGS.append(_end_with_dataset)
