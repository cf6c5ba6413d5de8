"""`x-pagination` names parameters and properties that are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..grammar import Pointer
from .context import Context, Finding, Operation

NEEDED = {"page-index": {"page"}, "page-number": {"page"}, "offset": {"page"}, "cursor": {"cursor", "next"}}
ALLOWED = {"style", "page", "size", "cursor", "items", "next", "total", "max-size", "in"}
_PARAMETERS = ("page", "size", "cursor")
_PROPERTIES = ("items", "total", "next")


def check(context: Context) -> Iterator[Finding]:
    """Find `x-pagination` with an unknown style, missing fields, or names that lead nowhere."""
    for operation in context.operations:
        if "x-pagination" in operation.value:
            value = operation.value["x-pagination"]
            place = (*operation.pointer, "x-pagination")
            if not isinstance(value, dict) or str(value.get("style")) not in NEEDED:
                yield Finding(place, f"the style must be one of {', '.join(NEEDED)}")
                continue
            yield from _check_fields(place, value)
            yield from _check_parameters(context, operation, place, value)
            yield from _check_properties(context, operation, place, value)


def _check_fields(place: Pointer, value: dict[str, Any]) -> Iterator[Finding]:
    given = {"cursor" if name == "page" and value["style"] == "cursor" else name for name in value}
    missing = sorted(NEEDED[value["style"]] - given)
    if missing:
        yield Finding(place, f"style {value['style']} needs {', '.join(missing)} as well")
    for name in value:
        if name not in ALLOWED:
            yield Finding((*place, name), f"{name!r} means nothing here", f"use {', '.join(sorted(ALLOWED))}")


def _check_parameters(
    context: Context, operation: Operation, place: Pointer, value: dict[str, Any]
) -> Iterator[Finding]:
    if value.get("in") not in (None, "query", "body"):
        yield Finding((*place, "in"), "`in` is query or body")
        return
    parameters = _paging_schemas(context, operation, body=value.get("in") == "body")
    for field in _PARAMETERS:
        if field in value and str(value[field]) not in parameters:
            yield Finding((*place, field), f"{operation.name} has no parameter {value[field]!r}")
    most = value.get("max-size")
    if most is None:
        return
    _, schema = context.follow((), parameters.get(str(value.get("size"))) or {})
    if schema.get("maximum", most) != most:
        message = f"max-size is {most}, but {value['size']!r} goes up to {schema['maximum']}"
        yield Finding((*place, "max-size"), message)


def _paging_schemas(context: Context, operation: Operation, *, body: bool) -> dict[str, Any]:
    """Return the schemas of what may turn the pages, by name."""
    if not body:
        return {name: value.get("schema") or {} for name, (_, value) in context.parameters(operation).items()}
    _, request = context.follow((), operation.value.get("requestBody") or {})
    found: dict[str, Any] = {}
    for media in (request.get("content") or {}).values():
        found |= context.follow((), media.get("schema") or {})[1].get("properties") or {}
    return found


def _check_properties(
    context: Context, operation: Operation, place: Pointer, value: dict[str, Any]
) -> Iterator[Finding]:
    schemas = list(_reply_schemas(context, operation))
    if "items" not in value and not any(_is_list(context, schema) for schema in schemas):
        yield Finding(place, f"the reply of {operation.name} is no list", "name the property that holds the `items`")
    for field in _PROPERTIES:
        name = value.get(field)
        if name is None or not schemas:
            continue
        found = [context.property_at(schema, str(name)) for schema in schemas]
        if not any(found):
            yield Finding((*place, field), f"the reply of {operation.name} has no property {name!r}")
        elif field == "items" and not any(entry and "array" in str(entry[1].get("type")) for entry in found):
            yield Finding((*place, field), f"{name!r} is not a list")


def _is_list(context: Context, pointer: Pointer) -> bool:
    return "array" in str(context.follow(pointer, context.bundle.at(pointer))[1].get("type"))


def _reply_schemas(context: Context, operation: Operation) -> Iterator[Pointer]:
    for place, reply in context.success(operation).values():
        for media_type, media in (reply.get("content") or {}).items():
            if isinstance(media, dict) and "schema" in media:
                yield (*place, "content", media_type, "schema")
