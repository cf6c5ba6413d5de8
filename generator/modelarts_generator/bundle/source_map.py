"""The way back from the bundle to the source files."""

from __future__ import annotations

from ..grammar import Pointer
from .resolver import Place


class SourceMap:
    """Knows for the roots of copied trees where they were copied from."""

    def __init__(self) -> None:
        self._origins: dict[Pointer, Place] = {}

    def add(self, pointer: Pointer, origin: Place) -> None:
        """Note that what stands at `pointer` in the bundle is a copy of `origin`."""
        self._origins[pointer] = origin

    def place(self, pointer: Pointer) -> Place:
        """Return the source of a place in the bundle."""
        for length in range(len(pointer), -1, -1):
            origin = self._origins.get(pointer[:length])
            if origin is not None:
                return Place(origin.source, (*origin.pointer, *pointer[length:]))
        raise KeyError(pointer)

    def locate(self, pointer: Pointer) -> tuple[str, int]:
        """Return the source file and line of a place in the bundle."""
        place = self.place(pointer)
        return place.source.name, place.source.line(place.pointer)
