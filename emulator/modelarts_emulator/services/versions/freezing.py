"""Stores what a version freezes, chunk by chunk, and counts it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, insert, select, tuple_, update

from ...store.dataset_tables import datasets, samples
from ...store.prepared import Prepared
from ...store.version_tables import version_labels, version_samples, versions
from ..labels.labels import load_labels
from ..labels.rules import LabelKey
from ..lifecycle import DatasetStatus, VersionStatus
from ..samples.states import LABELLED_STATES
from .samples import FrozenSample

if TYPE_CHECKING:
    from ...backend import Backend

#: How many rows of a version are removed in one transaction.
WIPE: Final = 5000

_HOLD = (
    select(datasets.c.pk)
    .where(datasets.c.pk == bindparam("dataset"), datasets.c.status == DatasetStatus.PUBLISHING)
    .with_for_update()
)
_TAKE = (
    update(versions)
    .where(versions.c.pk == bindparam("version"), versions.c.status == VersionStatus.CREATING)
    .values(publish_token=bindparam("token"))
)
_INSERT_SAMPLE = Prepared(insert(version_samples).values({name: bindparam(name) for name in version_samples.c.keys()}))  # noqa: SIM118
_INSERT_LABEL = Prepared(insert(version_labels).values({name: bindparam(name) for name in version_labels.c.keys()}))  # noqa: SIM118
_MINE = select(versions.c.publish_token).where(versions.c.pk == bindparam("version"))


class PublishLostError(Exception):
    """The version or its dataset is gone, or another process has taken the work over."""


@dataclass(slots=True)
class Freezing:
    """One attempt at freezing the samples of a dataset; `token` proves that it is still ours."""

    backend: Backend
    dataset_pk: int
    version_pk: int
    labels: list[dict[str, Any]]
    token: str
    total: int = 0
    annotated: int = 0
    #: The largest number of different labels on one sample.
    most: int = 0
    uses: Counter[LabelKey] = field(default_factory=Counter)
    carriers: Counter[LabelKey] = field(default_factory=Counter)
    _places: dict[LabelKey, int] = field(default_factory=dict)

    @classmethod
    def begin(cls, backend: Backend, conn: Connection, dataset: Row[Any], version: Row[Any]) -> Freezing:
        """Take the work over, and remove what an attempt that was cut short has left.

        `conn` is what samples will be read through: the labels are those of the same moment.
        """
        labels = [spec.as_sent() for _, spec in load_labels(conn, dataset.pk).values()]
        freezing = cls(backend, dataset.pk, version.pk, labels, uuid.uuid4().hex)
        freezing._places = {(label["name"], label["type"]): place for place, label in enumerate(labels)}
        with backend.store.write() as writing:
            freezing._hold(writing, taking=True)
        if version.publish_token is not None:
            freezing.wipe()
        return freezing

    def wipe(self) -> None:
        """Remove everything stored so far."""
        removed = True
        while removed:
            with self.backend.store.write() as conn:
                self._hold(conn)
                removed = remove_frozen(conn, self.version_pk, WIPE)

    def store(self, chunk: Sequence[FrozenSample]) -> None:
        """Store samples in a transaction of their own, and count them."""
        rows = [sample.as_row(self.version_pk) for sample in chunk]
        names = [sample.label_names for sample in chunk]
        held = [
            {"version_pk": self.version_pk, "label": self._places[key], "position": sample.position}
            for sample, keys in zip(chunk, names, strict=True)
            for key in keys
        ]
        with self.backend.store.write() as conn:
            self._hold(conn)
            _INSERT_SAMPLE.run_many(conn, rows)
            if held:
                _INSERT_LABEL.run_many(conn, held)
        self.total += len(chunk)
        self.annotated += sum(sample.row.state in LABELLED_STATES for sample in chunk)
        self.most = max(self.most, *map(len, names))
        self.carriers.update(key for keys in names for key in keys)
        self.uses.update((note.name, note.label_type) for sample in chunk for note in sample.annotations)

    def clear_usage(self, first: int, last: int) -> None:
        """Make samples of the dataset, from one row key to another, ones that are not divided."""
        scope = and_(samples.c.dataset_pk == self.dataset_pk, samples.c.pk.between(first, last), samples.c.usage != "")
        with self.backend.store.write() as conn:
            self._hold(conn)
            conn.execute(update(samples).where(scope).values(usage=""))

    def results(self) -> dict[str, Any]:
        """What the version's row tells of its samples."""
        stats = [
            {**label, "count": self.uses[key], "sample_count": self.carriers[key]}
            for key, place in self._places.items()
            if self.uses[key] and (label := self.labels[place])
        ]
        return {
            "total_sample_count": self.total,
            "annotated_sample_count": self.annotated,
            "label_type": "multi" if self.most > 1 else "single" if self.most else "",
            "label_stats": stats,
            "label_list": self.labels,
        }

    def _hold(self, conn: Connection, *, taking: bool = False) -> None:
        # Locks the dataset's row, so that nobody deletes it or takes over before our transaction is committed.
        if conn.execute(_HOLD, {"dataset": self.dataset_pk}).first() is None:
            raise PublishLostError
        if taking:
            if not conn.execute(_TAKE, {"version": self.version_pk, "token": self.token}).rowcount:
                raise PublishLostError
        elif conn.execute(_MINE, {"version": self.version_pk}).scalar() != self.token:
            raise PublishLostError


def remove_frozen(conn: Connection, version_pk: int, limit: int) -> bool:
    """Remove some of the samples and labels that a version holds; return whether there were any."""
    some = _remove_first(conn, version_samples, version_pk, limit)
    return _remove_first(conn, version_labels, version_pk, limit) or some


def _remove_first(conn: Connection, table: Table, version_pk: int, limit: int) -> bool:
    keys = [column for column in table.primary_key.columns if column.name != "version_pk"]
    mine = table.c.version_pk == version_pk
    end = conn.execute(select(*keys).where(mine).order_by(*keys).offset(limit).limit(1)).first()
    rest = [] if end is None else [tuple_(*keys) < tuple_(*end)]
    return bool(conn.execute(delete(table).where(mine, *rest)).rowcount)


def remove_all_frozen(backend: Backend, version_pk: int) -> None:
    """Remove all that a version holds, in small transactions."""
    removed = True
    while removed:
        with backend.store.write() as conn:
            removed = remove_frozen(conn, version_pk, WIPE)
