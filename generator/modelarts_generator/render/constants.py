"""The Operation objects at the head of a resource's module."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from ..model import Location, TypeKind
from ..parse.payloads import is_json

if TYPE_CHECKING:
    from ..model import Api, Follow, Lifecycle, Operation, Pagination, Parameter, Type, Upload
    from .annotations import Annotations


@dataclass(frozen=True, slots=True)
class Constant:
    """An Operation object: its name, the type of the reply, and its arguments as expressions."""

    name: str
    reply: str
    arguments: tuple[tuple[str, str], ...]


def build_constant(api: Api, operation: Operation, annotations: Annotations) -> Constant:
    """Say what the runtime has to know about an operation."""
    arguments = [
        ("id", repr(operation.id)),
        ("method", repr(operation.http_method)),
        ("path", repr(operation.path)),
    ]
    reply = operation.reply_type
    if reply is not None:
        arguments.append(("response", repr(_response(api, operation, reply))))
    body = operation.body
    if body and body.type.kind is TypeKind.MODEL and (is_json(body.media_type) or body.expanded):
        arguments.append(("request", repr(f"{body.type.module}:{body.type.name}")))
    if body and body.media_type != "application/json":
        arguments.append(("request_media", repr(body.media_type)))
    if operation.idempotent:
        arguments.append(("idempotent", "True"))
    if operation.pagination:
        arguments.append(("pagination", _pagination(operation.pagination, root=api.alias_of(operation) is not None)))
    if operation.upload:
        arguments.append(("upload", _upload(operation.upload)))
    if operation.follow:
        arguments.append(("follow", _follow(api, operation.follow)))
    if operation.lifecycle:
        arguments.append(("lifecycle", _lifecycle(operation.lifecycle)))
    styles = {item.name: style for item in operation.parameters_in(Location.QUERY) if (style := _style(item))}
    if styles:
        arguments.append(("query_styles", repr(styles)))
    for location in (Location.PATH, Location.QUERY):
        found = [
            f"{item.name!r}: {text}" for item in operation.parameters_in(location) if (text := _limits(api, item.type))
        ]
        if found:
            arguments.append((f"{location.value}_limits", f"{{{', '.join(found)}}}"))
    return Constant(operation.constant, annotations.reply(api, operation), tuple(arguments))


def _response(api: Api, operation: Operation, reply: Type) -> str:
    if reply.kind is TypeKind.BINARY or operation.replies_text:
        return "bytes"
    if reply.kind in {TypeKind.ANY, TypeKind.NULL}:
        return "json"
    named = api.alias_of(operation) or reply
    return f"{named.module}:{named.name}"


def _pagination(pagination: Pagination, *, root: bool) -> str:
    # A reply that is a list itself is held by a root model.
    items = ("root",) if root and not pagination.items else pagination.items
    values = {
        "style": pagination.style,
        "page": pagination.page,
        "size": pagination.size,
        "items": items,
        "total": pagination.total,
        "cursor": pagination.cursor,
        "next": pagination.next,
        "max_size": pagination.max_size,
        "place": pagination.place if pagination.place != "query" else "",
    }
    return f"Pagination({', '.join(f'{name}={value!r}' for name, value in values.items() if value)})"


def _upload(upload: Upload) -> str:
    values = {field.name: getattr(upload, field.name) for field in fields(upload)}
    return f"Upload({', '.join(f'{name}={value!r}' for name, value in values.items() if value)})"


def _follow(api: Api, follow: Follow) -> str:
    owner = api.operation(follow.until)
    until = f"{api.resource(owner.resource).module}:{owner.constant}"
    return f"Follow(content={follow.content!r}, size={follow.size!r}, until={until!r})"


def _lifecycle(lifecycle: Lifecycle) -> str:
    values = {name: getattr(lifecycle, name) for name in ("property", "working", "succeeded", "failed", "deleted")}
    return f"Lifecycle({', '.join(f'{name}={value!r}' for name, value in values.items() if value)})"


_SCALARS = {
    TypeKind.STRING: "string",
    TypeKind.INTEGER: "integer",
    TypeKind.NUMBER: "number",
    TypeKind.BOOLEAN: "boolean",
}


def _limits(api: Api, type_: Type) -> str:
    """The Limits of a parameter as an expression, empty where there is nothing to check."""
    values: dict[str, object] = {}
    kind = type_.kind
    if kind is TypeKind.ENUM:
        enum = api.enum(type_.name)
        kind, values["values"] = enum.kind, tuple(member.value for member in enum.members)
    if kind not in _SCALARS:
        return ""
    limits = type_.constraints
    for name in ("minimum", "maximum", "min_length", "max_length"):
        values[name] = getattr(limits, name)
    values["pattern"] = limits.pattern if limits.pattern and _is_python(limits.pattern) else None
    given = {name: value for name, value in values.items() if value is not None}
    if kind is TypeKind.STRING and not given:
        return ""
    return f"Limits({', '.join(f'{name}={value!r}' for name, value in {'type': _SCALARS[kind], **given}.items())})"


def _is_python(pattern: str) -> bool:
    """Whether Python can check a pattern that is written in ECMAScript's language."""
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _style(parameter: Parameter) -> str:
    if parameter.style == "deepObject":
        return "deep"
    if parameter.type.kind not in {TypeKind.ARRAY, TypeKind.MAP, TypeKind.MODEL, TypeKind.UNION} or parameter.explode:
        return ""
    return {"form": "comma", "spaceDelimited": "space", "pipeDelimited": "pipe"}.get(parameter.style, "")
