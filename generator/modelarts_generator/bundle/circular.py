"""References that go round without ever reaching content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Bundle
from ..grammar import Node, Pointer, is_reference, walk
from ..problems import Problem
from ..references import parse_reference

_IN_PLACE_LISTS = ("allOf", "anyOf", "oneOf")
_IN_PLACE = ("not", "if", "then", "else")


def find_circular(bundle: Bundle) -> Iterator[Problem]:
    """Yield a problem for every chain of references that a reader could never finish.

    A schema may contain itself in a property or in items; it may not *be* itself, by `$ref` alone or by way of
    allOf, anyOf, oneOf, not, if, then or else.
    """
    edges = _collect_edges(bundle.document)
    done: set[Pointer] = set()
    for start in edges:
        chain = _find_cycle(start, edges, done)
        if chain:
            names = " → ".join(_name(pointer) for pointer in chain)
            yield bundle.problem("circular-ref", chain[0], f"{names} never reaches content", "break the circle")


def _collect_edges(document: dict[str, Any]) -> dict[Pointer, list[Pointer]]:
    """Return which places each place leads to, all steps as text, as they are in a `$ref`."""
    edges: dict[Pointer, list[Pointer]] = {}
    for node in walk(document):
        below = [tuple(map(str, pointer)) for pointer in _successors(node)]
        if below:
            edges[tuple(map(str, node.pointer))] = list(below)
    return edges


def _successors(node: Node) -> Iterator[Pointer]:
    if type(node.value) is not dict:
        return
    if is_reference(node):
        yield parse_reference(node.value["$ref"]).steps
    if node.kind != "schema":
        return
    for key in _IN_PLACE_LISTS:
        parts = node.value.get(key)
        yield from ((*node.pointer, key, index) for index in range(len(parts) if isinstance(parts, list) else 0))
    yield from ((*node.pointer, key) for key in _IN_PLACE if key in node.value)


def _find_cycle(start: Pointer, edges: dict[Pointer, list[Pointer]], done: set[Pointer]) -> list[Pointer]:
    """Follow the edges depth first without recursion; return the first circle met, or nothing."""
    path: list[Pointer] = []
    on_path: set[Pointer] = set()
    stack: list[tuple[Pointer, bool]] = [(start, False)]
    while stack:
        pointer, is_left = stack.pop()
        if is_left:
            on_path.discard(path.pop())
            done.add(pointer)
        elif pointer in on_path:
            done.update(path)
            return [*path[path.index(pointer) :], pointer]
        elif pointer not in done:
            path.append(pointer)
            on_path.add(pointer)
            stack.append((pointer, True))
            stack.extend((below, False) for below in reversed(edges.get(pointer, [])))
    return []


def _name(pointer: Pointer) -> str:
    return "/".join(map(str, pointer[2:] if pointer[:1] == ("components",) else pointer))
