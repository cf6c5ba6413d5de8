"""Parameters of operations."""

from __future__ import annotations

from typing import Any

from .change import Direction
from .comparison import Comparison
from .schemas import compare_schemas
from .view import View

_ENCODING: tuple[tuple[str, Any], ...] = (
    ("style", None),
    ("explode", None),
    ("allowReserved", False),
    ("allowEmptyValue", False),
)
_Parameters = dict[tuple[str, str], View]


def collect_parameters(item: View, operation: View) -> _Parameters:
    """Return an operation's parameters by location and name, those of its Path Item included."""
    found: _Parameters = {}
    for holder in (item, operation):
        for _, view in holder.child("parameters").entries():
            found[str(view.get("in")), str(view.get("name"))] = view
    return found


def compare_parameters(comparison: Comparison, place: str, old: _Parameters, new: _Parameters) -> None:
    """Compare the parameters of two versions of one operation."""
    for key, view in old.items():
        if key not in new:
            comparison.breaking("parameter-removed", f"{place} {_name(key)}", "the parameter is gone", view)
        else:
            _compare(comparison, f"{place} {_name(key)}", view, new[key])
    for key, view in new.items():
        where = f"{place} {_name(key)}"
        if key not in old and view.get("required"):
            comparison.breaking("parameter-added", where, "the parameter is new and required", view)
        elif key not in old:
            comparison.additive("parameter-added", where, "the parameter is new", view)


def _name(key: tuple[str, str]) -> str:
    return f"{key[0]} parameter {key[1]!r}"


def _compare(comparison: Comparison, place: str, old: View, new: View) -> None:
    before, after = bool(old.get("required")), bool(new.get("required"))
    if after and not before:
        comparison.breaking("parameter-required", place, "the parameter is required now", new)
    elif before and not after:
        comparison.additive("parameter-optional", place, "the parameter is optional now", new)
    for field, default in _ENCODING:
        if old.get(field, default) != new.get(field, default):
            comparison.breaking("parameter-encoding", place, f"{field} has changed", new)
    comparison.texts(place, old, new)
    comparison.deprecation(place, old, new)
    comparison.examples(place, old, new)
    compare_schemas(comparison, place, old.child("schema"), new.child("schema"), Direction.REQUEST)
