"""Copying the sources into one document, with references rewritten."""

from __future__ import annotations

from typing import Any

from ..grammar import Node, Pointer, copy_plain, rebuild
from ..problems import Problem
from ..references import format_reference
from .discovery import MAPPING, Discovery
from .homes import Homes
from .resolver import Place
from .source_map import SourceMap

_EXAMPLE_FIELDS = frozenset(("summary", "description", "value", "externalValue"))


class Builder:
    """Builds the bundle's document; `source_map` then knows where each part came from."""

    def __init__(self, discovery: Discovery, homes: Homes) -> None:
        self.source_map = SourceMap()
        self.problems: list[Problem] = []
        self._discovery = discovery
        self._homes = homes
        self._open: list[Place] = []

    def build(self, root: Place) -> dict[str, Any]:
        """Return the document: the root file in its own order, its components sorted by name."""
        self.source_map.add((), root)
        document: dict[str, Any] = self._copy(root, "document", ())
        homes = self._homes.homes.items()
        hoisted = [(place, home) for place, home in homes if len(home) == 3 and home[0] == "components"]
        components = document.pop("components", {})
        for place, home in sorted(hoisted, key=lambda entry: entry[1]):
            section, name = str(home[1]), str(home[2])
            components.setdefault(section, {})[name] = self._copy_component(place, home)
        if components:
            document["components"] = {
                section: dict(sorted(components[section].items())) if isinstance(components[section], dict) else None
                for section in sorted(components)
            }
        return document

    def _copy_component(self, place: Place, home: Pointer) -> Any:
        kind = self._discovery.targets[place]
        value = self._discovery.value(place)
        if kind == "example" and not _is_example_object(value):
            self.source_map.add((*home, "value"), place)
            return {"value": copy_plain(value)}
        self.source_map.add(home, place)
        copy = self._copy(place, kind, home)
        module = self._homes.module(place)
        if kind == "schema" and module and isinstance(copy, dict):
            copy.setdefault("x-module", module)
        return copy

    def _copy(self, place: Place, kind: str, home: Pointer) -> Any:
        return self._copy_node(place, Node(home, kind, self._discovery.value(place)))

    def _copy_node(self, place: Place, node: Node) -> Any:
        """Copy the object at `place`; the node holds the pointer it gets in the bundle."""
        value = node.value
        if type(value) is not dict:
            return value
        target = self._discovery.links.get(place)
        if target is not None and node.kind == "pathItem":
            return self._inline(place, target, node)
        depth = len(node.pointer)
        copy = rebuild(
            node,
            lambda child: self._copy_node(Place(place.source, (*place.pointer, *child.pointer[depth:])), child),
        )
        if target is not None:
            copy["$ref"] = format_reference(self._homes.find(target))
        if node.kind == "schema" and "discriminator" in value:
            self._rewrite_mapping(place, copy)
        return copy

    def _inline(self, place: Place, target: Place, node: Node) -> Any:
        if target in self._open:
            line = place.source.line((*place.pointer, "$ref"))
            message = f"{node.value['$ref']} leads back to itself"
            self.problems.append(Problem("circular-ref", place.source.name, line, message))
            return {}
        self._open.append(target)
        self.source_map.add(node.pointer, target)
        copy = self._copy(target, "pathItem", node.pointer)
        self._open.pop()
        siblings = {key: copy_plain(item) for key, item in node.value.items() if key != "$ref"}
        return {**copy, **siblings}

    def _rewrite_mapping(self, place: Place, copy: dict[str, Any]) -> None:
        links = self._discovery.links
        mapping = copy["discriminator"].get("mapping") if isinstance(copy["discriminator"], dict) else None
        for key in mapping if isinstance(mapping, dict) else ():
            target = links.get(Place(place.source, (*place.pointer, *MAPPING, key)))
            if target is not None and mapping is not None:
                mapping[key] = format_reference(self._homes.find(target))


def _is_example_object(value: Any) -> bool:
    """Tell an Example Object from a file that is nothing but the value."""
    if not isinstance(value, dict) or not ("value" in value or "externalValue" in value or "$ref" in value):
        return False
    return all(key in _EXAMPLE_FIELDS or key.startswith("x-") or key == "$ref" for key in value)
