"""Gives the attributes of labels, and their values, ids of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .. import failures
from ..failures import failure
from .rules import LabelSpec

Things = Sequence[Mapping[str, Any]]
MakeId = Callable[[], str]


def number_attributes(label: LabelSpec, present: LabelSpec | None, make_id: MakeId) -> LabelSpec:
    """The label with an id for each attribute and value; what it has already keeps its own.

    ``present`` is the label before a change. Raises `ServiceError` where an id is sent that it does not have.
    """
    old = present.attributes if present is not None else ()
    if not label.attributes:
        return label
    numbered = _number(label.attributes, old, "name", make_id, known=present is not None)
    known = {attribute["id"]: attribute.get("values") or () for attribute in old}
    for attribute in numbered:
        values = attribute.get("values")
        if values:
            before = known.get(attribute["id"], ())
            attribute["values"] = _number(values, before, "value", make_id, known=present is not None)
    return replace(label, attributes=numbered)


def _number(new: Things, old: Things, name: str, make_id: MakeId, *, known: bool) -> list[dict[str, Any]]:
    ids = {thing["id"] for thing in old}
    by_name = {thing.get(name): thing["id"] for thing in old}
    numbered = []
    for thing in new:
        sent = thing.get("id")
        if sent and known and sent not in ids:
            raise failure(failures.ATTRIBUTE_MISSING, sent)
        numbered.append({**thing, "id": sent or by_name.get(thing.get(name)) or make_id()})
    return numbered
