"""Schemas: what a schema means, and the classes that come of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..model import EnumSchema, Schema, Type, TypeKind
from .merge import flatten, has_shape, single_part
from .places import COMMON, Places
from .properties import parse_properties
from .scalars import constraints_of, enum_members, enum_of_constants, kind_of_values, string_type
from .source import Node
from .variants import Variants

if TYPE_CHECKING:
    from ..document import Pointer
    from .source import Source

ANY = Type(TypeKind.ANY)
_PLAIN = {"boolean": TypeKind.BOOLEAN, "integer": TypeKind.INTEGER, "number": TypeKind.NUMBER, "null": TypeKind.NULL}


class Types:
    """Reads schemas; each place is read once, so that recursion ends."""

    def __init__(self, source: Source, places: Places) -> None:
        self.source = source
        self.places = places
        self.schemas: dict[str, Schema] = {}
        self.enums: dict[str, EnumSchema] = {}
        self._variants = Variants()
        self._known: dict[Pointer, Type] = {}
        self._open: set[Pointer] = set()

    def read_components(self) -> None:
        """Read all named schemas; they get their names before any anonymous one does."""
        named = list(self.source.root.get("components").get("schemas").items())
        for name, node in named:
            self.places.reserve(node.pointer, name, node.text("x-module") or COMMON)
        for _, node in named:
            self.type_of(node)
        self.mark_tags()

    def mark_tags(self) -> None:
        """Mark the properties that tell the members of all unions read so far apart."""
        self._variants.mark(self.schemas)

    def type_of(self, node: Node) -> Type:
        """Return the type of the values a schema describes."""
        if node.pointer in self._known:
            return self._known[node.pointer]
        if node.pointer in self._open:
            return ANY  # A list of itself and the like: there is no class to give a name to.
        self._open.add(node.pointer)
        result = self._reference(node) if node.ref else self._read(node)
        self._open.discard(node.pointer)
        return self._known.setdefault(node.pointer, result)

    def is_component(self, pointer: Pointer) -> bool:
        """Whether a place is a named schema."""
        return pointer[:2] == ("components", "schemas") and len(pointer) == 3

    def _reference(self, node: Node) -> Type:
        result = self.type_of(self.source.target(node))
        return replace(result, nullable=True) if node.flag("nullable") else result

    def _read(self, node: Node) -> Type:
        raw = node.map
        part = single_part(node) if "allOf" in raw else None
        if part:
            result = self.type_of(part)
            return replace(result, nullable=True) if node.flag("nullable") else result
        properties = dict(node.get("properties").items())
        if "allOf" in raw:
            node, properties = flatten(self.source, node)
        types = _type_names(node)
        nullable = "null" in types[:-1] or "null" in types[1:] or node.flag("nullable")
        types = [name for name in types if name != "null"] or types
        result = self._by_shape(node, types, properties)
        return replace(result, nullable=True) if nullable and result.kind is not TypeKind.NULL else result

    def _by_shape(self, node: Node, types: list[str], properties: dict[str, Node]) -> Type:
        variants = _variants(node)
        if "const" in node.map:
            return self._values(node, [node.map["const"]])
        if isinstance(node.map.get("enum"), list):
            return self._enum(node, types)
        if variants and not properties:
            constants = enum_of_constants(node, variants)
            return self._enum(constants, types) if constants else self._union(node, variants)
        if len(types) > 1:
            return self._alternatives(node, types, properties)
        if variants:
            properties = self._with_variants(properties, variants)
        return self._single(node, types[0] if types else "", properties)

    def _single(self, node: Node, name: str, properties: dict[str, Node]) -> Type:
        if name == "object" or (not name and (properties or "additionalProperties" in node.map)):
            return self._object(node, properties)
        if name == "array" or (not name and "items" in node.map):
            items = self.type_of(node.get("items")) if "items" in node.map and "prefixItems" not in node.map else ANY
            return Type(TypeKind.ARRAY, items=items, constraints=constraints_of(node, TypeKind.ARRAY))
        if name == "string" or (not name and "contentMediaType" in node.map):
            return string_type(node)
        kind = _PLAIN.get(name)
        if kind is None:
            return ANY
        return Type(kind, format=node.text("format"), constraints=constraints_of(node, kind))

    def _object(self, node: Node, properties: dict[str, Node]) -> Type:
        extra = node.map.get("additionalProperties")
        patterns = [pattern for _, pattern in node.get("patternProperties").items()]
        free = bool(patterns) or ("additionalProperties" in node.map and extra is not False)
        if not properties and (free or (extra is not False and not self.is_component(node.pointer))):
            return Type(TypeKind.MAP, items=self._values_of_map(node, extra, patterns))
        name, module = self.places.name(node.pointer)
        result = Type(TypeKind.MODEL, name, module)
        # Known before its properties are read: they may contain the object itself.
        self._known[node.pointer] = result
        self.schemas[name] = Schema(name, module)
        self.schemas[name] = Schema(
            name=name,
            module=module,
            description=node.text("description"),
            properties=parse_properties(self, node, properties),
            open=free,
            additional=self.type_of(node.get("additionalProperties")) if isinstance(extra, dict) and extra else None,
            deprecated=node.flag("deprecated"),
            pointer=node.pointer,
        )
        return result

    def _values_of_map(self, node: Node, extra: Any, patterns: list[Node]) -> Type:
        if isinstance(extra, dict) and extra and not patterns:
            return self.type_of(node.get("additionalProperties"))
        return self.type_of(patterns[0]) if len(patterns) == 1 and extra is False else ANY

    def _enum(self, node: Node, types: list[str]) -> Type:
        listed: list[Any] = node.map["enum"]
        values = [value for index, value in enumerate(listed) if value is not None and value not in listed[:index]]
        kind = kind_of_values(values)
        named = self.is_component(node.pointer)
        nullable = None in listed
        if kind is None or (len(values) == 1 and not named):
            return replace(self._values(node, values, types), nullable=nullable)
        name, module = self.places.name(node.pointer)
        members = enum_members(node, values)
        self.enums[name] = EnumSchema(
            name, module, kind, members, node.text("description"), node.flag("deprecated"), node.pointer
        )
        return Type(TypeKind.ENUM, name, module, format=kind.value, nullable=nullable)

    def _values(self, node: Node, values: list[Any], types: list[str] | None = None) -> Type:
        kind = kind_of_values(values)
        if kind is not None:
            return Type(kind, values=tuple(values))
        if values and all(isinstance(value, bool) for value in values):
            return Type(TypeKind.BOOLEAN, values=tuple(values) if len(values) == 1 else ())
        return self._single(Node({}, node.pointer), types[0] if types and len(types) == 1 else "", {})

    def _union(self, node: Node, variants: list[Node]) -> Type:
        members: list[Type] = []
        nullable = False
        read = [(variant, self.type_of(variant)) for variant in variants]
        self._variants.note(self.source, node, read)
        for _, member in read:
            nullable = nullable or member.nullable or member.kind is TypeKind.NULL
            for part in member.members if member.kind is TypeKind.UNION else (replace(member, nullable=False),):
                if part.kind is not TypeKind.NULL and part not in members:
                    members.append(part)
        if len(members) == 1:
            return replace(members[0], nullable=nullable)
        if not members or any(member.kind is TypeKind.ANY for member in members):
            return replace(ANY, nullable=nullable)
        return Type(TypeKind.UNION, members=tuple(members), nullable=nullable)

    def _alternatives(self, node: Node, types: list[str], properties: dict[str, Node]) -> Type:
        members = tuple(self._single(node, name, properties if name == "object" else {}) for name in types)
        return Type(TypeKind.UNION, members=members)

    def _with_variants(self, properties: dict[str, Node], variants: list[Node]) -> dict[str, Node]:
        # An object with alternatives for the rest of it: one class that has all of the properties.
        merged = dict(properties)
        for variant in variants:
            for name, child in flatten(self.source, variant)[1].items():
                merged.setdefault(name, child)
        return merged


def _type_names(node: Node) -> list[str]:
    value = node.map.get("type")
    if isinstance(value, list):
        return [str(name) for name in value]
    return [value] if isinstance(value, str) else []


def _variants(node: Node) -> list[Node]:
    # Alternatives that only say which properties are required do not change the type.
    found = [*node.get("oneOf").elements(), *node.get("anyOf").elements()]
    return [variant for variant in found if has_shape(variant.map)]
