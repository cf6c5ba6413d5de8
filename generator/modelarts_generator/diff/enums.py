"""Enumerations: values that are new or gone, and their names."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any

from .change import Direction, narrowed, widened
from .comparison import Comparison
from .shape import Shape


def compare_enums(comparison: Comparison, place: str, old: Shape, new: Shape, direction: Direction) -> None:
    """Compare the values that are listed; none listed means that all are possible."""
    before, after = _values(old), _values(new)
    where = f"{place} ({direction})"
    if before is None and after is None:
        return
    if before is None:
        comparison.add(narrowed(direction), "enum-added", where, "is limited to listed values now", new.view)
    elif after is None:
        comparison.add(widened(direction), "enum-dropped", where, "is no longer limited to listed values", new.view)
    else:
        for value in (value for value in before if value not in after):
            message = f"the value {value} is gone"
            comparison.add(narrowed(direction), "enum-value-removed", where, message, new.view)
        for value in (value for value in after if value not in before):
            message = f"the value {value} is new"
            comparison.add(widened(direction), "enum-value-added", where, message, new.view)
        _compare_names(comparison, place, old, new)


def _values(shape: Shape) -> dict[str, Any] | None:
    if "const" in shape.keywords:
        return {json.dumps(shape.keywords["const"]): None}
    values = shape.keywords.get("enum")
    if not isinstance(values, list):
        return None
    names = shape.keywords.get("x-enum-varnames")
    # An enumeration may hold 1 and true, which Python takes for the same.
    keys = (json.dumps(value, sort_keys=True) for value in values)
    return dict(zip_longest(keys, names[: len(values)] if isinstance(names, list) else ()))


def _compare_names(comparison: Comparison, place: str, old: Shape, new: Shape) -> None:
    before, after = _values(old) or {}, _values(new) or {}
    for value, name in before.items():
        if name and value in after and after[value] != name:
            message = f"the name of {value} was {name}, is {after[value] or 'not given'}"
            comparison.breaking("enum-name-changed", place, message, new.view)
    for key in ("x-enum-descriptions",):
        if old.keywords.get(key) != new.keywords.get(key):
            comparison.cosmetic("description-changed", place, "descriptions of values have changed", new.view)
