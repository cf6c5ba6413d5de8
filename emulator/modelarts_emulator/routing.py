"""From a method and a path to an operation."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from .description import DescriptionError, Operation


class _Node:
    __slots__ = ("fixed", "free", "operations")

    def __init__(self) -> None:
        self.fixed: dict[bytes, _Node] = {}
        self.free: _Node | None = None
        self.operations: dict[str, tuple[Operation, tuple[str, ...]]] = {}


class Router:
    """A tree of path segments; a fixed segment wins over a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def find(self, method: str, raw_path: bytes) -> tuple[Operation | None, dict[str, str], tuple[str, ...]]:
        """Return the operation and its path parameters, and the methods that the path knows.

        No operation with some methods means that the method is not allowed; without any, that the path is
        unknown. Raises UnicodeDecodeError for a parameter that is not UTF-8.
        """
        values: list[bytes] = []
        segments = raw_path.split(b"/")
        node = _walk_straight(self._root, segments, values)
        if node is None:
            values.clear()
            node = _walk(self._root, segments[1:], 0, values)
        if node is None:
            return None, {}, ()
        found = node.operations.get(method)
        if found is None:
            return None, {}, tuple(sorted(node.operations))
        operation, names = found
        return operation, {name: _decode(value) for name, value in zip(names, values, strict=True)}, ()

    def _add(self, operation: Operation) -> None:
        node = self._root
        names = []
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{") and segment.endswith("}"):
                names.append(segment[1:-1])
                node.free = node.free or _Node()
                node = node.free
            elif "{" in segment:
                raise DescriptionError(f"{operation.path}: a parameter is a whole segment")
            else:
                node = node.fixed.setdefault(segment.encode(), _Node())
        if operation.method in node.operations:
            raise DescriptionError(f"{operation.method} {operation.path} is described twice")
        node.operations[operation.method] = (operation, tuple(names))


def _walk_straight(node: _Node, segments: list[bytes], values: list[bytes]) -> _Node | None:
    """Follow the path without looking back, which is enough for nearly all paths."""
    for segment in segments[1:]:
        following = node.fixed.get(segment)
        if following is None:
            if not segment or node.free is None:
                return None
            following = node.free
            values.append(segment)
        node = following
    return node if node.operations else None


def _walk(node: _Node, segments: list[bytes], index: int, values: list[bytes]) -> _Node | None:
    if index == len(segments):
        return node if node.operations else None
    segment = segments[index]
    fixed = node.fixed.get(segment)
    if fixed is not None:
        found = _walk(fixed, segments, index + 1, values)
        if found is not None:
            return found
    if node.free is None or not segment:
        return None
    values.append(segment)
    found = _walk(node.free, segments, index + 1, values)
    if found is None:
        values.pop()
    return found


def _decode(value: bytes) -> str:
    return (unquote_to_bytes(value) if b"%" in value else value).decode("utf-8")
