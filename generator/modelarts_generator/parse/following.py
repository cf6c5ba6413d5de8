"""Finding what the names in an extension stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Operation, Property, Type, TypeKind

if TYPE_CHECKING:
    from .source import Node
    from .types import Types


def node_of(types: Types, operation: Operation) -> Node:
    """Return an operation's place in the description."""
    node = types.source.root
    for key in operation.pointer:
        node = node.get(str(key))
    return node


def property_at(types: Types, start: Type | None, path: tuple[str, ...]) -> Property | None:
    """Follow wire names through objects; None if they lead nowhere."""
    found: Property | None = None
    for name in path:
        schema = types.schemas.get(start.name) if start and start.kind is TypeKind.MODEL else None
        found = next((item for item in schema.properties if item.name == name), None) if schema else None
        if found is None:
            return None
        start = found.type
    return found
