"""The bundled document, and the way back from a place in it to the line of a source file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from .grammar import Pointer
from .problems import Problem, Severity
from .references import parse_reference

__all__ = ["Bundle", "Locator", "Pointer", "WholeFile"]


class Locator(Protocol):
    """Finds the source of a place in the bundle."""

    def locate(self, pointer: Pointer) -> tuple[str, int]:
        """Return file and line (from 1) of the nearest place that has a source."""
        ...


@dataclass(frozen=True)
class WholeFile:
    """A locator for documents without recorded positions: everything is in line 1."""

    file: str = "openapi.yaml"

    def locate(self, pointer: Pointer) -> tuple[str, int]:
        """Return line 1 of the file."""
        del pointer
        return self.file, 1


@dataclass(frozen=True)
class Bundle:
    """One self-contained OpenAPI document: every ``$ref`` in it starts with ``#/``."""

    document: dict[str, Any]
    source: Locator = field(default=WholeFile(), compare=False, repr=False)

    def locate(self, pointer: Pointer) -> tuple[str, int]:
        """Return the source file and line of a place in the bundle."""
        return self.source.locate(pointer)

    def at(self, pointer: Pointer) -> Any:
        """Return what stands at a place. Raises KeyError, IndexError or TypeError if there is nothing."""
        value: Any = self.document
        for step in pointer:
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def follow(self, pointer: Pointer, value: Any) -> tuple[Pointer, Any]:
        """Return the place and the object that a `$ref`, if `value` is one, leads to in the end."""
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            pointer = parse_reference(value["$ref"]).steps
            value = self.at(pointer)
        return pointer, value

    def problem(
        self, rule: str, pointer: Pointer, message: str, fix: str = "", severity: Severity = Severity.ERROR
    ) -> Problem:
        """Make a Problem about a place in the bundle."""
        file, line = self.locate(pointer)
        return Problem(file=file, line=line, rule=rule, message=message, fix=fix, severity=severity)
