"""The input of datamodel-code-generator: the schemas of the model, each named `module.Class`."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from ..model import NO_CONSTRAINTS, Constraints, Type, TypeKind
from ..text import ensure_stop, wrap
from .patterns import is_supported

if TYPE_CHECKING:
    from ..model import Api, EnumMember, EnumSchema, Property, Schema

Raw = dict[str, Any]

_KEYS = {
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
}
_FORMATS = {"date", "date-time"}
"""Formats with a Python type of their own; all others stay text."""


def models_document(api: Api) -> Raw:
    """Write all schemas down again, flat and without what the models do not need."""
    schemas: Raw = {f"{enum.module}.{enum.name}": _enum(enum) for enum in api.enums}
    schemas |= {f"{schema.module}.{schema.name}": _object(schema) for schema in api.schemas}
    return {
        "openapi": "3.1.0",
        "info": {"title": api.title, "version": api.version},
        "paths": {},
        "components": {"schemas": schemas},
    }


def field_aliases(api: Api) -> dict[str, str]:
    """Return the Python name of every field whose name is not the one on the wire."""
    return {
        f"{schema.module}.{schema.name}.{item.name}": item.python_name
        for schema in api.schemas
        for item in schema.properties
        if item.python_name != item.name
    }


def _enum(enum: EnumSchema) -> Raw:
    result: Raw = {
        "type": enum.kind.value,
        "enum": [member.value for member in enum.members],
        "x-enum-varnames": [member.name for member in enum.members],
    }
    notes = [_note(member) for member in enum.members]
    if any(notes):
        result["x-enum-descriptions"] = notes
    return _described(result, _dated(enum.description, deprecated=enum.deprecated))


def _note(member: EnumMember) -> str:
    return wrap(_dated(member.description, deprecated=member.deprecated))


def _dated(description: str, *, deprecated: bool) -> str:
    return f"{ensure_stop(description)} Deprecated.".strip() if deprecated else description


def _object(schema: Schema) -> Raw:
    # Limits are for what is sent. A reply that exceeds one is still a reply.
    strict = schema.in_request
    # What only the service sets is never sent, so it cannot be asked of a caller.
    required = [item.name for item in schema.properties if item.required and not (strict and item.read_only)]
    properties = {
        item.name: _property(item, required=item.name in required, strict=strict) for item in schema.properties
    }
    result: Raw = {"type": "object", "properties": properties}
    if required:
        result["required"] = required
    return _described(result, _dated(schema.description, deprecated=schema.deprecated))


def _property(item: Property, *, required: bool, strict: bool) -> Raw:
    # What may be left out may be None in any case.
    kind = item.type if required else replace(item.type, nullable=False)
    # Without its tag a reply could not be told from the others of its union.
    result = _type(kind, strict=strict or item.is_tag)
    return _described(result, _dated(item.description, deprecated=item.deprecated))


def _described(raw: Raw, description: str) -> Raw:
    return {**raw, "description": wrap(description)} if description else raw


def _type(kind: Type, *, strict: bool) -> Raw:
    if kind.nullable and kind.values:
        # "One value or null" would become an enumeration with a made-up name.
        kind = replace(kind, values=())
    raw = _plain_type(kind, strict=strict)
    if not kind.nullable or kind.kind in {TypeKind.ANY, TypeKind.NULL}:
        return raw
    if isinstance(raw.get("type"), str):
        return {**raw, "type": [raw["type"], "null"]}
    return {"anyOf": [*raw.get("anyOf", [raw]), {"type": "null"}]}


def _plain_type(kind: Type, *, strict: bool) -> Raw:
    match kind.kind:
        case TypeKind.ANY:
            return {}
        case TypeKind.MODEL | TypeKind.ENUM:
            return {"$ref": f"#/components/schemas/{kind.module}.{kind.name}"}
        case TypeKind.UNION:
            return {"anyOf": [_type(member, strict=strict) for member in kind.members]}
        case TypeKind.ARRAY:
            items = _type(kind.items or Type(TypeKind.ANY), strict=strict)
            return {"type": "array", "items": items, **_limits(kind.constraints, strict=strict)}
        case TypeKind.MAP:
            items = _type(kind.items or Type(TypeKind.ANY), strict=strict)
            return {"type": "object", "additionalProperties": items or True}
        case TypeKind.BINARY:
            return {"type": "string", "format": "binary"}
        case _:
            return _scalar(kind, strict=strict)


def _scalar(kind: Type, *, strict: bool) -> Raw:
    if strict and kind.values:
        return {"const": kind.values[0]} if len(kind.values) == 1 else {"enum": list(kind.values)}
    raw: Raw = {"type": kind.kind.value}
    if kind.kind is TypeKind.STRING and kind.format in _FORMATS:
        raw["format"] = kind.format
        return raw
    return {**raw, **_limits(kind.constraints, strict=strict)}


def _limits(constraints: Constraints, *, strict: bool) -> Raw:
    if not strict or constraints == NO_CONSTRAINTS:
        return {}
    values = {field.name: getattr(constraints, field.name) for field in fields(constraints)}
    if constraints.pattern and not is_supported(constraints.pattern):
        values["pattern"] = None
    return {_KEYS.get(name, name): value for name, value in values.items() if value is not None}
