"""Very many paths in little memory, and a view of objects that leaves some of them out."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...objects import ObjectEntry, ObjectStore


class PathSet:
    """Paths as 8-byte digests: a million of them take 8 MB."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._digests = array("Q", map(_digest, paths))
        self._sorted = False

    def add(self, path: str) -> None:
        """Add a path."""
        self._digests.append(_digest(path))
        self._sorted = False

    def __contains__(self, path: str) -> bool:
        if not self._sorted:
            self._digests = array("Q", sorted(self._digests))
            self._sorted = True
        digest = _digest(path)
        place = bisect_left(self._digests, digest)
        return place < len(self._digests) and self._digests[place] == digest


def _digest(path: str) -> int:
    return int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "big")


class ChosenObjects:
    """An object store that lists only what is chosen; everything else is the store's own."""

    def __init__(self, objects: ObjectStore, choose: Callable[[str], bool]) -> None:
        self._objects = objects
        self._choose = choose

    def list(self, prefix: str, after: str = "") -> Iterator[ObjectEntry]:
        """Yield the chosen objects below a prefix, in order of their paths."""
        return (entry for entry in self._objects.list(prefix, after) if self._choose(entry.path))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._objects, name)
