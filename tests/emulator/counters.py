"""Holds the counters of a store against the rows that they count."""

from __future__ import annotations

from typing import Any

from modelarts_emulator.services.samples.states import LABELLED_STATES, SampleState
from modelarts_emulator.store import Store
from modelarts_emulator.store.dataset_tables import (
    datasets,
    label_counts,
    labels,
    sample_counts,
    sample_labels,
    samples,
)
from sqlalchemy import Connection, func, select


def check_counters(store: Store, dataset_id: str) -> tuple[int, int]:
    """Assert in one view of the store that all that is there is counted, and nothing else.

    Returns how many samples there are, and on how many of them each label is, all together.
    """
    with store.read() as conn:
        row = conn.execute(select(datasets).where(datasets.c.dataset_id == dataset_id)).one()
        states = _count_samples(conn, row.pk)
        counted = conn.execute(select(sample_counts).where(sample_counts.c.dataset_pk == row.pk))
        assert {(each.state, each.hard): each.number for each in counted if each.number} == states
        uses = conn.execute(select(label_counts).where(label_counts.c.dataset_pk == row.pk))
        known = {(each.label_pk, each.state): (each.label_count, each.sample_count) for each in uses}
        carriers = _count_labels(conn, row.pk)
        assert {key: numbers for key, numbers in known.items() if any(numbers)} == carriers
    assert row.total_sample_count == sum(states.values())
    assert row.annotated_sample_count == sum(
        number for (state, _), number in states.items() if state in LABELLED_STATES
    )
    waiting = sum(number for (state, _), number in states.items() if state == SampleState.TO_CONFIRM)
    assert row.unconfirmed_sample_count == waiting
    return int(row.total_sample_count), sum(number for _, number in carriers.values())


def _count_samples(conn: Connection, dataset_pk: int) -> dict[tuple[int, bool], int]:
    groups = (samples.c.state, samples.c.hard)
    found = conn.execute(select(*groups, func.count()).where(samples.c.dataset_pk == dataset_pk).group_by(*groups))
    return {(state, hard): number for state, hard, number in found}


def _count_labels(conn: Connection, dataset_pk: int) -> dict[Any, tuple[int, int]]:
    groups = (sample_labels.c.label_pk, samples.c.state)
    statement = (
        select(*groups, func.count(), func.count(samples.c.pk.distinct()))
        .join(samples, samples.c.pk == sample_labels.c.sample_pk)
        .join(labels, labels.c.pk == sample_labels.c.label_pk)
        .where(labels.c.dataset_pk == dataset_pk, samples.c.dataset_pk == dataset_pk)
        .group_by(*groups)
    )
    return {(label, state): (uses, carriers) for label, state, uses, carriers in conn.execute(statement)}
