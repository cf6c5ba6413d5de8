"""Stores an import's samples: a small one in the transaction that ends it, a large one chunk by chunk."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, delete, select, update

from ..store.dataset_tables import datasets, label_counts, sample_counts
from .formats.annotations import FormatError
from .label_rules import NAME_LIMIT, LabelKey, LabelSpec
from .labels import insert_labels, label_keys, load_labels, set_label_list
from .lifecycle import DatasetStatus
from .samples import CHUNK, SampleDraft, add_samples, refresh_totals, remove_some

if TYPE_CHECKING:
    from ..backend import Backend


class ImportLostError(Exception):
    """The dataset is gone or is being deleted, or another process has taken the import over."""


class ImportTarget(NamedTuple):
    """What an import needs to know about its dataset."""

    pk: int
    dataset_id: str
    dataset_type: int
    status: int
    facts: dict[str, Any]
    import_options: dict[str, Any]
    import_token: str | None


@dataclass(frozen=True, slots=True)
class ChunkedImport:
    """One attempt at a large import; `token` proves that it is still ours."""

    backend: Backend
    dataset: ImportTarget
    token: str

    @classmethod
    def begin(cls, backend: Backend, dataset: ImportTarget) -> ChunkedImport:
        """Take the import over and remove what an attempt that was cut short has left."""
        token = uuid.uuid4().hex
        mine = (datasets.c.pk == dataset.pk, datasets.c.status == DatasetStatus.CREATING)
        with backend.store.write() as conn:
            if not conn.execute(update(datasets).where(*mine).values(import_token=token)).rowcount:
                raise ImportLostError
        attempt = cls(backend, dataset, token)
        attempt.wipe()
        return attempt

    def wipe(self) -> None:
        """Remove all samples."""
        removed = CHUNK
        while removed == CHUNK:
            with self.backend.store.write() as conn:
                self._hold(conn)
                removed = remove_some(conn, self.dataset.pk, CHUNK)
        with self.backend.store.write() as conn:
            self._hold(conn)
            conn.execute(delete(sample_counts).where(sample_counts.c.dataset_pk == self.dataset.pk))
            conn.execute(delete(label_counts).where(label_counts.c.dataset_pk == self.dataset.pk))

    def load(self, drafts: Iterator[SampleDraft], limit: int) -> None:
        """Store all samples, each chunk in a transaction of its own."""
        total = 0
        while chunk := list(islice(drafts, CHUNK)):
            total += len(chunk)
            if total > limit:
                raise FormatError(f"there are more than {limit} samples")
            with self.backend.store.write() as conn:
                self._hold(conn)
                store_samples(conn, self.backend, self.dataset, chunk)
                refresh_totals(conn, self.dataset.pk, self.backend.clock.now_ms())

    def _hold(self, conn: Connection) -> None:
        # Locks the row, so that nobody deletes the dataset or takes it over before our chunk is committed.
        held = select(datasets.c.import_token, datasets.c.status).where(datasets.c.pk == self.dataset.pk)
        row = conn.execute(held.with_for_update()).first()
        if row is None or row.import_token != self.token or row.status != DatasetStatus.CREATING:
            raise ImportLostError


def store_samples(conn: Connection, backend: Backend, dataset: ImportTarget, drafts: Sequence[SampleDraft]) -> None:
    """Store samples, and the labels among theirs that the dataset does not have yet.

    Raises `FormatError`, before anything is written, where these would be too many.
    """
    used = {(note.name, note.label_type): None for draft in drafts for note in draft.annotations}
    keys = _ensure_labels(conn, dataset.pk, list(used), backend.config.limits.labels) if used else {}
    add_samples(conn, (dataset.pk, dataset.dataset_id), drafts, keys, backend.clock.now_ms())


def _ensure_labels(conn: Connection, dataset_pk: int, used: list[LabelKey], limit: int) -> dict[LabelKey, int]:
    held = load_labels(conn, dataset_pk)
    new = [LabelSpec(name, label_type, {}, []) for name, label_type in used if (name, label_type) not in held]
    if new:
        if any(len(label.name) > NAME_LIMIT for label in new):
            raise FormatError(f"the name of a label has more than {NAME_LIMIT} characters")
        if len(held) + len(new) > limit:
            raise FormatError(f"there are more than {limit} labels")
        insert_labels(conn, dataset_pk, new)
        held = load_labels(conn, dataset_pk)
        set_label_list(conn, dataset_pk, (spec for _, spec in held.values()))
    return label_keys(held)
