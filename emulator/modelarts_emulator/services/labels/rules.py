"""Rules for the labels of a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from .. import failures
from ..datasets.kinds import DatasetKind
from ..failures import failure

#: Longest name of a label, in characters.
NAME_LIMIT: Final = 1024
RELATION: Final = 102
ENTITY: Final = 103

_ENDS: Final = ("@modelarts:from_type", "@modelarts:to_type")

LabelKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class LabelSpec:
    """A label as a request gives it; ``key`` is what tells labels of one dataset apart."""

    name: str
    type: int
    properties: dict[str, Any]
    attributes: list[dict[str, Any]]

    @property
    def key(self) -> LabelKey:
        """Name and type: an entity and a relation of a triplet dataset may share a name."""
        return self.name, self.type

    @property
    def shortcut(self) -> str:
        """Shortcut key, empty for none."""
        return str(self.properties.get("@modelarts:shortcut") or "")

    def as_sent(self) -> dict[str, Any]:
        """The label as replies show it."""
        sent = {"name": self.name, "type": self.type, "property": self.properties}
        return {**sent, "attributes": self.attributes} if self.attributes else sent


def read_labels(values: Iterable[Mapping[str, Any]], kind: DatasetKind) -> list[LabelSpec]:
    """Labels of a request, checked one by one against the dataset's type. Raises `ServiceError`."""
    return [read_label(value, kind) for value in values]


def read_label(value: Mapping[str, Any], kind: DatasetKind) -> LabelSpec:
    """One label of a request; without a type it is of the dataset's own. Raises `ServiceError`."""
    if not kind.label_types:
        raise failure(failures.LABEL_INCOMPATIBLE, f"{kind.name} datasets have no labels")
    name = str(value.get("name") or "").strip()
    label_type = value.get("type")
    if label_type is None:
        label_type = kind.label_types[0]
    if not 0 < len(name) <= NAME_LIMIT:
        raise failure(failures.LABEL_INCOMPATIBLE, f"the name of a label has 1 to {NAME_LIMIT} characters")
    if label_type not in kind.label_types:
        raise failure(failures.LABEL_INCOMPATIBLE, f"type {label_type} of label {name} does not fit the dataset")
    attributes = [dict(attribute) for attribute in value.get("attributes") or ()]
    _check_attributes(attributes)
    return LabelSpec(name, int(label_type), dict(value.get("property") or {}), attributes)


def _check_attributes(attributes: Sequence[Mapping[str, Any]]) -> None:
    names = [attribute.get("name") for attribute in attributes if attribute.get("name")]
    if len(names) != len(set(names)):
        raise failure(failures.ATTRIBUTE_EXISTS)
    for attribute in attributes:
        values = [value.get("value") for value in attribute.get("values") or ()]
        if len(values) != len(set(values)):
            raise failure(failures.ATTRIBUTE_VALUE_EXISTS)


def check_set(labels: Sequence[LabelSpec], limit: int) -> None:
    """Check a dataset's labels together: names, shortcuts, entities of relations, number. Raises `ServiceError`."""
    if len(labels) > limit:
        raise failure(failures.QUOTA, f"a dataset has at most {limit} labels", status=500)
    _check_unique((label.key for label in labels), failures.LABEL_EXISTS)
    _check_unique((label.shortcut for label in labels if label.shortcut), failures.SHORTCUT_EXISTS)
    entities = {label.name for label in labels if label.type == ENTITY}
    for label in labels:
        if label.type == RELATION:
            _check_relation(label, entities)


def _check_relation(label: LabelSpec, entities: set[str]) -> None:
    for key in _ENDS:
        entity = label.properties.get(key)
        if entity not in entities:
            raise failure(failures.ENTITY_MISSING, f"{key} of {label.name} is {entity!r}")


def _check_unique(values: Iterable[LabelKey | str], code: str) -> None:
    seen: set[LabelKey | str] = set()
    for value in values:
        if value in seen:
            raise failure(code, str(value[0] if isinstance(value, tuple) else value))
        seen.add(value)


def change_labels(
    present: Sequence[LabelSpec],
    added: Sequence[LabelSpec],
    updated: Sequence[LabelSpec],
    deleted: Sequence[LabelSpec],
    limit: int,
) -> tuple[list[LabelSpec], dict[LabelKey, LabelSpec]]:
    """Apply one request's changes: deletions first, then updates, then additions.

    Returns the labels as they are then, and the updated ones by the key that they had before. Raises
    `ServiceError` where a label is missing, exists already, or is still needed by a relation.
    """
    held = {label.key: label for label in present}
    for label in sorted(deleted, key=lambda label: label.type):  # relations before the entities they need
        _take(held, label)
        if label.type == ENTITY:
            _check_unused(label.name, held.values())
    changes: dict[LabelKey, LabelSpec] = {}
    for label in updated:
        old = _take(held, label, keep=True)
        changes[label.key] = held[label.key] = _merge(old, label)
    _follow_renames(held, changes)
    labels = [*held.values(), *added]
    check_set(labels, limit)
    return labels, changes


def _follow_renames(held: dict[LabelKey, LabelSpec], changes: dict[LabelKey, LabelSpec]) -> None:
    renamed = {key[0]: label.name for key, label in changes.items() if label.type == ENTITY and label.name != key[0]}
    if not renamed:
        return
    for key, label in held.items():
        if label.type == RELATION:
            ends = {end: renamed.get(label.properties.get(end, ""), label.properties.get(end)) for end in _ENDS}
            changes[key] = held[key] = replace(label, properties={**label.properties, **ends})


def _take(held: dict[LabelKey, LabelSpec], label: LabelSpec, *, keep: bool = False) -> LabelSpec:
    found = held.get(label.key) if keep else held.pop(label.key, None)
    if found is None:
        raise failure(failures.LABEL_MISSING, label.name)
    return found


def _check_unused(entity: str, labels: Iterable[LabelSpec]) -> None:
    for label in labels:
        if label.type == RELATION and entity in (label.properties.get(end) for end in _ENDS):
            raise failure(failures.ENTITY_IN_USE, entity)


def _merge(old: LabelSpec, new: LabelSpec) -> LabelSpec:
    # What is not sent stays as it is; @modelarts:rename_to is an order, not a property that is kept.
    changed = {**old.properties, **new.properties}
    name = str(changed.pop("@modelarts:rename_to", "") or old.name).strip()
    if not 0 < len(name) <= NAME_LIMIT:
        raise failure(failures.LABEL_INCOMPATIBLE, f"the name of a label has 1 to {NAME_LIMIT} characters")
    return LabelSpec(name, old.type, changed, new.attributes or old.attributes)
