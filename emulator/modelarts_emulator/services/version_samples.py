"""Reads the samples of a dataset in order, with their labels, the way a version freezes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from ..store.dataset_tables import labels, sample_labels, samples
from .formats.annotations import Annotation
from .ratios import Splitter
from .sample_states import LABELLED_STATES

CHUNK: Final = 1000

_PAGE = (
    select(samples)
    .where(samples.c.dataset_pk == bindparam("dataset"), samples.c.pk > bindparam("after"))
    .order_by(samples.c.pk)
    .limit(bindparam("size"))
)
_LABELS = (
    select(
        sample_labels.c.sample_pk,
        sample_labels.c.label_pk,
        sample_labels.c.property,
        sample_labels.c.score,
        sample_labels.c.annotated_by,
        sample_labels.c.create_time,
        labels.c.name,
        labels.c.type,
    )
    .join(labels, labels.c.pk == sample_labels.c.label_pk)
    .join(samples, samples.c.pk == sample_labels.c.sample_pk)
    .where(samples.c.dataset_pk == bindparam("dataset"), samples.c.pk.between(bindparam("first"), bindparam("last")))
    .order_by(sample_labels.c.sample_pk, sample_labels.c.pk)
)


@dataclass(frozen=True, slots=True)
class FrozenSample:
    """A sample as a version holds it. ``annotated_at`` is in milliseconds, 0 without labels."""

    position: int
    row: Row[Any]
    usage: str
    annotations: tuple[Annotation, ...]
    annotated_at: int = 0

    @property
    def label_names(self) -> set[tuple[str, int]]:
        """Its different labels."""
        return {(annotation.name, annotation.label_type) for annotation in self.annotations}

    def as_row(self, version_pk: int) -> dict[str, Any]:
        """The row of the version's table."""
        return {
            "version_pk": version_pk,
            "position": self.position,
            "sample_id": self.row.sample_id,
            "source": self.row.source,
            "sample_type": self.row.sample_type,
            "state": self.row.state,
            "usage": self.usage,
            "hard": self.row.hard,
            "labels": [_as_json(annotation) for annotation in self.annotations],
        }


def _as_json(annotation: Annotation) -> dict[str, Any]:
    held: dict[str, Any] = {"name": annotation.name, "type": annotation.label_type, "property": annotation.property}
    if annotation.score is not None:
        held["score"] = annotation.score
    return {**held, "annotated_by": annotation.annotated_by}


def freeze_samples(
    conn: Connection, dataset_pk: int, splitter: Splitter, *, keep_usage: bool
) -> Iterator[list[FrozenSample]]:
    """Yield a dataset's samples in chunks. Labels that nobody has confirmed yet are not frozen.

    ``keep_usage`` leaves samples that are divided already where they are.
    """
    after, position = 0, 0
    while rows := conn.execute(_PAGE, {"dataset": dataset_pk, "after": after, "size": CHUNK}).all():
        held: defaultdict[int, list[Any]] = defaultdict(list)
        scope = {"dataset": dataset_pk, "first": rows[0].pk, "last": rows[-1].pk}
        for label in conn.execute(_LABELS, scope):
            held[label.sample_pk].append(label)
        chunk = []
        for row in rows:
            found = held[row.pk] if row.state in LABELLED_STATES else []
            usage = splitter.usage([label.label_pk for label in found])
            chunk.append(_freeze(position, row, row.usage if keep_usage and row.usage else usage, found))
            position += 1
        yield chunk
        after = rows[-1].pk


def _freeze(position: int, row: Row[Any], usage: str, found: list[Any]) -> FrozenSample:
    annotations = tuple(
        Annotation(label.name, label.type, label.property, label.score, label.annotated_by) for label in found
    )
    return FrozenSample(position, row, usage, annotations, max((label.create_time for label in found), default=0))
