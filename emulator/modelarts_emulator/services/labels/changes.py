"""Adds, changes and deletes labels of a dataset: all that one request asks for, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from .. import failures
from ..datasets.kinds import DatasetKind
from ..failures import missing
from ..lifecycle import DatasetStatus
from ..samples.access import HeldDataset, hold_dataset
from ..samples.batch_results import batch_reply
from .attributes import number_attributes
from .deletion import DeletionPolicy, remove_labels
from .labels import change_label, insert_labels, load_labels, set_label_list
from .rules import LabelKey, LabelSpec, change_labels, read_label

if TYPE_CHECKING:
    from ...backend import Backend

_OPEN: Final = tuple(
    status
    for status in DatasetStatus
    if status not in (DatasetStatus.PUBLISHING, DatasetStatus.SWITCHING, DatasetStatus.DELETING, DatasetStatus.DELETED)
)

Values = Sequence[Mapping[str, Any]]
Held = Mapping[LabelKey, tuple[int, LabelSpec]]


def create_labels(backend: Backend, project_id: str, dataset_id: str, labels: Values) -> dict[str, Any]:
    """Add labels to a dataset. Returns the reply. Raises `ServiceError`."""
    with backend.store.write() as conn:
        held = hold_dataset(conn, project_id, dataset_id, _OPEN)
        apply_labels(conn, backend, held, added=labels)
    return batch_reply([None] * len(labels))


def update_labels(backend: Backend, project_id: str, dataset_id: str, labels: Values) -> dict[str, Any]:
    """Change labels of a dataset. Returns the reply. Raises `ServiceError`."""
    with backend.store.write() as conn:
        held = hold_dataset(conn, project_id, dataset_id, _OPEN)
        apply_labels(conn, backend, held, updated=labels)
    return batch_reply([None] * len(labels))


def delete_labels(backend: Backend, project_id: str, dataset_id: str, labels: Values, policy: int) -> dict[str, Any]:
    """Delete labels of a dataset, with samples as the policy says. Returns the reply. Raises `ServiceError`."""
    with backend.store.write() as conn:
        held = hold_dataset(conn, project_id, dataset_id, _OPEN)
        apply_labels(conn, backend, held, deleted=labels, policy=DeletionPolicy(policy))
    return batch_reply([None] * len(labels))


def update_label(
    backend: Backend, project_id: str, dataset_id: str, label: Mapping[str, Any], traits: Mapping[str, Any]
) -> None:
    """Change the traits of one label, given by name and perhaps type. Raises `ServiceError`, also without it."""
    with backend.store.write() as conn:
        held = hold_dataset(conn, project_id, dataset_id, _OPEN)
        _check_there(conn, held, label)
        apply_labels(conn, backend, held, updated=[{**label, "property": traits}])


def delete_label(
    backend: Backend, project_id: str, dataset_id: str, label: Mapping[str, Any], *, with_files: bool
) -> None:
    """Delete a label and the samples that have no other. Raises `ServiceError`, also where there is no such label."""
    policy = DeletionPolicy.WITH_FILES if with_files else DeletionPolicy.WITH_SAMPLES
    with backend.store.write() as conn:
        held = hold_dataset(conn, project_id, dataset_id, _OPEN)
        _check_there(conn, held, label)
        apply_labels(conn, backend, held, deleted=[label], policy=policy)


def _check_there(conn: Connection, held: HeldDataset, label: Mapping[str, Any]) -> None:
    present = load_labels(conn, held.pk)
    wanted = _with_type(label, held.kind, present)
    if (str(wanted["name"]).strip(), wanted.get("type")) not in present:
        raise missing(failures.LABEL_MISSING, str(label["name"]))


def apply_labels(
    conn: Connection,
    backend: Backend,
    dataset: HeldDataset,
    *,
    added: Values = (),
    updated: Values = (),
    deleted: Values = (),
    policy: DeletionPolicy = DeletionPolicy.LABEL_ONLY,
) -> None:
    """Carry changes of a dataset's labels out. Raises `ServiceError` before anything is written.

    A new name costs the same however many samples carry the label; a deletion that meets many of them goes on
    after the transaction.
    """
    if not (added or updated or deleted):
        return
    held = load_labels(conn, dataset.pk)
    kind, make_id = dataset.kind, backend.ids.hex32
    new = [number_attributes(read_label(value, kind), None, make_id) for value in added]
    changed = [_read_change(value, kind, held, backend) for value in updated]
    gone = [read_label(_with_type(value, kind, held), kind) for value in deleted]
    present = [spec for _, spec in held.values()]
    labels, changes = change_labels(present, new, changed, gone, backend.config.limits.labels)
    if gone:
        remove_labels(conn, backend, dataset, [held[label.key][0] for label in gone], policy)
    _store_changes(conn, held, changes)
    insert_labels(conn, dataset.pk, new)
    set_label_list(conn, dataset.pk, labels)


def _read_change(value: Mapping[str, Any], kind: DatasetKind, held: Held, backend: Backend) -> LabelSpec:
    label = read_label(_with_type(value, kind, held), kind)
    present = held.get(label.key)
    return number_attributes(label, None if present is None else present[1], backend.ids.hex32)


def _with_type(value: Mapping[str, Any], kind: DatasetKind, held: Held) -> Mapping[str, Any]:
    """A label that is named without its type is the one of that name."""
    if value.get("type") is not None:
        return value
    name = str(value.get("name") or "").strip()
    types = [number for number in kind.label_types if (name, number) in held] or list(kind.label_types)
    return {**value, "type": types[0]} if types else value


def _store_changes(conn: Connection, held: Held, changes: Mapping[LabelKey, LabelSpec]) -> None:
    # Two labels may swap their names: make room before the new ones are written.
    for key, label in changes.items():
        if label.name != key[0]:
            spare = LabelSpec(f"\n{held[key][0]}", label.type, label.properties, label.attributes)
            change_label(conn, held[key][0], spare)
    for key, label in changes.items():
        change_label(conn, held[key][0], label)
