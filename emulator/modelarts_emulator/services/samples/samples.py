"""Puts samples and their labels into a dataset and keeps the counts that belong to them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from ...store.counters import add_to_counters, put_rows
from ...store.dataset_tables import dataset_points, datasets, label_counts, sample_counts, sample_labels, samples
from ...store.keys import reserve_keys
from ...store.prepared import Prepared
from ..formats.annotations import Annotation
from ..labels.rules import LabelKey
from .facets import note_facets
from .states import LABELLED_STATES, SampleState, is_hard, state_of

CHUNK: Final = 1000
HOUR_MS: Final = 3_600_000
HARD: Final = "@modelarts:hard"
COEFFICIENT: Final = "@modelarts:hard_coefficient"
_INSERT: Final = Prepared(insert(samples).values({name: bindparam(name) for name in samples.c.keys()}))  # noqa: SIM118
_LABEL_COLUMNS: Final = ("sample_pk", "label_pk", "property", "score", "annotated_by", "create_time")
_INSERT_LABEL: Final = Prepared(insert(sample_labels).values({name: bindparam(name) for name in _LABEL_COLUMNS}))


@dataclass(slots=True)
class SampleDraft:
    """A sample that is about to be stored. ``place`` tells it from all other samples of its dataset.

    Labels that are not ``final`` wait to be confirmed, whoever made them; those that are ``confirmed`` do not.
    """

    place: str
    source: str
    sample_type: int
    size: int
    sample_time: int
    annotations: Sequence[Annotation] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    usage: str = ""
    final: bool = True
    sample_id: str = ""
    confirmed: bool = False

    @property
    def state(self) -> SampleState:
        """Labelled by hand, labelled by a model and to be confirmed, or not labelled."""
        state = state_of(self.annotations)
        if self.confirmed and state == SampleState.TO_CONFIRM:
            return SampleState.LABELLED
        return state if self.final or state == SampleState.UNLABELLED else SampleState.TO_CONFIRM

    @property
    def hard(self) -> bool:
        """Whether it, or one of its labels, is marked as a hard example."""
        if HARD in self.metadata and is_hard(self.metadata[HARD]):
            return True
        for note in self.annotations:  # noqa: SIM110 - a loop takes half as long as a generator
            if HARD in note.property and is_hard(note.property[HARD]):
                return True
        return False

    @property
    def hard_coefficient(self) -> float | None:
        """How hard it is, from 0 to 1, where its own attributes tell."""
        value = self.metadata.get(COEFFICIENT)
        return None if value is None else float(value)


def make_sample_id(dataset_id: str, place: str) -> str:
    """Id of a sample: the same file of the same dataset always has the same one."""
    return hashlib.blake2b(f"{dataset_id}\n{place}".encode(), digest_size=16).hexdigest()


def add_samples(
    conn: Connection, dataset: tuple[int, str], drafts: Sequence[SampleDraft], labels: Mapping[LabelKey, int], now: int
) -> Mapping[tuple[int, bool], int]:
    """Store samples of the dataset (key, id), with their labels by key.

    Returns how many there are, by state and hardness, which it has added to the dataset's numbers.
    """
    if not drafts:
        return {}
    dataset_pk, dataset_id = dataset
    rows, held = [], []
    numbers: Counter[tuple[int, bool]] = Counter()
    uses: Counter[tuple[int, int]] = Counter()
    carriers: Counter[tuple[int, int]] = Counter()
    for sample_pk, draft in zip(reserve_keys(conn, samples, len(drafts)), drafts, strict=True):
        row = _sample_row(sample_pk, dataset_pk, dataset_id, draft, now)
        state = row["state"]
        rows.append(row)
        numbers[state, row["hard"]] += 1
        carried = [label_row(sample_pk, labels, annotation, now) for annotation in draft.annotations]
        held += carried
        keys = [label["label_pk"] for label in carried]
        for label_pk in keys:
            uses[label_pk, state] += 1
        for label_pk in keys if len(keys) < 2 else set(keys):
            carriers[label_pk, state] += 1
    _INSERT.run_many(conn, rows)
    if held:
        _INSERT_LABEL.run_many(conn, held)
    count_samples(conn, dataset_pk, numbers)
    _count_labels(conn, dataset_pk, uses, carriers)
    note_facets(conn, dataset_pk, (draft.metadata for draft in drafts), {label["annotated_by"] for label in held})
    return numbers


def _sample_row(sample_pk: int, dataset_pk: int, dataset_id: str, draft: SampleDraft, now: int) -> dict[str, Any]:
    return {
        "pk": sample_pk,
        "dataset_pk": dataset_pk,
        "sample_id": draft.sample_id or make_sample_id(dataset_id, draft.place),
        "source": draft.source,
        "sample_type": draft.sample_type,
        "state": int(draft.state),
        "usage": draft.usage,
        "hard": draft.hard,
        "hard_coefficient": draft.hard_coefficient,
        "size": draft.size,
        "sample_time": draft.sample_time,
        "create_time": now,
        "metadata": draft.metadata,
    }


def label_row(sample_pk: int, labels: Mapping[LabelKey, int], annotation: Annotation, now: int) -> dict[str, Any]:
    """The row of a label on a sample; ``now`` is in milliseconds since the epoch."""
    return {
        "sample_pk": sample_pk,
        "label_pk": labels[annotation.name, annotation.label_type],
        "property": annotation.property,
        "score": annotation.score,
        "annotated_by": annotation.annotated_by,
        "create_time": now,
    }


def count_samples(conn: Connection, dataset_pk: int, numbers: Mapping[tuple[int, bool], int]) -> None:
    """Add to a dataset's numbers of samples, by state and hardness."""
    rows = [
        {"dataset_pk": dataset_pk, "state": state, "hard": hard, "number": number}
        for (state, hard), number in numbers.items()
    ]
    add_to_counters(conn, sample_counts, ["number"], rows)


