"""Changes samples of a dataset: their labels, states and attributes, and every count that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ...store.among import among
from ...store.counters import add_to_counters
from ...store.dataset_tables import datasets, label_counts, sample_labels, samples
from ...store.prepared import Prepared
from .. import failures
from ..failures import failure
from ..formats.annotations import Annotation
from ..labels.labels import find_labels, insert_labels
from ..labels.rules import LabelKey, LabelSpec
from ..workforce_tasks.notices import notice_samples
from ..workforce_tasks.results import forget_samples
from .facets import note_facets
from .samples import COEFFICIENT, HARD, count_samples, label_row, refresh_totals
from .states import SampleState, is_hard, state_of

if TYPE_CHECKING:
    from ...backend import Backend

_READ: Final = Prepared(
    select(
        samples.c.pk,
        samples.c.state,
        samples.c.hard,
        samples.c.hard_coefficient,
        samples.c.metadata,
        samples.c.usage,
        samples.c.dataset_pk,
    ).where(among(samples.c.pk, "keys"))
)
_CARRIED: Final = Prepared(
    select(sample_labels.c.sample_pk, sample_labels.c.label_pk).where(among(sample_labels.c.sample_pk, "keys"))
)
_SET: Final = Prepared(
    update(samples)
    .where(samples.c.pk == bindparam("key"))
    .values(
        state=bindparam("new_state"),
        hard=bindparam("new_hard"),
        hard_coefficient=bindparam("new_coefficient"),
        metadata=bindparam("new_metadata"),
        usage=bindparam("new_usage"),
    )
)
_UNLABEL: Final = Prepared(delete(sample_labels).where(among(sample_labels.c.sample_pk, "keys")))
_LABEL_COLUMNS: Final = ("sample_pk", "label_pk", "property", "score", "annotated_by", "create_time")
_LABEL: Final = Prepared(insert(sample_labels).values({name: bindparam(name) for name in _LABEL_COLUMNS}))
_REMOVE: Final = Prepared(delete(samples).where(among(samples.c.pk, "keys")))
_COUNT_REMOVED: Final = Prepared(
    update(datasets)
    .where(datasets.c.pk == bindparam("dataset"))
    .values(deleted_sample_count=datasets.c.deleted_sample_count + bindparam("number"))
)


@dataclass(frozen=True, slots=True)
class SampleChange:
    """What becomes of one sample.

    ``annotations`` is the whole new list of labels: an empty one takes all labels off, `None` leaves them.
    Without ``state`` new labels decide it. ``metadata`` is merged into the sample's, where a value of `None`
    removes a key. ``hard`` marks a hard example; without it ``@modelarts:hard`` of the metadata does, or new
    labels that are hard ones.
    """

    pk: int
    annotations: Sequence[Annotation] | None = None
    state: SampleState | None = None
    metadata: Mapping[str, Any] | None = None
    hard: bool | None = None
    usage: str | None = None


@dataclass(frozen=True, slots=True)
class _Sample:
    """A sample's row and labels before or after a change."""

    state: int
    hard: bool
    coefficient: float | None
    metadata: dict[str, Any]
    usage: str
    labels: tuple[int, ...]


#: Row key of a sample, what it was before a change, and what it is then; nothing where it is gone.
_Pair = tuple[int, _Sample, _Sample | None]


def change_samples(
    conn: Connection, backend: Backend, dataset: tuple[int, str], changes: Sequence[SampleChange]
) -> None:
    """Apply changes to samples of the dataset (row key, id), with every counter that follows.

    At most one change for each sample, and about a thousand in one transaction. Samples that are gone are
    passed over. Raises `ServiceError`, before anything is written, where the dataset lacks a label.
    """
    dataset_pk, _ = dataset
    keys = _find_labels(conn, dataset_pk, changes)
    held = _read_samples(conn, dataset_pk, [change.pk for change in changes])
    now = backend.clock.now_ms()
    pairs: list[_Pair] = []
    bared: list[int] = []
    labelled: list[dict[str, Any]] = []
    for change in changes:
        old = held.get(change.pk)
        if old is None:
            continue
        pairs.append((change.pk, old, _apply(old, change, keys)))
        if change.annotations is not None:
            if old.labels:
                bared.append(change.pk)
            labelled += [label_row(change.pk, keys, annotation, now) for annotation in change.annotations]
    _write(conn, pairs)
    _UNLABEL.run(conn, {"keys": bared})
    _LABEL.run_many(conn, labelled)
    _count(conn, dataset_pk, pairs)
    authors = {row["annotated_by"] for row in labelled}
    note_facets(conn, dataset_pk, [change.metadata or {} for change in changes], authors)
    refresh_totals(conn, dataset_pk, now)
    if any(change.state == SampleState.TO_CONFIRM for change in changes):
        notice_samples(conn, backend, dataset_pk)


def _write(conn: Connection, pairs: Sequence[_Pair]) -> None:
    """Write the rows of samples that have changed."""
    rows = [_as_row(pk, new) for pk, old, new in pairs if new is not None and replace(new, labels=old.labels) != old]
    _SET.run_many(conn, rows)


def remove_samples(conn: Connection, backend: Backend, dataset: tuple[int, str], keys: Sequence[int]) -> None:
    """Remove samples of the dataset (row key, id) with their labels and counts; their files stay.

    What labelling teams have done on them goes too. About a thousand in one transaction; samples that are gone
    already are passed over.
    """
    dataset_pk, _ = dataset
    held = _read_samples(conn, dataset_pk, keys)
    forget_samples(conn, list(held))
    _UNLABEL.run(conn, {"keys": [key for key, old in held.items() if old.labels]})
    _REMOVE.run(conn, {"keys": list(held)})
    _count(conn, dataset_pk, [(key, old, None) for key, old in held.items()])
    _COUNT_REMOVED.run(conn, {"dataset": dataset_pk, "number": len(held)})
    refresh_totals(conn, dataset_pk, backend.clock.now_ms())


