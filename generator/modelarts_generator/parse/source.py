"""Typed access to the raw document: the only place that follows references."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..document import Bundle, Pointer

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and its place."""

    value: Any
    pointer: Pointer

    @property
    def map(self) -> Raw:
        """The value as an object; empty if it is none."""
        return self.value if isinstance(self.value, dict) else {}

    def get(self, key: str) -> Node:
        """Return a member; its value is None if it is missing."""
        return Node(self.map.get(key), (*self.pointer, key))

    def items(self) -> Iterator[tuple[str, Node]]:
        """Go through the members of an object."""
        for key, value in self.map.items():
            yield str(key), Node(value, (*self.pointer, key))

    def elements(self) -> Iterator[Node]:
        """Go through the elements of a list."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(value, (*self.pointer, index))

    def text(self, key: str) -> str:
        """Return a member that is text, without surrounding white space; "" if it is missing."""
        value = self.map.get(key)
        return value.strip() if isinstance(value, str) else ""

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a member that is true or false."""
        value = self.map.get(key)
        return value if isinstance(value, bool) else default

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a member that is a list, as text."""
        value = self.map.get(key)
        return tuple(str(element) for element in value) if isinstance(value, list) else ()

    @property
    def ref(self) -> str:
        """The reference this node is, "" if it is none."""
        target = self.map.get("$ref")
        return target if isinstance(target, str) else ""


@dataclass(slots=True)
class Source:
    """The bundle being parsed and the problems found in it."""

    bundle: Bundle
    problems: list[Problem] = field(default_factory=list)

    @property
    def root(self) -> Node:
        """The whole document."""
        return Node(self.bundle.document, ())

    def target(self, node: Node) -> Node:
        """Follow one reference; a dangling one is a problem and leads to an empty node."""
        pointer = split_pointer(node.ref)
        value: Any = self.bundle.document
        for key in pointer:
            value = _step(value, key)
            if value is None:
                self.report("dangling-ref", node.pointer, f"$ref {node.ref!r} leads nowhere", "correct the reference")
                return Node({}, node.pointer)
        return Node(value, pointer)

    def resolve(self, node: Node) -> Node:
        """Follow references until there is none."""
        seen: set[Pointer] = set()
        while node.ref:
            if node.pointer in seen:
                self.report("circular-ref", node.pointer, f"$ref {node.ref!r} leads back to itself", "end the circle")
                return Node({}, node.pointer)
            seen.add(node.pointer)
            node = self.target(node)
        return node

    def report(self, rule: str, pointer: Pointer, message: str, fix: str = "") -> None:
        """Note a problem."""
        problem = self.bundle.problem(rule, pointer, message, fix)
        if problem not in self.problems:
            self.problems.append(problem)

    def warn(self, rule: str, pointer: Pointer, message: str, fix: str = "") -> None:
        """Note a problem that does not stop the pipeline."""
        problem = self.bundle.problem(rule, pointer, message, fix, Severity.WARNING)
        if problem not in self.problems:
            self.problems.append(problem)


def split_pointer(ref: str) -> Pointer:
    """Split `#/a/b~1c` into its keys."""
    _, _, fragment = ref.partition("#")
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in fragment.split("/")[1:])


def _step(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(key, value.get(int(key)) if str(key).isdigit() else None)
    if isinstance(value, list) and str(key).isdigit() and int(key) < len(value):
        return value[int(key)]
    return None
