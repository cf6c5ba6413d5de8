"""Operations: gone, new, moved, renamed, or the same with other details."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..grammar import METHODS
from .bodies import compare_request, compare_responses
from .comparison import Comparison
from .parameters import collect_parameters, compare_parameters
from .security import compare_security
from .view import View

_VARIABLE = re.compile(r"\{[^{}]*\}")


class Operation(NamedTuple):
    """An operation, its Path Item, and what it is known by."""

    method: str
    path: str
    item: View
    view: View

    @property
    def name(self) -> str | None:
        """The operationId."""
        name = self.view.get("operationId")
        return name if isinstance(name, str) else None

    @property
    def address(self) -> tuple[str, str]:
        """Method and path; the names of variables in it make no difference."""
        return self.method, _VARIABLE.sub("{}", self.path)

    @property
    def place(self) -> str:
        """What people call it."""
        address = f"{self.method.upper()} {self.path}"
        return f"{self.name} ({address})" if self.name else address


def collect_operations(document: View) -> list[Operation]:
    """Return all operations of a document's paths."""
    return [
        Operation(method, str(path), item, item.child(method))
        for path, item in document.child("paths").entries()
        for method in METHODS
        if item.child(method)
    ]


def compare_operations(comparison: Comparison, old: View, new: View) -> None:
    """Match operations by operationId, then by address, and compare each pair."""
    waiting = collect_operations(new)
    unmatched: list[Operation] = []
    pairs: list[tuple[Operation, Operation]] = []
    for before in collect_operations(old):
        match = next((after for after in waiting if before.name and after.name == before.name), None)
        if match is None:
            unmatched.append(before)
        else:
            waiting.remove(match)
            pairs.append((before, match))
    for before in unmatched:
        match = next((after for after in waiting if after.address == before.address), None)
        if match is None:
            comparison.breaking("operation-removed", before.place, "the operation is gone", before.view)
        else:
            waiting.remove(match)
            pairs.append((before, match))
    for before, after in pairs:
        _compare(comparison, before, after)
    for after in waiting:
        comparison.additive("operation-added", after.place, "the operation is new", after.view)


def _compare(comparison: Comparison, old: Operation, new: Operation) -> None:
    place = new.place
    if old.address != new.address:
        message = f"was {old.method.upper()} {old.path}"
        comparison.breaking("operation-moved", place, message, new.view)
    if old.name != new.name:
        comparison.breaking("operation-renamed", place, f"the operationId was {old.name}", new.view)
    _compare_details(comparison, place, old.view, new.view)
    before, after = collect_parameters(old.item, old.view), collect_parameters(new.item, new.view)
    compare_parameters(comparison, place, before, after)
    compare_request(comparison, place, old.view.child("requestBody"), new.view.child("requestBody"))
    compare_responses(comparison, place, old.view, new.view)
    compare_security(comparison, place, old.view, new.view)


def _compare_details(comparison: Comparison, place: str, old: View, new: View) -> None:
    comparison.texts(place, old, new)
    comparison.deprecation(place, old, new)
    if old.get("tags") != new.get("tags"):
        comparison.cosmetic("tags-changed", place, "the tags have changed", new)
    before, after = old.get("x-sdk"), new.get("x-sdk")
    if before != after and isinstance(before, dict):
        comparison.breaking("sdk-name-changed", place, f"the SDK's name was {_spell(before)}, is {_spell(after)}", new)
    for key in ("x-pagination", "x-upload", "x-follow", "x-lifecycle", "x-iam-action"):
        if old.get(key) != new.get(key):
            level = comparison.breaking if old.get(key) is not None else comparison.additive
            level("extension-changed", place, f"{key} has changed", new)


def _spell(name: Any) -> str:
    """Write an x-sdk as users write the call."""
    return f"{name.get('resource')}.{name.get('method')}" if isinstance(name, dict) else "made of the operationId"