def unlabel_samples(
    conn: Connection, backend: Backend, dataset: tuple[int, str], keys: Sequence[int], labels: Sequence[int]
) -> None:
    """Take labels (row keys) off samples of the dataset; those left without any become unlabelled."""
    dataset_pk, _ = dataset
    held = _read_samples(conn, dataset_pk, keys)
    scope = (sample_labels.c.sample_pk.in_(held), sample_labels.c.label_pk.in_(labels))
    conn.execute(delete(sample_labels).where(*scope))
    still_hard = _read_hard(conn, [key for key, old in held.items() if old.hard])
    pairs: list[_Pair] = []
    for key, old in held.items():
        left = tuple(label for label in old.labels if label not in labels)
        state = old.state if left else int(SampleState.UNLABELLED)
        hard = old.hard and (is_hard(old.metadata.get(HARD)) or key in still_hard)
        new = replace(old, labels=left, state=state, hard=hard)
        pairs.append((key, old, new))
    _write(conn, pairs)
    _count(conn, dataset_pk, pairs)
    refresh_totals(conn, dataset_pk, backend.clock.now_ms())


def _read_hard(conn: Connection, keys: Sequence[int]) -> set[int]:
    """Samples that a label of theirs makes hard."""
    held = select(sample_labels.c.sample_pk, sample_labels.c.property).where(sample_labels.c.sample_pk.in_(keys))
    return {key for key, details in conn.execute(held) if is_hard(details.get(HARD))} if keys else set()


def _find_labels(conn: Connection, dataset_pk: int, changes: Sequence[SampleChange]) -> dict[LabelKey, int]:
    used = {(note.name, note.label_type) for change in changes for note in change.annotations or ()}
    if not used:
        return {}
    keys = find_labels(conn, dataset_pk, used)
    missing = [key for key in used if key not in keys]
    nameless = [LabelSpec(name, label_type, {}, []) for name, label_type in missing if not name]
    if len(nameless) < len(missing):
        raise failure(failures.LABEL_MISSING, next(name for name, _ in missing if name))
    if not nameless:
        return keys
    insert_labels(conn, dataset_pk, nameless)
    return find_labels(conn, dataset_pk, used)


def _read_samples(conn: Connection, dataset_pk: int, keys: Sequence[int]) -> dict[int, _Sample]:
    # Asked for the dataset too, SQLite would go through all of its samples.
    rows: list[Any] = _READ.all(conn, {"keys": keys})
    found = [row for row in rows if row[6] == dataset_pk]
    carried: dict[int, list[int]] = {row[0]: [] for row in found}
    pairs: list[Any] = _CARRIED.all(conn, {"keys": list(carried)})
    for sample_pk, label_pk in pairs:
        carried[sample_pk].append(label_pk)
    return {row[0]: _Sample(row[1], row[2], row[3], row[4], row[5], tuple(carried[row[0]])) for row in found}


def _apply(old: _Sample, change: SampleChange, keys: Mapping[LabelKey, int]) -> _Sample:
    metadata = {**old.metadata, **(change.metadata or {})}
    metadata = {key: value for key, value in metadata.items() if value is not None}
    notes = change.annotations
    state = old.state if notes is None else state_of(notes)
    return _Sample(
        int(state if change.state is None else change.state),
        _hardness(old, change, metadata),
        float(metadata[COEFFICIENT]) if COEFFICIENT in metadata else None,
        metadata,
        old.usage if change.usage is None else change.usage,
        old.labels if notes is None else tuple(keys[note.name, note.label_type] for note in notes),
    )


def _hardness(old: _Sample, change: SampleChange, metadata: dict[str, Any]) -> bool:
    if change.hard is not None:
        metadata.pop(HARD, None)
        if change.hard:
            metadata[HARD] = 1
        return change.hard
    if HARD in (change.metadata or {}):
        return is_hard(metadata.get(HARD))
    if change.annotations is None:
        return old.hard
    return is_hard(metadata.get(HARD)) or any(is_hard(note.property.get(HARD)) for note in change.annotations)


def _as_row(pk: int, new: _Sample) -> dict[str, Any]:
    return {
        "key": pk,
        "new_state": new.state,
        "new_hard": new.hard,
        "new_coefficient": new.coefficient,
        "new_metadata": new.metadata,
        "new_usage": new.usage,
    }


def _count(conn: Connection, dataset_pk: int, pairs: Sequence[_Pair]) -> None:
    numbers: Counter[tuple[int, bool]] = Counter()
    uses: Counter[tuple[int, int]] = Counter()
    carriers: Counter[tuple[int, int]] = Counter()
    for _, *pair in pairs:
        for sample, sign in zip(pair, (-1, 1), strict=True):
            if sample is None:
                continue
            numbers[sample.state, sample.hard] += sign
            for label in sample.labels:
                uses[label, sample.state] += sign
            for label in set(sample.labels):
                carriers[label, sample.state] += sign
    count_samples(conn, dataset_pk, {key: number for key, number in numbers.items() if number})
    rows = [
        {
            "label_pk": label,
            "state": state,
            "dataset_pk": dataset_pk,
            "label_count": uses[label, state],
            "sample_count": carriers[label, state],
        }
        for label, state in uses
        if uses[label, state] or carriers[label, state]
    ]
    add_to_counters(conn, label_counts, ["label_count", "sample_count"], rows)
