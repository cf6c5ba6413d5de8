"""Names of classes, made from the place of a schema: they do not depend on what is read first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..naming import Names, pascal, snake

if TYPE_CHECKING:
    from ..document import Pointer
    from .source import Source

COMMON = "common"

_SILENT = {"properties", "schema", "content", "allOf"}
_WORDS = {"items": "Item", "additionalProperties": "Value", "oneOf": "Option", "anyOf": "Option"}


class Places:
    """Knows which place has which name and module, and gives names to all that lies below."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._classes = Names(separator="")
        self._bases: dict[Pointer, tuple[str, str]] = {}
        self._given: dict[Pointer, tuple[str, str]] = {}

    def register(self, pointer: Pointer, name: str, module: str = COMMON) -> None:
        """Name a place; what is anonymous below it is named after it."""
        self._bases.setdefault(pointer, (name, module))

    def reserve(self, pointer: Pointer, wanted: str, module: str) -> None:
        """Give a component its class name now, so that no anonymous schema can take it."""
        given = self._claim(pointer, wanted), snake(module) or COMMON
        self._given[pointer] = given
        self._bases[pointer] = given

    def name(self, pointer: Pointer) -> tuple[str, str]:
        """Return class name and module for the schema at a place."""
        if pointer not in self._given:
            base, module, rest = self._nearest(pointer)
            self._given[pointer] = self._claim(pointer, base + _suffix(rest)), module
        return self._given[pointer]

    def allocate(self, pointer: Pointer, wanted: str) -> str:
        """Return a class name that nothing else has."""
        return self._claim(pointer, wanted)

    def _claim(self, pointer: Pointer, wanted: str) -> str:
        name = pascal(wanted)
        if not name:
            self._source.report(
                "no-identifier",
                pointer,
                f"{wanted!r} cannot become the name of a class",
                "give it a name with a letter",
            )
            name = "Unnamed"
        return self._classes.allocate(name)

    def _nearest(self, pointer: Pointer) -> tuple[str, str, Pointer]:
        for length in range(len(pointer), -1, -1):
            if pointer[:length] in self._bases:
                name, module = self._bases[pointer[:length]]
                return name, module, pointer[length:]
        return "", COMMON, tuple(key for key in pointer if key not in {"components", "paths"})


def _suffix(rest: Pointer) -> str:
    parts: list[str] = []
    for before, key in zip(("", *rest), rest, strict=False):
        if before in {"oneOf", "anyOf"} and str(key).isdigit():
            parts.append(str(int(key) + 1))
        elif before == "properties":
            parts.append(pascal(str(key), ()))
        elif key in _WORDS:
            parts.append(_WORDS[str(key)])
        elif before not in {"allOf", "content"} and key not in _SILENT:
            parts.append(pascal(str(key), ()))
    return "".join(parts)
