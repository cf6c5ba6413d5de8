"""Every property, and every schema with a name, says what it is."""

from __future__ import annotations

from collections.abc import Iterator

from ..grammar import Node
from .context import Context, Finding


def check(context: Context) -> Iterator[Finding]:
    """Find properties and named schemas that neither they themselves nor what they refer to describe."""
    for node in context.of_kind("schema"):
        if (_is_property(node) or _is_component(node)) and not _is_described(context, node):
            thing = "property" if _is_property(node) else "schema"
            yield Finding(node.pointer, f"the {thing} {node.pointer[-1]!r} has no description", "say what it is")


def _is_property(node: Node) -> bool:
    return len(node.pointer) > 3 and node.pointer[-2] == "properties"


def _is_component(node: Node) -> bool:
    return len(node.pointer) == 3 and node.pointer[:2] == ("components", "schemas")


def _is_described(context: Context, node: Node) -> bool:
    _, target = context.follow(node.pointer, node.value)
    return any(str(value.get("description") or "").strip() for value in (node.value, target))
