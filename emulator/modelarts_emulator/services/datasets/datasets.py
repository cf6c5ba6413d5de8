"""Creating, showing, changing and deleting datasets."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from ...store.counters import add_to_counters
from ...store.dataset_tables import dataset_counts, datasets
from ...store.prepared import Prepared
from .. import failures
from ..failures import busy, failure, missing
from ..imports.starts import start_import
from ..labels.labels import insert_labels
from ..lifecycle import DatasetStatus, find_lifecycle
from ..workforce_tasks.creation import insert_task
from .deletion import DELETE_JOB
from .requests import NewDataset, read_request
from .views import DETAIL_COLUMNS, make_facts, view_dataset, view_source, view_tasks

if TYPE_CHECKING:
    from ...backend import Backend

#: Kinds of tasks, as the documents number them.
TASK_SWITCH: Final = 3
TASK_IMPORT: Final = 5
TASK_PUBLISH: Final = 6

_INSERT = Prepared(insert(datasets).values({name: bindparam(name) for name in datasets.c.keys() if name != "pk"}))  # noqa: SIM118
_FIND_KEY = Prepared(select(datasets.c.pk).where(datasets.c.dataset_id == bindparam("dataset")))
#: A row before anything has happened to it: what is counted is 0, what is not there yet is None.
_BLANK: Final = {name: 0 if name.endswith("_count") else None for name in datasets.c.keys() if name != "pk"} | {  # noqa: SIM118
    "next_version_num": 1,
    "message": "",
}
_SHOW = Prepared(
    select(*DETAIL_COLUMNS).where(
        datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project")
    )
)
_LOCK = (
    select(datasets)
    .where(datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project"))
    .with_for_update()
)
_SET_STATUS = (
    datasets.update()
    .where(datasets.c.pk == bindparam("key"))
    .values(status=bindparam("new_status"), update_time=bindparam("now"))
)


def create_dataset(backend: Backend, project_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create a dataset, whose data is then imported by a task. Returns the reply. Raises `ServiceError`."""
    new = read_request(backend, request)
    dataset_id = backend.ids.short()
    task_id = backend.ids.hex32()
    with backend.store.write() as conn:
        dataset_pk = insert_dataset(conn, backend, project_id, request, new, dataset_id, task_id)
        start_import(conn, backend, (dataset_pk, project_id, dataset_id), task_id, _first_task(request, new))
        if request.get("workforce_information"):
            insert_task(conn, backend, lock_dataset(conn, project_id, dataset_id), request["workforce_information"])
    reply = {"dataset_id": dataset_id}
    return reply | {"import_task_id": task_id} if new.kind.is_table and new.imports else reply


def insert_dataset(
    conn: Connection,
    backend: Backend,
    project_id: str,
    request: Mapping[str, Any],
    new: NewDataset,
    dataset_id: str,
    task_id: str,
) -> int:
    """Store a dataset that a task is about to fill; return its row key.

    Raises `ServiceError` for a name that is taken, or the quota.
    """
    _check_quota(conn, backend, project_id)
    row = _new_row(backend, project_id, request, new, dataset_id) | {"running_task_id": task_id}
    try:
        _INSERT.run(conn, row)
    except (IntegrityError, sqlite3.IntegrityError) as error:
        raise failure(failures.DATASET_EXISTS, new.name) from error
    [dataset_pk] = _FIND_KEY.first(conn, {"dataset": dataset_id}) or (0,)
    if new.labels:
        insert_labels(conn, dataset_pk, new.labels)
    count_dataset(conn, project_id, new.workspace_id, new.kind.type, 1)
    return int(dataset_pk)


def _first_task(request: Mapping[str, Any], new: NewDataset) -> dict[str, Any]:
    """The import of what is there when the dataset is created; lists show it where the reply tells its id."""
    source = request["data_sources"][0]
    return {
        "listed": new.kind.is_table and new.imports,
        "import_path": str(source.get("data_path", "")),
        "import_type": int(bool(new.import_options["manifest"])),
        "data_source": view_source(source),
        "options": new.import_options,
    }


def _new_row(
    backend: Backend, project_id: str, request: Mapping[str, Any], new: NewDataset, dataset_id: str
) -> dict[str, Any]:
    now = backend.clock.now_ms()
    inner_path = f"{new.work_path}{new.name}-{dataset_id}/"
    return _BLANK | {
        "dataset_id": dataset_id,
        "project_id": project_id,
        "workspace_id": new.workspace_id,
        "dataset_name": new.name,
        "dataset_type": new.kind.type,
        "dataset_version": "v1",
        "status": find_lifecycle("Dataset").initial,
        "description": request.get("description", ""),
        "create_time": now,
        "update_time": now,
        "data_update_time": now,
        "facts": make_facts(request, table=new.kind.is_table, work_path=new.work_path, inner_path=inner_path),
        "import_options": new.import_options,
        "label_list": [label.as_sent() for label in new.labels],
        "running_task_type": TASK_IMPORT,
    }


def _check_quota(conn: Connection, backend: Backend, project_id: str) -> None:
    quota = backend.config.limits.datasets
    if not quota:
        return
    number = select(func.sum(dataset_counts.c.number)).where(dataset_counts.c.project_id == project_id)
    if (conn.execute(number).scalar() or 0) >= quota:
        raise failure(failures.QUOTA, status=500)


def count_dataset(conn: Connection, project_id: str, workspace_id: str, dataset_type: int, number: int) -> None:
    """Add to the number of datasets that a list tells without counting."""
    key = {"project_id": project_id, "workspace_id": workspace_id, "dataset_type": dataset_type}
    add_to_counters(conn, dataset_counts, ["number"], [key | {"number": number}])


def show_dataset(
    backend: Backend, project_id: str, dataset_id: str, *, check_tasks: bool = False, task_kind: int | None = None
) -> dict[str, Any]:
    """Everything about one dataset. Raises `ServiceError` where the project has none of this id."""
    with backend.store.read() as conn:
        row = _SHOW.first(conn, {"dataset": dataset_id, "project": project_id})
    if row is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    view = view_dataset(row)
    view["labels"] = row[-1]
    if check_tasks:
        view |= view_tasks(row, task_kind)
    return view


def lock_dataset(conn: Connection, project_id: str, dataset_id: str) -> Row[Any]:
    """Read a dataset's row and hold it until the transaction ends. Raises `ServiceError` where there is none."""
    row = conn.execute(_LOCK, {"dataset": dataset_id, "project": project_id}).first()
    if row is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return row


def move_dataset(conn: Connection, row: Row[Any], target: DatasetStatus, now: int) -> None:
    """Give a dataset another status; raises `IllegalMoveError` where the lifecycle has no such step."""
    status = find_lifecycle("Dataset").move(row.status, target)
    conn.execute(_SET_STATUS, {"key": row.pk, "new_status": status, "now": now})


def delete_dataset(backend: Backend, project_id: str, dataset_id: str) -> None:
    """Start to delete a dataset with its versions. Raises `ServiceError` while a task holds it."""
    free = (DatasetStatus.CREATING, DatasetStatus.IMPORTING, DatasetStatus.NORMAL, DatasetStatus.ABNORMAL)
    with backend.store.write() as conn:
        row = lock_dataset(conn, project_id, dataset_id)
        if row.status not in free:
            raise busy(row.status)
        backend.jobs.cancel(conn, project_id, dataset_id)
        move_dataset(conn, row, DatasetStatus.DELETING, backend.clock.now_ms())
        backend.jobs.schedule(conn, DELETE_JOB, project_id, dataset_id, backend.config.limits.task_seconds)
