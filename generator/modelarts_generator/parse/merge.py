"""allOf: one flat schema of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .source import Node

if TYPE_CHECKING:
    from ..document import Pointer
    from .source import Raw, Source

_SHAPES = {"$ref", "type", "properties", "items", "enum", "const", "allOf", "oneOf", "anyOf", "additionalProperties"}
_ANNOTATIONS = {"title", "description", "deprecated", "readOnly", "writeOnly", "default", "example", "examples"}


def has_shape(raw: Raw) -> bool:
    """Whether a schema says more than annotations and conditions do."""
    return any(
        key in raw for key in ("$ref", "type", "properties", "items", "enum", "const", "allOf", "oneOf", "anyOf")
    )


def single_part(node: Node) -> Node | None:
    """Return the only part of an allOf that only adds annotations to it, as `allOf: [{$ref: X}]` is often written."""
    parts = [part for part in node.get("allOf").elements() if part.map]
    rest = {key for key in node.map if key != "allOf" and not key.startswith("x-")} - _ANNOTATIONS - {"nullable"}
    shaped = [part for part in parts if has_shape(part.map)]
    others = [part for part in parts if not has_shape(part.map)]
    if len(shaped) == 1 and not rest and all(set(part.map) <= _ANNOTATIONS for part in others):
        return shaped[0]
    return None


def flatten(source: Source, node: Node, seen: frozenset[Pointer] = frozenset()) -> tuple[Node, dict[str, Node]]:
    """Merge a schema with all parts of its allOf.

    Returns the merged schema and its properties, each with the place it comes from.
    """
    node = source.resolve(node)
    if node.pointer in seen:
        source.report("circular-allof", node.pointer, "allOf leads back to its own schema", "end the circle")
        return Node({}, node.pointer), {}
    seen |= {node.pointer}
    merged: Raw = {}
    properties: dict[str, Node] = {}
    required: list[str] = []
    own = Node({key: value for key, value in node.map.items() if key != "allOf"}, node.pointer)
    parts = [flatten(source, part, seen) for part in node.get("allOf").elements()]
    for part, inner in [*parts, (own, dict(own.get("properties").items()))]:
        _combine(merged, part.map, keep_annotations=part is own)
        for name, child in inner.items():
            properties[name] = _narrow(properties.get(name), child)
        required += [name for name in part.strings("required") if name not in required]
    if required:
        merged["required"] = required
    if properties:
        merged["properties"] = {name: child.value for name, child in properties.items()}
        merged.setdefault("type", "object")
    return Node(merged, node.pointer), properties


def _combine(merged: Raw, part: Raw, *, keep_annotations: bool) -> None:
    for key, value in part.items():
        if key in {"properties", "required"}:
            continue
        if (key in {"title", "default", "deprecated"} or key.startswith("x-")) and not keep_annotations:
            continue
        if key == "additionalProperties" and value is False and "additionalProperties" in merged:
            continue
        if key == "enum" and isinstance(merged.get("enum"), list):
            value = [item for item in merged["enum"] if item in value]
        merged[key] = value


def _narrow(old: Node | None, new: Node) -> Node:
    # A later part often only adds a limit or a description to a property of an earlier one.
    if old is None or has_shape(new.map) or not isinstance(old.value, dict):
        return new
    combined: dict[str, Any] = {**old.map, **new.map}
    return Node(combined, new.pointer)
