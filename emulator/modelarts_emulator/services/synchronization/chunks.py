"""Stores what a synchronization finds, in small transactions that also count it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, select, update

from ...store.dataset_tables import datasets, samples
from ...store.sync_tables import sync_tasks
from ..formats.annotations import FormatError
from ..imports.labels import ensure_labels
from ..lifecycle import DatasetStatus, SyncStatus, find_lifecycle
from ..samples.changes import SampleChange, change_samples, remove_samples
from ..samples.samples import SampleDraft, add_samples, make_sample_id, refresh_totals
from ..samples.states import SampleState
from ..workforce_tasks.notices import notice_samples
from .paths import PathSet

if TYPE_CHECKING:
    from ...backend import Backend

_HOLD = (
    select(datasets.c.status, datasets.c.total_sample_count).where(datasets.c.pk == bindparam("key")).with_for_update()
)
_TASK = select(sync_tasks).where(sync_tasks.c.dataset_pk == bindparam("key"), sync_tasks.c.task_id == bindparam("task"))


class SyncLostError(Exception):
    """The dataset is gone or is no longer being synchronized by this task."""


@dataclass(frozen=True, slots=True)
class SyncTask:
    """A synchronization of a dataset (row key, id)."""

    backend: Backend
    dataset_pk: int
    dataset_id: str
    task_id: str

    def begin(self) -> None:
        """Make the task a running one. Raises `SyncLostError`."""
        steps = find_lifecycle("SyncDataSourceStateResponse")
        with self.backend.store.write() as conn:
            status = self._hold(conn)
            if status == SyncStatus.RUNNING:
                return  # an attempt that was cut short
            status = steps.move(steps.move(status, SyncStatus.STARTING), SyncStatus.RUNNING)
            self._set(conn, {"status": str(status), "start_time": self.backend.clock.now_ms()})

    def add(self, drafts: Sequence[SampleDraft], unlabelled: PathSet) -> None:
        """Add samples that are new, and labels to those that have none. Raises `FormatError` for too many of either."""
        if not drafts:
            return
        limits = self.backend.config.limits
        with self.backend.store.write() as conn:
            self._hold(conn)
            held = self._find(conn, drafts)
            new: list[SampleDraft] = []
            changed: dict[int, SampleDraft] = {}
            for draft in drafts:
                present = held.get(make_sample_id(self.dataset_id, draft.place))
                if present is not None and present[1] == SampleState.UNLABELLED and draft.annotations:
                    changed[present[0]] = draft
                elif present is None and draft.source not in unlabelled:
                    new.append(draft)
            total = conn.execute(_HOLD, {"key": self.dataset_pk}).one().total_sample_count
            if total + len(new) > limits.samples:
                raise FormatError(f"there are more than {limits.samples} samples")
            keys = ensure_labels(conn, self.dataset_pk, [*new, *changed.values()], limits.labels)
            now = self.backend.clock.now_ms()
            add_samples(conn, (self.dataset_pk, self.dataset_id), new, keys, now)
            changes = [SampleChange(pk, annotations=draft.annotations) for pk, draft in changed.items()]
            if changes:
                change_samples(conn, self.backend, (self.dataset_pk, self.dataset_id), changes)
            refresh_totals(conn, self.dataset_pk, now)
            notice_samples(conn, self.backend, self.dataset_pk)
            self._set(conn, {"add_sample_count": sync_tasks.c.add_sample_count + len(new)})

    def remove(self, keys: Sequence[int]) -> None:
        """Remove samples by their row keys."""
        if not keys:
            return
        with self.backend.store.write() as conn:
            self._hold(conn)
            held = select(samples.c.pk).where(samples.c.dataset_pk == self.dataset_pk, samples.c.pk.in_(keys))
            present = conn.execute(held).scalars().all()
            remove_samples(conn, self.backend, (self.dataset_pk, self.dataset_id), present)
            self._set(conn, {"deleted_sample_count": sync_tasks.c.deleted_sample_count + len(present)})

    def _find(self, conn: Connection, drafts: Sequence[SampleDraft]) -> dict[str, tuple[int, int]]:
        """Row keys and states of samples that the dataset has already, by their ids."""
        wanted = [make_sample_id(self.dataset_id, draft.place) for draft in drafts]
        statement = select(samples.c.sample_id, samples.c.pk, samples.c.state)
        found = conn.execute(statement.where(samples.c.dataset_pk == self.dataset_pk, samples.c.sample_id.in_(wanted)))
        return {sample_id: (pk, state) for sample_id, pk, state in found}

    def _hold(self, conn: Connection) -> str:
        """Keep the dataset as it is until the transaction ends; return the task's status."""
        row = conn.execute(_HOLD, {"key": self.dataset_pk}).first()
        task = conn.execute(_TASK, {"key": self.dataset_pk, "task": self.task_id}).first()
        if row is None or row.status != DatasetStatus.SYNCHRONIZING or task is None:
            raise SyncLostError
        return str(task.status)

    def _set(self, conn: Connection, values: dict[str, Any]) -> None:
        conn.execute(update(sync_tasks).where(sync_tasks.c.dataset_pk == self.dataset_pk).values(values))
