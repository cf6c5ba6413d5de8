"""Reads the samples of a dataset in order, with their labels: what a version freezes and an export copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select

from ...store.dataset_tables import labels, sample_labels, samples
from ...store.prepared import Prepared
from ..formats.annotations import Annotation
from ..labels.rules import LabelKey
from ..samples.pages import SampleRow
from ..samples.states import LABELLED_STATES
from .ratios import Splitter

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
    .where(~labels.c.retired)
    .order_by(sample_labels.c.sample_pk, sample_labels.c.pk)
)
_LABELS_OF = _LABELS.where(sample_labels.c.sample_pk.in_(bindparam("samples", expanding=True)))
_ALL_PAGE = Prepared(_PAGE)
_ALL_LABELS = Prepared(
    _LABELS.join(samples, samples.c.pk == sample_labels.c.sample_pk).where(
        samples.c.dataset_pk == bindparam("dataset"),
        samples.c.pk.between(bindparam("first"), bindparam("last")),
    )
)


class _Label(NamedTuple):
    """A label on a sample, in the order of the columns above."""

    sample_pk: int
    label_pk: int
    property: dict[str, Any]
    score: float | None
    annotated_by: str
    create_time: int
    name: str
    type: int


@dataclass(frozen=True, slots=True)
class FrozenSample:
    """A sample as a version holds it. ``annotated_at`` is in milliseconds, 0 without labels."""

    position: int
    row: SampleRow | Row[Any]
    usage: str
    annotations: tuple[Annotation, ...]
    annotated_at: int = 0

    @property
    def label_names(self) -> set[LabelKey]:
        """Its different labels."""
        return {(annotation.name, annotation.label_type) for annotation in self.annotations}

    def as_row(self, version_pk: int) -> dict[str, Any]:
        """The row of the version's table."""
        row = self.row
        return {
            "version_pk": version_pk,
            "position": self.position,
            "sample_id": row.sample_id,
            "source": row.source,
            "sample_type": row.sample_type,
            "state": row.state,
            "usage": self.usage,
            "hard": row.hard,
            "hard_coefficient": row.hard_coefficient,
            "size": row.size,
            "sample_time": row.sample_time,
            "create_time": row.create_time,
            "metadata": row.metadata,
            "labels": [_as_json(annotation, self.annotated_at) for annotation in self.annotations],
        }


def _as_json(note: Annotation, created: int) -> dict[str, Any]:
    held: dict[str, Any] = {
        "name": note.name,
        "type": note.label_type,
        "property": note.property,
        "annotated_by": note.annotated_by,
        "create_time": created,
    }
    if note.score is not None:
        held["score"] = note.score
    return held


def read_frozen(row: Row[Any]) -> FrozenSample:
    """A sample as a row of a version's table holds it."""
    annotations = tuple(
        Annotation(held["name"], held["type"], held["property"], held.get("score"), held["annotated_by"])
        for held in row.labels
    )
    created = max((held["create_time"] for held in row.labels), default=0)
    return FrozenSample(row.position, row, row.usage, annotations, created)


def freeze_samples(
    conn: Connection,
    dataset_pk: int,
    splitter: Splitter | None,
    *,
    keep_usage: bool,
    where: Sequence[ColumnElement[bool]] = (),
) -> Iterator[list[FrozenSample]]:
    """Yield a dataset's samples in chunks. Labels that nobody has confirmed yet are not frozen.

    ``keep_usage`` leaves samples that are divided already where they are; without a splitter, nothing else is
    divided. ``where`` leaves samples out.
    """
    after, position = 0, 0
    while rows := _read_page(conn, {"dataset": dataset_pk, "after": after, "size": CHUNK}, where):
        held = _read_labels(conn, dataset_pk, rows, filtered=bool(where))
        chunk = []
        for row in rows:
            found = held.get(row.pk, []) if row.state in LABELLED_STATES else []
            usage = splitter.usage([label.label_pk for label in found]) if splitter is not None else ""
            chunk.append(_freeze(position, row, row.usage if keep_usage and row.usage else usage, found))
            position += 1
        yield chunk
        after = rows[-1].pk


def _read_page(conn: Connection, values: Mapping[str, int], where: Sequence[ColumnElement[bool]]) -> list[SampleRow]:
    rows = conn.execute(_PAGE.where(*where), values).all() if where else _ALL_PAGE.all(conn, values)
    return [SampleRow._make(row) for row in rows]


def _read_labels(
    conn: Connection, dataset_pk: int, rows: Sequence[SampleRow], *, filtered: bool
) -> Mapping[int, list[_Label]]:
    found: Iterable[Any]
    if filtered:
        found = conn.execute(_LABELS_OF, {"samples": [row.pk for row in rows]})
    else:
        found = _ALL_LABELS.all(conn, {"dataset": dataset_pk, "first": rows[0].pk, "last": rows[-1].pk})
    held: defaultdict[int, list[_Label]] = defaultdict(list)
    for row in found:
        held[row[0]].append(_Label._make(row))
    return held


def _freeze(position: int, row: SampleRow, usage: str, found: Sequence[_Label]) -> FrozenSample:
    annotations = tuple(
        Annotation(label.name, label.type, label.property, label.score, label.annotated_by) for label in found
    )
    return FrozenSample(position, row, usage, annotations, max((label.create_time for label in found), default=0))