def _count_labels(
    conn: Connection,
    dataset_pk: int,
    uses: Mapping[tuple[int, int], int],
    carriers: Mapping[tuple[int, int], int],
) -> None:
    rows = [
        {
            "label_pk": label,
            "state": state,
            "dataset_pk": dataset_pk,
            "label_count": number,
            "sample_count": carriers[label, state],
        }
        for (label, state), number in uses.items()
    ]
    add_to_counters(conn, label_counts, ["label_count", "sample_count"], rows)


_NUMBERS = Prepared(
    select(sample_counts.c.state, func.sum(sample_counts.c.number))
    .where(sample_counts.c.dataset_pk == bindparam("dataset"))
    .group_by(sample_counts.c.state)
)
_SET_TOTALS = Prepared(
    update(datasets)
    .where(datasets.c.pk == bindparam("dataset"))
    .values(
        total_sample_count=bindparam("total"),
        annotated_sample_count=bindparam("annotated"),
        unconfirmed_sample_count=bindparam("unconfirmed"),
        data_update_time=bindparam("now"),
    )
)


def refresh_totals(conn: Connection, dataset_pk: int, now: int) -> None:
    """Take a dataset's totals over from its counters and record them as a point of its history."""
    rows: list[Any] = _NUMBERS.all(conn, {"dataset": dataset_pk})
    numbers = {state: int(number) for state, number in rows}
    total = sum(numbers.values())
    annotated = sum(numbers.get(state, 0) for state in LABELLED_STATES)
    unconfirmed = numbers.get(SampleState.TO_CONFIRM, 0)
    totals = {"total": total, "annotated": annotated, "unconfirmed": unconfirmed, "now": now}
    _SET_TOTALS.run(conn, totals | {"dataset": dataset_pk})
    point = {"dataset_pk": dataset_pk, "hour": now // HOUR_MS, "time": now, "total": total, "annotated": annotated}
    put_rows(conn, dataset_points, [point])


def remove_some(conn: Connection, dataset_pk: int, limit: int) -> int:
    """Remove some samples of a dataset with their labels; return how many. The counters are left alone."""
    keys = conn.execute(
        select(samples.c.pk).where(samples.c.dataset_pk == dataset_pk).order_by(samples.c.pk).limit(limit)
    )
    held = keys.scalars().all()
    if held:
        scope = (samples.c.dataset_pk == dataset_pk, samples.c.pk.between(held[0], held[-1]))
        inner = select(samples.c.pk).where(*scope)
        conn.execute(delete(sample_labels).where(sample_labels.c.sample_pk.in_(inner)))
        conn.execute(delete(samples).where(*scope))
    return len(held)
