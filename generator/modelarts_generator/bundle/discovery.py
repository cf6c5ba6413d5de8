"""Finding every reference of a description, from the root file on."""

from __future__ import annotations

from collections import deque
from typing import Any

from ..grammar import REFERABLE, Node, Pointer, is_reference, walk
from ..load import Source, Sources
from ..problems import Problem
from .resolver import Place, Resolver, UnresolvedError

MAPPING = ("discriminator", "mapping")


class Discovery:
    """All references that can be reached.

    `links` leads from the place of an object with a `$ref` to what it refers to; `targets` holds every such target
    with the kind of object that is expected there, in the order found; `origins` one place that refers to it.
    """

    def __init__(self, sources: Sources, root: Source) -> None:
        self.problems: list[Problem] = []
        self.links: dict[Place, Place] = {}
        self.targets: dict[Place, str] = {Place(root, ()): "document"}
        self.origins: dict[Place, Place] = {}
        self._resolver = Resolver(sources)
        self._waiting = deque(self.targets)
        while self._waiting:
            place = self._waiting.popleft()
            self._search(place, self.targets[place])

    def value(self, place: Place) -> Any:
        """Return what stands at a place."""
        return self._resolver.value(place)

    def _search(self, place: Place, kind: str) -> None:
        for node in walk(self.value(place), kind, place.pointer):
            value = node.value
            if type(value) is not dict:
                self._check_value(place.source, node)
            elif "$ref" in value:
                self._note_reference(place.source, node)
            if node.kind == "schema" and type(value) is dict and "discriminator" in value:
                self._note_mapping(place.source, node)

    def _check_value(self, source: Source, node: Node) -> None:
        if node.kind == "schema" and isinstance(node.value, bool):
            return
        if node.kind == "example" and not node.pointer:
            return  # a file that is nothing but the example's value
        self._report("not-a-mapping", Place(source, node.pointer), f"a {node.kind} must be a mapping")

    def _note_reference(self, source: Source, node: Node) -> None:
        place = Place(source, node.pointer)
        if is_reference(node):
            self._note(place, node.value["$ref"], node.kind)
        elif node.kind in REFERABLE:
            self._report("dangling-ref", place, "the value of $ref must be text", step="$ref")
        else:
            fix = "refer to the whole Path Item" if node.kind == "operation" else "write it out"
            self._report("misplaced-ref", place, f"a {node.kind} cannot be given as a $ref", fix, "$ref")

    def _note_mapping(self, source: Source, node: Node) -> None:
        discriminator = node.value["discriminator"]
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for key, text in mapping.items() if isinstance(mapping, dict) else ():
            # A plain word is the name of a schema of the bundle, anything else is a reference.
            if isinstance(text, str) and ("/" in text or text.endswith((".yaml", ".yml", ".json"))):
                self._note(Place(source, (*node.pointer, *MAPPING, key)), text, "schema")

    def _note(self, place: Place, text: str, kind: str) -> None:
        try:
            target = self._resolver.resolve(place.source, text)
        except UnresolvedError as error:
            if error.rule:
                self._report(error.rule, place, error.message, error.fix, "$ref")
            return
        self.links[place] = target
        known = self.targets.get(target)
        if known is None:
            self.targets[target] = kind
            self.origins[target] = place
            self._waiting.append(target)
        elif known != kind:
            self._report("wrong-kind", place, f"{text} is a {known}, but a {kind} belongs here", step="$ref")

    def _report(self, rule: str, place: Place, message: str, fix: str = "", step: str = "") -> None:
        pointer: Pointer = (*place.pointer, step) if step else place.pointer
        line = place.source.line(pointer)
        self.problems.append(Problem(rule, place.source.name, line, message, fix))
