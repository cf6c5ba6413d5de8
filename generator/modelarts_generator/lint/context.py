"""What a rule gets to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..document import Bundle
from ..grammar import METHODS, Node, Pointer, walk


class Finding(NamedTuple):
    """What a rule has found at a place of the bundle, or, if `file` is given, about a file that is not part of it."""

    pointer: Pointer
    message: str
    fix: str = ""
    file: str = ""


class Operation(NamedTuple):
    """An operation and where it is."""

    pointer: Pointer
    path: str
    method: str
    value: dict[str, Any]

    @property
    def name(self) -> str:
        """What people call the operation."""
        return str(self.value.get("operationId", f"{self.method.upper()} {self.path}"))


@dataclass(frozen=True)
class Context:
    """The bundle, ready for rules. `house` tells whether our own style is asked for."""

    bundle: Bundle
    house: bool = True
    unused_files: tuple[str, ...] = ()

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All typed objects that are mappings, in document order."""
        return tuple(node for node in walk(self.bundle.document) if isinstance(node.value, dict))

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations of the paths."""
        found = []
        for path, item in (self.bundle.document.get("paths") or {}).items():
            for method, value in item.items() if isinstance(item, dict) else ():
                if method in METHODS and isinstance(value, dict):
                    found.append(Operation(("paths", path, method), path, method, value))
        return tuple(found)

    def of_kind(self, kind: str) -> Iterator[Node]:
        """Yield the objects of one kind that are written out, not those given as a `$ref`."""
        return (node for node in self.nodes if node.kind == kind and (kind == "schema" or "$ref" not in node.value))

    def follow(self, pointer: Pointer, value: Any) -> tuple[Pointer, dict[str, Any]]:
        """Return the place and the object that a `$ref` leads to; an empty object where there is no mapping."""
        place, found = self.bundle.follow(pointer, value)
        return place, found if isinstance(found, dict) else {}

    def parameters(self, operation: Operation) -> dict[str, tuple[Pointer, dict[str, Any]]]:
        """Return an operation's parameters by name, those of its Path Item included."""
        found = {}
        item: Pointer = operation.pointer[:-1]
        for pointer, values in (
            (item, self.bundle.at(item).get("parameters")),
            (operation.pointer, operation.value.get("parameters")),
        ):
            for index, value in enumerate(values or ()):
                place, parameter = self.follow((*pointer, "parameters", index), value)
                found[str(parameter.get("name"))] = (place, parameter)
        return found

    def responses(self, operation: Operation) -> dict[str, tuple[Pointer, dict[str, Any]]]:
        """Return an operation's responses by status."""
        responses = operation.value.get("responses") or {}
        pointer = (*operation.pointer, "responses")
        return {status: self.follow((*pointer, status), value) for status, value in responses.items()}

    def success(self, operation: Operation) -> dict[str, tuple[Pointer, dict[str, Any]]]:
        """Return an operation's 2xx responses by status."""
        return {status: found for status, found in self.responses(operation).items() if status.startswith("2")}

    def property_at(self, pointer: Pointer, path: str) -> tuple[Pointer, dict[str, Any]] | None:
        """Return the property that a dotted path leads to from a schema, parts of allOf included."""
        place, schema = self.follow(pointer, self.bundle.at(pointer))
        for name in path.split("."):
            found = self._property(place, schema, name, frozenset())
            if found is None:
                return None
            place, schema = found
        return place, schema

    def _property(
        self, pointer: Pointer, schema: dict[str, Any], name: str, seen: frozenset[Pointer]
    ) -> tuple[Pointer, dict[str, Any]] | None:
        if pointer in seen:
            return None
        if name in (schema.get("properties") or {}):
            place = (*pointer, "properties", name)
            return self.follow(place, schema["properties"][name])
        for index, part in enumerate(schema.get("allOf") or ()):
            place, value = self.follow((*pointer, "allOf", index), part)
            found = self._property(place, value, name, seen | {pointer})
            if found is not None:
                return found
        return None
