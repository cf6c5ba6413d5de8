"""Starting the synchronization of a dataset with its data source, and showing how it gets on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row, bindparam, select

from ...store.counters import put_rows
from ...store.dataset_tables import datasets
from ...store.sync_tables import sync_tasks
from .. import failures
from ..datasets.datasets import lock_dataset, move_dataset
from ..datasets.kinds import KINDS
from ..failures import busy, failure, missing
from ..lifecycle import DatasetStatus, SyncStatus, find_lifecycle
from .run import SYNC_JOB

if TYPE_CHECKING:
    from ...backend import Backend

_DATASET = select(datasets.c.pk).where(
    datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project")
)
_TASK = select(sync_tasks).where(sync_tasks.c.dataset_pk == bindparam("key"))
_SHOWN: Final = ("task_id", "status", "add_sample_count", "deleted_sample_count", "create_time")
#: Shown where there are any.
_OPTIONAL: Final = ("total_sample_count", "error_code", "error_msg")


def start_synchronization(backend: Backend, project_id: str, dataset_id: str) -> None:
    """Start to take over what has changed in the data source. Raises `ServiceError`."""
    now, task_id = backend.clock.now_ms(), backend.ids.short()
    with backend.store.write() as conn:
        row = lock_dataset(conn, project_id, dataset_id)
        if row.status != DatasetStatus.NORMAL:
            raise busy(row.status)
        kind = KINDS[row.dataset_type]
        if kind.is_text or kind.is_table:
            raise failure(failures.UNSUPPORTED, f"{kind.name} datasets are not synchronized")
        if not row.import_options["folder"]:
            raise failure(failures.UNSUPPORTED, "the data source is a manifest, not a folder")
        move_dataset(conn, row, DatasetStatus.SYNCHRONIZING, now)
        blank: dict[str, Any] = dict.fromkeys(sync_tasks.c.keys())
        status = find_lifecycle("SyncDataSourceStateResponse").initial
        task = {"dataset_pk": row.pk, "task_id": task_id, "status": status, "create_time": now}
        put_rows(conn, sync_tasks, [blank | task | {"add_sample_count": 0, "deleted_sample_count": 0}])
        backend.jobs.schedule(
            conn, SYNC_JOB, project_id, dataset_id, backend.config.limits.task_seconds, {"task_id": task_id}
        )


def show_synchronization(backend: Backend, project_id: str, dataset_id: str) -> dict[str, Any]:
    """The latest synchronization of a dataset. Raises `ServiceError` where there is no such dataset."""
    with backend.store.read() as conn:
        key = conn.execute(_DATASET, {"dataset": dataset_id, "project": project_id}).scalar()
        row = conn.execute(_TASK, {"key": key}).first()
    if key is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    if row is None:
        return {"status": str(SyncStatus.NOT_EXIST), "dataset_id": dataset_id}
    return _view(row, backend.clock.now_ms()) | {"dataset_id": dataset_id}


def _view(row: Row[Any], now: int) -> dict[str, Any]:
    view = {name: row._mapping[name] for name in _SHOWN}
    view |= {name: row._mapping[name] for name in _OPTIONAL if row._mapping[name] is not None}
    if row.start_time is not None:
        view["duration_time"] = ((now if row.end_time is None else row.end_time) - row.start_time) // 1000
    return view
