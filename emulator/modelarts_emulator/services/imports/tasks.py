"""Creating, listing and showing import tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, func, select

from ...store.dataset_tables import datasets
from ...store.import_tables import import_tasks
from .. import failures
from ..datasets.changes import hold_dataset
from ..datasets.datasets import TASK_IMPORT, lock_dataset, move_dataset
from ..datasets.kinds import KINDS
from ..failures import busy, missing
from ..lifecycle import DatasetStatus
from .requests import read_request
from .starts import start_import

if TYPE_CHECKING:
    from ...backend import Backend

_DATASET = select(datasets.c.pk).where(
    datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project")
)
_OF_DATASET = import_tasks.c.dataset_pk == bindparam("key")
_SHOW = select(import_tasks).where(_OF_DATASET, import_tasks.c.task_id == bindparam("task"))
_LISTED = (_OF_DATASET, import_tasks.c.listed.is_(True))
_COUNT = select(func.count()).select_from(import_tasks).where(*_LISTED)
_PAGE = (
    select(import_tasks)
    .where(*_LISTED)
    .order_by(import_tasks.c.create_time.desc(), import_tasks.c.pk.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_PLAIN: Final = (
    "task_id",
    "status",
    "import_path",
    "import_type",
    "create_time",
    "total_sample_count",
    "imported_sample_count",
    "annotated_sample_count",
    "unconfirmed_sample_count",
    "total_file_count",
    "total_file_size",
    "finished_file_count",
    "finished_file_size",
)
_COPIED: Final = {
    "file_num_finished": "finished_file_count",
    "file_num_total": "total_file_count",
    "file_size_finished": "finished_file_size",
    "file_size_total": "total_file_size",
}


def create_import(backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Start to import into a dataset. Returns the reply. Raises `ServiceError`."""
    task_id = backend.ids.short()
    with backend.store.write() as conn:
        row = lock_dataset(conn, project_id, dataset_id)
        if row.status != DatasetStatus.NORMAL:
            raise busy(row.status)
        task = read_request(backend, row, KINDS[row.dataset_type], request)
        move_dataset(conn, row, DatasetStatus.IMPORTING, backend.clock.now_ms())
        hold_dataset(conn, row.pk, task_id, TASK_IMPORT)
        start_import(conn, backend, (row.pk, project_id, dataset_id), task_id, task)
    return {"task_id": task_id}


def list_imports(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a dataset's import tasks, the newest first. Raises `ServiceError` where there is no such dataset."""
    limit = query.get("limit", 10)
    page = {"limit": limit, "offset": min(query.get("offset", 0) * limit, 2**62)}
    with backend.store.read() as conn:
        key = {"key": _find_dataset(conn, project_id, dataset_id)}
        total = conn.execute(_COUNT, key).scalar_one()
        rows = conn.execute(_PAGE, key | page).all()
    now = backend.clock.now_ms()
    return {"total_count": total, "import_tasks": [_view(row, dataset_id, now) for row in rows]}


def show_import(backend: Backend, project_id: str, dataset_id: str, task_id: str) -> dict[str, Any]:
    """One import task. Raises `ServiceError` where there is no such dataset or task."""
    with backend.store.read() as conn:
        key = _find_dataset(conn, project_id, dataset_id)
        row = conn.execute(_SHOW, {"key": key, "task": task_id}).first()
    if row is None:
        raise missing(failures.IMPORT_TASK_MISSING, task_id)
    return _view(row, dataset_id, backend.clock.now_ms())


def _find_dataset(conn: Connection, project_id: str, dataset_id: str) -> int:
    key = conn.execute(_DATASET, {"dataset": dataset_id, "project": project_id}).scalar()
    if key is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return int(key)


def _view(row: Row[Any], dataset_id: str, now: int) -> dict[str, Any]:
    held = row._mapping
    view = {name: held[name] for name in _PLAIN}
    started = row.create_time if row.start_time is None else row.start_time
    ended = now if row.end_time is None else row.end_time
    view |= {
        "dataset_id": dataset_id,
        "update_ms": row.update_time,
        "elapsed_time": 0 if row.start_time is None else max(0, ended - started) // 1000,
        "total_sub_sample_count": 0,
        "imported_sub_sample_count": 0,
        "file_statistics": {name: held[column] for name, column in _COPIED.items()},
    }
    if row.data_source is not None:
        view["data_source"] = row.data_source
    if row.error_code:
        view |= {"error_code": row.error_code, "error_msg": row.error_msg}
    return view
