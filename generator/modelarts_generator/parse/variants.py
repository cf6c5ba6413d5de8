"""Alternatives that are told apart by one property, the tag: a `discriminator` names it, or constants give it away."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import Type, TypeKind

if TYPE_CHECKING:
    from ..model import Property, Schema
    from .source import Node, Source


class Variants:
    """Collects the unions of a description and then marks the tags of their members."""

    def __init__(self) -> None:
        self._members: dict[str, None] = {}
        self._tags: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)

    def note(self, source: Source, union: Node, members: list[tuple[Node, Type]]) -> None:
        """Note a union: each of its alternatives and the type that it is."""
        objects = [(node, kind.name) for node, kind in members if kind.kind is TypeKind.MODEL]
        self._members |= dict.fromkeys(name for _, name in objects)
        discriminator = union.get("discriminator")
        tag = discriminator.text("propertyName")
        if not tag:
            return
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for key, target in discriminator.get("mapping").items():
            keys[str(target.value).rpartition("/")[2]].append(key)
        for node, name in objects:
            component = str(source.target(node).pointer[-1]) if node.ref else ""
            values = keys[component] or ([component] if component else [])
            known = self._tags[name].setdefault(tag, [])
            known += [value for value in values if value not in known]

    def mark(self, schemas: dict[str, Schema]) -> None:
        """Give the tags of all members their values. A member that goes by several keeps the type it has."""
        for name in self._members:
            schema = schemas[name]
            properties = tuple(self._mark(item, self._tags[name].get(item.name, [])) for item in schema.properties)
            schemas[name] = replace(schema, properties=properties)

    def _mark(self, item: Property, values: list[str]) -> Property:
        if len(item.type.values) == 1:
            return replace(item, is_tag=True)
        if len(values) == 1 and item.type.kind in {TypeKind.STRING, TypeKind.ENUM} and not item.type.nullable:
            return replace(item, type=Type(TypeKind.STRING, values=tuple(values)), is_tag=True)
        return item
