"""Scalars: formats, limits and enumerations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..model import NO_CONSTRAINTS, Constraints, EnumMember, Type, TypeKind
from ..naming import Names, constant

if TYPE_CHECKING:
    from .source import Node

_LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
}
_OF_KIND = {
    TypeKind.INTEGER: {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    TypeKind.NUMBER: {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    TypeKind.STRING: {"minLength", "maxLength"},
    TypeKind.ARRAY: {"minItems", "maxItems"},
}


def constraints_of(node: Node, kind: TypeKind) -> Constraints:
    """Read the limits that mean something for values of this kind."""
    known = _OF_KIND.get(kind, set())
    limits: dict[str, Any] = {}
    for key, name in _LIMITS.items():
        value = node.map.get(key)
        if key in known and isinstance(value, int | float) and not isinstance(value, bool):
            limits[name] = value
    pattern = node.map.get("pattern")
    if kind is TypeKind.STRING and isinstance(pattern, str):
        limits["pattern"] = pattern
    return Constraints(**limits) if limits else NO_CONSTRAINTS


def string_type(node: Node) -> Type:
    """Read a string: text, a date, a moment or bytes."""
    form = node.text("format")
    media = node.text("contentMediaType")
    encoded = node.text("contentEncoding")
    if form == "binary" or (media and not encoded and not media.startswith("text/") and "json" not in media):
        return Type(TypeKind.BINARY, format=form)
    return Type(TypeKind.STRING, format=form, constraints=constraints_of(node, TypeKind.STRING))


def kind_of_values(values: list[Any]) -> TypeKind | None:
    """Tell whether values are all strings or all whole numbers; None if they are mixed or of another kind."""
    if values and all(isinstance(value, str) for value in values):
        return TypeKind.STRING
    if values and all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return TypeKind.INTEGER
    return None


def enum_of_constants(node: Node, variants: list[Node]) -> Node | None:
    """Read alternatives that are all constants as the enumeration they spell; None if they are something else.

    `oneOf: [{const: a, title: A}, {const: b, title: B}]` is how JSON Schema documents single values.
    """
    constants = [variant.map for variant in variants if "const" in variant.map]
    nulls = sum(variant.map.get("type") == "null" for variant in variants)
    values = [raw["const"] for raw in constants]
    if len(set(map(str, values))) < 2 or len(values) + nulls != len(variants) or kind_of_values(values) is None:
        return None
    told: dict[str, Any] = {"enum": [*values, *[None] * min(nulls, 1)]}
    if all(isinstance(raw.get("title"), str) for raw in constants):
        told["x-enum-varnames"] = [raw["title"] for raw in constants]
    if any(raw.get("description") for raw in constants):
        told["x-enum-descriptions"] = [raw.get("description") for raw in constants]
    return replace(node, value={**told, **node.map})


def enum_members(node: Node, values: list[Any]) -> tuple[EnumMember, ...]:
    """Name the values of an enumeration: x-enum-varnames first, else after the value itself."""
    listed = list(node.map.get("enum") or [])
    varnames = node.strings("x-enum-varnames") or node.strings("x-enumNames")
    notes = node.map.get("x-enum-descriptions")
    old = node.map.get("x-enum-deprecated")
    names = Names()
    members: list[EnumMember] = []
    for value in values:
        index = listed.index(value)
        wanted = constant(varnames[index]) if index < len(varnames) else ""
        name = names.allocate(wanted or _member_name(value))
        deprecated = isinstance(old, list) and value in old
        members.append(EnumMember(name, value, _note(notes, index, value), deprecated))
    return tuple(members)


def _member_name(value: str | int) -> str:
    if isinstance(value, int):
        return f"VALUE_{value}" if value >= 0 else f"VALUE_MINUS_{-value}"
    return constant(value, "VALUE") or ("EMPTY" if not value else "VALUE")


def _note(notes: Any, index: int, value: str | int) -> str:
    if isinstance(notes, list) and index < len(notes):
        return str(notes[index] or "").strip()
    if isinstance(notes, dict):
        return str(notes.get(value, notes.get(str(value), "")) or "").strip()
    return ""
