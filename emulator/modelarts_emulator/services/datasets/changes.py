"""Changing a dataset: its name, description, labels and current version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from ...jobs import JobRun, job
from ...store.dataset_tables import datasets
from ...store.version_tables import versions
from .. import failures
from ..failures import busy, failure
from ..labels.changes import apply_labels
from ..lifecycle import DatasetStatus, VersionStatus
from ..samples.access import HeldDataset
from ..workforce_tasks.creation import has_unfinished_task
from .datasets import TASK_SWITCH, lock_dataset, move_dataset
from .kinds import KINDS

if TYPE_CHECKING:
    from ...backend import Backend

SWITCH_JOB: Final = "dataset.switch-version"

_FIND_VERSION = select(versions.c.version_id, versions.c.version_name, versions.c.status).where(
    versions.c.dataset_pk == bindparam("dataset"), versions.c.version_id == bindparam("version")
)
_BUSY_FOR_LABELS: Final = (DatasetStatus.PUBLISHING, DatasetStatus.SWITCHING)


def update_dataset(backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Change what the request names, all of it or nothing. Returns the reply. Raises `ServiceError`."""
    with backend.store.write() as conn:
        row = lock_dataset(conn, project_id, dataset_id)
        if row.status == DatasetStatus.DELETING:
            raise busy(row.status)
        _change_texts(conn, backend, row, request)
        _change_labels(conn, backend, row, request)
        version_id = request.get("current_version_id")
        if version_id and version_id != row.current_version_id:
            _start_switch(conn, backend, row, version_id)
    return {"dataset_id": dataset_id}


def _change_texts(conn: Connection, backend: Backend, row: Row[Any], request: Mapping[str, Any]) -> None:
    changes = {name: request[name] for name in ("dataset_name", "description") if request.get(name) is not None}
    if any(ord(char) < 32 and char not in "\t\n\r" for char in changes.get("description", "")):
        raise failure(failures.REQUEST, "description holds a control character")
    # Paths keep the name that the dataset was created with: the files are there.
    statement = update(datasets).where(datasets.c.pk == row.pk)
    try:
        conn.execute(statement.values(update_time=backend.clock.now_ms(), **changes))
    except IntegrityError as error:
        raise failure(failures.DATASET_EXISTS, str(changes.get("dataset_name"))) from error


def _change_labels(conn: Connection, backend: Backend, row: Row[Any], request: Mapping[str, Any]) -> None:
    # add_tags is how an older edition called add_labels.
    added = [*(request.get("add_labels") or ()), *(request.get("add_tags") or ())]
    updated, deleted = request.get("update_labels") or (), request.get("delete_labels") or ()
    if not (added or updated or deleted):
        return
    if row.status in _BUSY_FOR_LABELS:
        raise busy(row.status)
    held = HeldDataset._make(getattr(row, name) for name in HeldDataset._fields)
    apply_labels(conn, backend, held, added=added, updated=updated, deleted=deleted)


def _start_switch(conn: Connection, backend: Backend, row: Row[Any], version_id: str) -> None:
    if KINDS[row.dataset_type].is_table:
        raise failure(failures.UNSUPPORTED, "the version of a table dataset cannot be changed")
    if row.status != DatasetStatus.NORMAL:
        raise busy(row.status)
    version = conn.execute(_FIND_VERSION, {"dataset": row.pk, "version": version_id}).first()
    if version is None:
        raise failure(failures.VERSION_MISSING, version_id)
    if version.status != VersionStatus.NORMAL:
        raise failure(failures.VERSION_NOT_NORMAL, version_id)
    if has_unfinished_task(conn, row.pk):
        raise failure(failures.TEAM_TASK_UNFINISHED)
    move_dataset(conn, row, DatasetStatus.SWITCHING, backend.clock.now_ms())
    hold_dataset(conn, row.pk, backend.ids.hex32(), TASK_SWITCH)
    payload = {"version_id": version_id}
    seconds = backend.config.limits.task_seconds
    backend.jobs.schedule(conn, SWITCH_JOB, row.project_id, row.dataset_id, seconds, payload)


def hold_dataset(conn: Connection, dataset_pk: int, task_id: str | None, kind: int | None) -> None:
    """Name the task that holds a dataset, or none."""
    values = {"running_task_id": task_id, "running_task_type": kind}
    conn.execute(update(datasets).where(datasets.c.pk == dataset_pk).values(values))


def set_current_version(conn: Connection, dataset_pk: int, version_id: str | None, name: str | None) -> None:
    """Make a version the one whose details the dataset shows, or none."""
    values = {"current_version_id": version_id, "current_version_name": name}
    conn.execute(update(datasets).where(datasets.c.pk == dataset_pk).values(values))


@job(SWITCH_JOB)
def switch_version(run: JobRun) -> None:
    """Make the version current, unless it or the dataset was deleted meanwhile."""
    scope = (datasets.c.dataset_id == run.subject_id, datasets.c.project_id == run.project_id)
    row = run.conn.execute(select(datasets).where(*scope).with_for_update()).first()
    if row is None or row.status != DatasetStatus.SWITCHING:
        return
    version = run.conn.execute(_FIND_VERSION, {"dataset": row.pk, "version": run.payload["version_id"]}).first()
    if version is not None and version.status == VersionStatus.NORMAL:
        set_current_version(run.conn, row.pk, version.version_id, version.version_name)
    hold_dataset(run.conn, row.pk, None, None)
    move_dataset(run.conn, row, DatasetStatus.NORMAL, run.backend.clock.now_ms())
