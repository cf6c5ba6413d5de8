"""Pages of a dataset's samples. The common ones are read by an index and counted by counters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Integer, Select, bindparam, func, select, union_all

from ...store.dataset_tables import label_counts, labels, sample_counts, sample_labels, samples
from ...store.prepared import Prepared
from ..labels.labels import digest_name
from ..pages import cut_page
from .criteria import LabelChoice, LabelCriteria, SampleCriteria
from .states import SampleState
from .where import where_samples

_SIZE: Final = bindparam("size", type_=Integer)
_SKIP: Final = bindparam("skip", type_=Integer)
_NUMBERS: Final = Prepared(
    select(sample_counts.c.state, sample_counts.c.hard, sample_counts.c.number).where(
        sample_counts.c.dataset_pk == bindparam("dataset"), sample_counts.c.number > 0
    )
)
_CARRIERS: Final = Prepared(
    select(label_counts.c.state, label_counts.c.sample_count).where(
        label_counts.c.label_pk == bindparam("label"), label_counts.c.sample_count > 0
    )
)
_IN_DATASET: Final = select(samples.c.pk).where(samples.c.dataset_pk == bindparam("dataset"))
#: Keys of the samples that a list goes through in order, by the name of the list.
_KEYS: Final[Mapping[str, Select[Any]]] = {
    "all": _IN_DATASET,
    "state": _IN_DATASET.where(samples.c.state == bindparam("state")),
    "hard": _IN_DATASET.where(samples.c.hard.is_(True)),
    "label": select(sample_labels.c.sample_pk.label("pk"))
    .where(sample_labels.c.label_pk == bindparam("label"))
    .distinct(),
}


class SampleRow(NamedTuple):
    """A row of the samples' table."""

    pk: int
    dataset_pk: int
    sample_id: str
    source: str
    sample_type: int
    state: int
    usage: str
    hard: bool
    hard_coefficient: float | None
    size: int
    sample_time: int
    create_time: int
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many samples there are, and how they are found: by a prepared list of keys, or by another one."""

    total: int
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    keys: Select[Any] | None = None


def list_page(
    conn: Connection, dataset_pk: int, criteria: SampleCriteria, order: str, limit: int, page: int
) -> tuple[int, list[SampleRow]]:
    """How many samples of a dataset meet the criteria, and one page of them, in the order they were added.

    ``order`` is ``asc`` or ``desc``; ``page`` counts from 0.
    """
    plan = _plan(conn, dataset_pk, criteria)
    cut = cut_page(plan.total, limit, page, falling=order != "asc")
    if not cut.size:
        return plan.total, []
    values = {"size": cut.size, "skip": cut.skip, **plan.values}
    if plan.keys is None:
        found = _prepared(plan.name, falling=cut.falling).all(conn, values)
    else:
        found = list(conn.execute(_rows(plan.keys, falling=cut.falling), values))
    rows = [SampleRow._make(row) for row in found]
    return plan.total, rows[::-1] if cut.reverse else rows


@cache
def _prepared(name: str, *, falling: bool) -> Prepared:
    return Prepared(_rows(_KEYS[name], falling=falling))


def _rows(keys: Select[Any], *, falling: bool) -> Select[Any]:
    """Whole rows of one page: only keys are skipped, for which the index will do."""
    key = keys.selected_columns.pk
    page = keys.order_by(key.desc() if falling else key).limit(_SIZE).offset(_SKIP).subquery("page")
    statement = select(samples).join(page, page.c.pk == samples.c.pk)
    return statement.order_by(samples.c.pk.desc() if falling else samples.c.pk)


def _plan(conn: Connection, dataset_pk: int, criteria: SampleCriteria) -> _Plan:
    if criteria.never:
        return _Plan(0)
    criteria = _simplify(conn, dataset_pk, criteria)
    plan = None
    if criteria.is_plain:
        label = _only_label(criteria)
        if label is not None and criteria.hard is None:
            plan = _plan_label(conn, dataset_pk, criteria, label)
        elif not criteria.labels:
            plan = _plan_states(conn, dataset_pk, criteria)
    if plan is not None:
        return plan
    where = where_samples(conn, dataset_pk, criteria)
    total = int(conn.execute(select(func.count()).select_from(samples).where(*where)).scalar_one())
    return _Plan(total, keys=select(samples.c.pk).where(*where))


def _plan_states(conn: Connection, dataset_pk: int, criteria: SampleCriteria) -> _Plan:
    wanted, hard = criteria.states, criteria.hard
    numbers: dict[int, int] = {}
    rows: list[Any] = _NUMBERS.all(conn, {"dataset": dataset_pk})
    for state, is_hard, number in rows:
        if (wanted is None or state in wanted) and hard in (None, is_hard):
            numbers[state] = numbers.get(state, 0) + number
    total = sum(numbers.values())
    values = {"dataset": dataset_pk}
    if wanted is None and not hard:
        keys = None if hard is None else _IN_DATASET.where(samples.c.hard.is_(False))
        return _Plan(total, "all", values, keys)
    if wanted is None:
        return _Plan(total, "hard", values)
    if hard is not None:
        scope = (samples.c.hard.is_(hard), samples.c.state.in_(list(numbers)))
        return _Plan(total, values=values, keys=_IN_DATASET.where(*scope))
    if len(numbers) == 1:
        return _Plan(total, "state", values | {"state": next(iter(numbers))})
    return _Plan(total, values=values, keys=_keys_in_states(numbers))


def _keys_in_states(states: Collection[int]) -> Select[Any]:
    # One range of the index for each state: the databases merge them in order and stop early.
    ranges = [_IN_DATASET.where(samples.c.state == int(state)) for state in states]
    return select(union_all(*ranges).subquery("states").c.pk) if ranges else _IN_DATASET


def _plan_label(conn: Connection, dataset_pk: int, criteria: SampleCriteria, label: LabelCriteria) -> _Plan | None:
    found = _find_labels(conn, dataset_pk, label)
    if len(found) != 1:
        return None if found else _Plan(0)
    counted: list[Any] = _CARRIERS.all(conn, {"label": found[0]})
    numbers = dict(counted)
    wanted = {state: number for state, number in numbers.items() if criteria.states is None or state in criteria.states}
    total = sum(wanted.values())
    values = {"label": found[0]}
    if len(wanted) == len(numbers):
        return _Plan(total, "label", values)
    joined = _KEYS["label"].join(samples, samples.c.pk == sample_labels.c.sample_pk)
    return _Plan(total, values=values, keys=joined.where(samples.c.state.in_(list(wanted))))


def _only_label(criteria: SampleCriteria) -> LabelCriteria | None:
    """The one label that is asked for by name, and by type perhaps, but by nothing else."""
    if len(criteria.labels) != 1 or len(criteria.labels[0].labels) != 1:
        return None
    label = criteria.labels[0].labels[0]
    return label if label.name is not None and label == LabelCriteria(label.name, label.type) else None


def _simplify(conn: Connection, dataset_pk: int, criteria: SampleCriteria) -> SampleCriteria:
    """Ask for states instead of labels of a type where the dataset has no others: states are counted."""
    for choice in criteria.labels:
        label = choice.labels[0]
        if choice == LabelChoice((LabelCriteria(type=label.type),)) and label.type is not None:
            other = select(labels.c.pk).where(labels.c.dataset_pk == dataset_pk, labels.c.type != label.type)
            if conn.execute(other.limit(1)).first() is None:
                states = criteria.states or tuple(SampleState)
                labelled = tuple(state for state in states if state != SampleState.UNLABELLED)
                rest = tuple(each for each in criteria.labels if each != choice)
                return replace(criteria, states=labelled, labels=rest)
    return criteria


def _find_labels(conn: Connection, dataset_pk: int, label: LabelCriteria) -> list[int]:
    statement = select(labels.c.pk).where(
        labels.c.dataset_pk == dataset_pk, labels.c.name_key == digest_name(label.name or "")
    )
    if label.type is not None:
        statement = statement.where(labels.c.type == label.type)
    return list(conn.execute(statement).scalars())
