"""The labels of a dataset in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ...store.dataset_tables import datasets, labels
from ...store.prepared import Prepared
from .rules import LabelKey, LabelSpec

_BY_DATASET = (
    select(labels.c.pk, labels.c.name, labels.c.type, labels.c.property, labels.c.attributes)
    .where(labels.c.dataset_pk == bindparam("dataset"), ~labels.c.retired)
    .order_by(labels.c.pk)
)
_COLUMNS = ("dataset_pk", "name", "name_key", "type", "property", "attributes", "retired")
_INSERT = Prepared(insert(labels).values({name: bindparam(name) for name in _COLUMNS}))
_SET_LIST = update(datasets).where(datasets.c.pk == bindparam("dataset")).values(label_list=bindparam("list"))


def load_labels(conn: Connection, dataset_pk: int) -> dict[LabelKey, tuple[int, LabelSpec]]:
    """Labels of a dataset with their row keys, in the order they were added."""
    found = conn.execute(_BY_DATASET, {"dataset": dataset_pk})
    specs = ((row.pk, LabelSpec(row.name, row.type, row.property, row.attributes)) for row in found)
    return {spec.key: (pk, spec) for pk, spec in specs}


def insert_labels(conn: Connection, dataset_pk: int, specs: Sequence[LabelSpec]) -> None:
    """Add labels; the dataset's list of labels is the caller's business."""
    for spec in specs:
        _INSERT.run(conn, _row(spec) | {"dataset_pk": dataset_pk})


def change_label(conn: Connection, label_pk: int, spec: LabelSpec) -> None:
    """Overwrite one label. Samples refer to its row, so a new name costs the same however many carry it."""
    conn.execute(update(labels).where(labels.c.pk == label_pk).values(**_row(spec)))


def delete_labels(conn: Connection, label_keys: Sequence[int]) -> None:
    """Remove labels that no sample carries any more."""
    conn.execute(delete(labels).where(labels.c.pk.in_(label_keys)))


def retire_labels(conn: Connection, label_keys: Sequence[int]) -> None:
    """Hide labels that samples still carry; their names are free again."""
    for key in label_keys:
        conn.execute(update(labels).where(labels.c.pk == key).values(retired=True, name_key=f"retired {key}"))


def set_label_list(conn: Connection, dataset_pk: int, specs: Iterable[LabelSpec]) -> None:
    """Write the list that replies show. What is said in a recording is a label without a name: it is not shown."""
    conn.execute(_SET_LIST, {"dataset": dataset_pk, "list": [spec.as_sent() for spec in specs if spec.name]})


def label_keys(held: Mapping[LabelKey, tuple[int, LabelSpec]]) -> dict[LabelKey, int]:
    """Row keys of labels, by name and type."""
    return {key: pk for key, (pk, _) in held.items()}


def find_labels(conn: Connection, dataset_pk: int, wanted: Iterable[LabelKey]) -> dict[LabelKey, int]:
    """Row keys of some labels; those that the dataset does not have are left out."""
    names = {digest_name(name) for name, _ in wanted}
    statement = select(labels.c.pk, labels.c.name, labels.c.type)
    found = conn.execute(statement.where(labels.c.dataset_pk == dataset_pk, labels.c.name_key.in_(names)))
    return {(row.name, row.type): row.pk for row in found}


def digest_name(name: str) -> str:
    """The key that a label's name is found by."""
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def _row(spec: LabelSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "name_key": digest_name(spec.name),
        "type": spec.type,
        "property": spec.properties,
        "attributes": spec.attributes,
        "retired": False,
    }
