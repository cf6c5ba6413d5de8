"""`x-upload`: how an operation takes many files as elements of a list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..model import Operation, Type, TypeKind, Upload
from .following import node_of, property_at

if TYPE_CHECKING:
    from .source import Node
    from .types import Types

_NEEDED = ("items", "name", "content", "results", "success")
_OPTIONAL = ("error-code", "error-message")
_NUMBERS = {"max-items": "max_items", "max-bytes": "max_bytes"}


def parse_upload(types: Types, operation: Operation) -> Upload | None:
    """Read an operation's `x-upload`; None where there is none, or one that leads nowhere, which is reported."""
    node = node_of(types, operation).get("x-upload")
    if node.value is None:
        return None
    wrong = _what_is_wrong(types, operation, node)
    if wrong:
        types.source.report("bad-x-upload", node.pointer, wrong, "correct x-upload")
        return None
    upload = Upload(
        items=node.text("items"),
        name=node.text("name"),
        content=node.text("content"),
        results=node.text("results"),
        success=node.text("success"),
        error_code=node.text("error-code"),
        error_msg=node.text("error-message"),
        exists=node.strings("exists-codes"),
    )
    limits: dict[str, Any] = {field: node.map[key] for key, field in _NUMBERS.items() if key in node.map}
    return replace(upload, **limits)


def _what_is_wrong(types: Types, operation: Operation, node: Node) -> str:
    if not node.map:
        return "x-upload is not an object"
    for key in node.map:
        if key not in (*_NEEDED, *_OPTIONAL, *_NUMBERS, "exists-codes"):
            return f"{key!r} means nothing here"
    for key in _NUMBERS:
        number = node.map.get(key, 1)
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            return f"{key} is not a number from 1 on"
    body = operation.body
    if body is None or not body.expanded:
        return "the operation has no body with properties"
    item, result = _element(types, body.type, node.text("items")), None
    if item is None:
        return f"items {node.text('items')!r} is no list of objects in the body"
    result = _element(types, operation.reply_type, node.text("results"))
    if result is None:
        return f"results {node.text('results')!r} is no list of objects in the reply"
    places = [(item, key) for key in ("name", "content")]
    places += [(result, key) for key in ("success", *_OPTIONAL) if key == "success" or key in node.map]
    for owner, key in places:
        if property_at(types, owner, (node.text(key),)) is None:
            return f"{key} {node.text(key)!r} is no property there"
    return ""


def _element(types: Types, owner: Type | None, name: str) -> Type | None:
    held = property_at(types, owner, (name,))
    element = held.type.items if held and held.type.kind is TypeKind.ARRAY else None
    return element if element and element.kind is TypeKind.MODEL else None
