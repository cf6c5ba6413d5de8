"""What members of labelling teams were given of a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, distinct, func, select

from ...store.workforce_tables import members, result_counts, result_labels, results, tasks


def _parts(dataset_pk: int, email: str) -> Any:
    """Query for the keys of one person's parts in the tasks of a dataset."""
    part = select(members.c.pk).join(tasks, tasks.c.pk == members.c.task_pk)
    return part.where(members.c.email_key == email.lower(), tasks.c.dataset_pk == dataset_pk, ~tasks.c.removed)


def given_to(dataset_pk: int, email: str, sample_pk: ColumnElement[int]) -> ColumnElement[bool]:
    """Condition that a sample was given to the member with this address."""
    return sample_pk.in_(select(results.c.sample_pk).where(results.c.member_pk.in_(_parts(dataset_pk, email))))


def count_share(conn: Connection, dataset_pk: int, email: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """How many samples a member has, by the state and the hardness of the member's results."""
    counts = result_counts.c
    numbers = select(counts.state, counts.hard, func.sum(counts.number).label("number"))
    held = numbers.where(counts.member_pk.in_(_parts(dataset_pk, email))).group_by(counts.state, counts.hard)
    return conn.execute(held).all()


def count_share_labels(
    conn: Connection, dataset_pk: int, email: str, states: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """How often a member has used labels in results in some states, and on how many, by the key of the label."""
    wanted = select(
        result_labels.c.label_pk, func.count(result_labels.c.pk), func.count(distinct(result_labels.c.result_pk))
    ).join(results, results.c.pk == result_labels.c.result_pk)
    wanted = wanted.where(results.c.member_pk.in_(_parts(dataset_pk, email)))
    wanted = wanted.where(results.c.state.in_([int(state) for state in states])).group_by(result_labels.c.label_pk)
    return {label_pk: (uses, carriers) for label_pk, uses, carriers in conn.execute(wanted)}
