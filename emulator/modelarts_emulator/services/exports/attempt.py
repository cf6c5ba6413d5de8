"""One attempt at an export: its place in the store, its progress and its end."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from ...store.dataset_tables import datasets, label_counts, sample_counts
from ...store.export_tables import export_tasks
from .. import failures
from ..datasets.changes import hold_dataset
from ..datasets.datasets import move_dataset
from ..datasets.kinds import KINDS
from ..imports.labels import ensure_labels
from ..imports.starts import start_import
from ..lifecycle import DatasetStatus, ExportStatus, find_lifecycle
from ..samples.samples import CHUNK, SampleDraft, add_samples, refresh_totals, remove_some

if TYPE_CHECKING:
    from ...backend import Backend

WORKING: Final = (ExportStatus.INIT, ExportStatus.RUNNING)
_TASK = select(export_tasks).where(export_tasks.c.task_id == bindparam("task"))
_DATASET = select(datasets).where(datasets.c.dataset_id == bindparam("dataset"))


class ExportLostError(Exception):
    """The task or its dataset is gone, or another process has taken the work over."""


class NewDatasetLostError(Exception):
    """The dataset that an export fills was deleted."""


@dataclass(slots=True)
class ExportAttempt:
    """A task in our hands; `token` proves that it still is. `reason` is why it failed, if it did."""

    backend: Backend
    task: Row[Any]
    token: str
    reason: str = ""

    @classmethod
    def begin(cls, backend: Backend, dataset: Row[Any], task_id: str) -> ExportAttempt:
        """Take the work over. Raises `ExportLostError` where there is none."""
        token = uuid.uuid4().hex
        with backend.store.write() as conn:
            task = _lock(conn, dataset.pk, task_id)
            status = task.status
            if status == ExportStatus.INIT:
                status = find_lifecycle("ExportTask").move(status, ExportStatus.RUNNING)
            values = {"status": str(status), "token": token, "finished_sample_count": 0}
            _set(conn, backend, task, values)
        return cls(backend, task, token)

    def set_total(self, total: int) -> None:
        """Tell how many samples there are to export."""
        with self.backend.store.write() as conn:
            self._hold(conn)
            _set(conn, self.backend, self.task, {"total_sample_count": total})

    def advance(self, number: int) -> None:
        """Tell that some more samples have been exported. Raises `ExportLostError` where nobody wants them."""
        with self.backend.store.write() as conn:
            self._hold(conn)
            finished = export_tasks.c.finished_sample_count + number
            _set(conn, self.backend, self.task, {"finished_sample_count": finished})

    def fill(self, drafts: Iterator[SampleDraft]) -> None:
        """Store samples in the new dataset. Raises `NewDatasetLostError` where that was deleted."""
        if self.task.token is not None:
            self._wipe()
        while chunk := list(islice(drafts, CHUNK)):
            with self.backend.store.write() as conn:
                row = self._hold_new(conn)
                keys = ensure_labels(conn, row.pk, chunk, self.backend.config.limits.labels)
                now = self.backend.clock.now_ms()
                add_samples(conn, (row.pk, row.dataset_id), chunk, keys, now)
                refresh_totals(conn, row.pk, now)

    def _wipe(self) -> None:
        """Remove what an attempt that was cut short has left in the new dataset."""
        removed = CHUNK
        while removed == CHUNK:
            with self.backend.store.write() as conn:
                key = self._hold_new(conn).pk
                removed = remove_some(conn, key, CHUNK)
                if removed < CHUNK:
                    conn.execute(delete(sample_counts).where(sample_counts.c.dataset_pk == key))
                    conn.execute(delete(label_counts).where(label_counts.c.dataset_pk == key))

    def _hold_new(self, conn: Connection) -> Row[Any]:
        self._hold(conn)
        row = conn.execute(_DATASET.with_for_update(), {"dataset": self.task.new_dataset_id}).first()
        if row is None or row.status != DatasetStatus.CREATING:
            raise NewDatasetLostError
        return row

    def _hold(self, conn: Connection) -> None:
        if _lock(conn, self.task.dataset_pk, self.task.task_id).token != self.token:
            raise ExportLostError


def _lock(conn: Connection, dataset_pk: int, task_id: str) -> Row[Any]:
    """The task's row, held until the transaction ends; its dataset is not being deleted."""
    status = conn.execute(select(datasets.c.status).where(datasets.c.pk == dataset_pk)).scalar()
    task = conn.execute(_TASK.with_for_update(), {"task": task_id}).first()
    if status in (None, DatasetStatus.DELETING) or task is None or task.status not in WORKING:
        raise ExportLostError
    return task


def _set(conn: Connection, backend: Backend, task: Row[Any], values: dict[str, Any]) -> None:
    changes = {"update_time": backend.clock.now_ms(), **values}
    conn.execute(update(export_tasks).where(export_tasks.c.pk == task.pk).values(changes))


def end_export(conn: Connection, backend: Backend, task_id: str, token: str | None, reason: str) -> None:
    """End a task and the creation of the dataset that it filled; `token` is `None` where it was given up."""
    task = conn.execute(_TASK.with_for_update(), {"task": task_id}).first()
    if task is None or task.status not in WORKING or token not in (None, task.token):
        return
    target = ExportStatus.FAILED if reason else ExportStatus.SUCCESSED
    values: dict[str, Any] = {"status": str(find_lifecycle("ExportTask").move(task.status, target))}
    if reason:
        values |= {"error_code": failures.EXPORT_FAILED, "error_msg": reason}
    _set(conn, backend, task, values)
    held = (datasets.c.pk == task.dataset_pk, datasets.c.running_task_id == task_id)
    conn.execute(update(datasets).where(*held).values(running_task_id=None, running_task_type=None))
    if task.new_dataset_id is not None:
        _end_dataset(conn, backend, task.new_dataset_id, reason)


def abandon_exports(conn: Connection, backend: Backend, dataset_pk: int, reason: str) -> None:
    """Fail the datasets that running exports of a dataset fill, because it goes."""
    scope = (export_tasks.c.dataset_pk == dataset_pk, export_tasks.c.status.in_([str(each) for each in WORKING]))
    for new_id in conn.execute(select(export_tasks.c.new_dataset_id).where(*scope)).scalars().all():
        if new_id is not None:
            _end_dataset(conn, backend, new_id, reason)


def _end_dataset(conn: Connection, backend: Backend, dataset_id: str, reason: str) -> None:
    row = conn.execute(_DATASET.with_for_update(), {"dataset": dataset_id}).first()
    if row is None or row.status != DatasetStatus.CREATING:
        return
    if KINDS[row.dataset_type].is_table and not reason:
        _import_rows(conn, backend, row)
        return
    now = backend.clock.now_ms()
    refresh_totals(conn, row.pk, now)
    conn.execute(update(datasets).where(datasets.c.pk == row.pk).values(message=reason))
    hold_dataset(conn, row.pk, None, None)
    move_dataset(conn, row, DatasetStatus.ABNORMAL if reason else DatasetStatus.NORMAL, now)


def _import_rows(conn: Connection, backend: Backend, row: Row[Any]) -> None:
    """Let a table read the file that was written for it."""
    source, options = row.facts["data_sources"][0], row.import_options
    what = {"listed": False, "import_path": options["folder"], "import_type": 0, "data_source": source}
    key = (row.pk, row.project_id, row.dataset_id)
    start_import(conn, backend, key, row.running_task_id, {**what, "options": options})
