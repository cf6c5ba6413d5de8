"""From a `$ref` to the place it leads to."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..grammar import Pointer
from ..load import Source, Sources
from ..references import parse_reference

_MAX_HOPS = 50


class Place(NamedTuple):
    """A place in a source file."""

    source: Source
    pointer: Pointer


class UnresolvedError(Exception):
    """A `$ref` leads nowhere that we may go. ``rule`` is empty if the target file's own problem says it all."""

    def __init__(self, rule: str, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.fix = fix


class Resolver:
    """Resolves references between the files of one description."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    def resolve(self, base: Source, text: str) -> Place:
        """Return where a `$ref` in `base` leads. Raises UnresolvedError."""
        return self._resolve(base, text, _MAX_HOPS)

    def value(self, place: Place) -> Any:
        """Return what stands at a place that `resolve` has returned."""
        value = place.source.value
        for step in place.pointer:
            value = value[step]
        return value

    def _resolve(self, base: Source, text: str, hops: int) -> Place:
        if not hops:
            raise UnresolvedError("circular-ref", f"{text} never reaches content")
        try:
            reference = parse_reference(text)
        except ValueError as error:
            rule = "remote-ref" if "remote" in str(error) else "unsafe-ref"
            raise UnresolvedError(rule, f"{text}: {error}", "refer to a file by its relative path") from None
        source = self._find_file(base, reference.file, text) if reference.file else base
        return self._descend(source, reference.steps, text, hops)

    def _find_file(self, base: Source, file: str, text: str) -> Source:
        path = self.sources.locate(base, file)
        if isinstance(path, str):
            raise UnresolvedError("unsafe-ref", f"{text}: {path}", "keep every file below the root file's folder")
        if not path.is_file():
            raise UnresolvedError("dangling-ref", f"{text}: there is no such file")
        source = self.sources.load(path)
        if source is None:
            raise UnresolvedError("", f"{text} cannot be read")
        return source

    def _descend(self, source: Source, steps: tuple[str, ...], text: str, hops: int) -> Place:
        value = source.value
        pointer: list[str | int] = []
        for index, step in enumerate(steps):
            if isinstance(value, dict) and step in value:
                value = value[step]
                pointer.append(step)
            elif isinstance(value, list) and step.isascii() and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
                pointer.append(int(step))
            elif isinstance(value, dict) and isinstance(value.get("$ref"), str):
                # The path goes on behind another reference.
                place = self._resolve(source, value["$ref"], hops - 1)
                return self._continue(place, steps[index:], text, hops - 1)
            else:
                raise UnresolvedError("dangling-ref", f"{text}: there is no {step!r} in {source.name}")
        return Place(source, tuple(pointer))

    def _continue(self, place: Place, steps: tuple[str, ...], text: str, hops: int) -> Place:
        return self._descend(place.source, (*map(str, place.pointer), *steps), text, hops)
