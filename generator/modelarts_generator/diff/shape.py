"""A schema as a reader sees it: references followed, parts of allOf put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..grammar import Pointer
from .view import View

_STRUCTURE = frozenset(("$ref", "allOf", "properties", "required", "items", "additionalProperties", "oneOf", "anyOf"))
TYPES = frozenset(("array", "boolean", "null", "number", "object", "string"))


@dataclass
class Shape:
    """A flattened schema. `pointers` are the places it was put together from."""

    view: View
    keywords: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, View] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    items: View | None = None
    additional: View | None = None
    variants: list[View] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that are possible, all of them if the schema does not say."""
        value = self.keywords.get("type")
        types = frozenset([value] if isinstance(value, str) else value or TYPES)
        # Every integer is a number.
        return types - {"integer"} if "number" in types else types


def flatten(view: View) -> Shape:
    """Put a schema together."""
    shape = Shape(view.followed())
    _merge(shape, view)
    return shape


def _merge(shape: Shape, view: View) -> None:
    value = view.value
    if view.pointer in shape.pointers:
        return
    shape.pointers.append(view.pointer)
    if value is False:
        shape.keywords["not"] = True
    if not isinstance(value, dict):
        return
    if isinstance(value.get("$ref"), str):
        pointer, target = view.bundle.follow(view.pointer, {"$ref": value["$ref"]})
        _merge(shape, View(view.bundle, pointer, target))
    for index in range(len(value.get("allOf") or ())):
        place = (*view.pointer, "allOf", index)
        _merge(shape, View(view.bundle, place, value["allOf"][index]))
    shape.keywords.update((key, item) for key, item in value.items() if key not in _STRUCTURE)
    shape.properties.update((name, _below(view, "properties", name)) for name in value.get("properties") or ())
    shape.required.update(value.get("required") or ())
    if "items" in value:
        shape.items = _below(view, "items")
    if "additionalProperties" in value:
        shape.additional = _below(view, "additionalProperties")
    for key in ("oneOf", "anyOf"):
        shape.variants.extend(_below(view, key, index) for index in range(len(value.get(key) or ())))


def _below(view: View, *steps: str | int) -> View:
    """Look further in without following the `$ref` at the end: what stands beside it counts as well."""
    value = view.value
    for step in steps:
        value = value[step]
    return View(view.bundle, (*view.pointer, *steps), value)
