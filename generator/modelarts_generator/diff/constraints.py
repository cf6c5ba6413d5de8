"""Limits on values: narrower or wider than before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .change import Direction, Level, narrowed, widened
from .comparison import Comparison
from .shape import Shape

LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_WIDER_FORMATS = {("int32", "int64"), ("float", "double"), ("date", "date-time")}
_OPAQUE = ("not", "if", "then", "else", "multipleOf", "patternProperties", "propertyNames", "prefixItems", "contains")

Report = Callable[[Level, str, str], None]


def compare_constraints(comparison: Comparison, place: str, old: Shape, new: Shape, direction: Direction) -> None:
    """Compare every keyword that limits a single value."""

    def report(level: Level, rule: str, message: str) -> None:
        comparison.add(level, rule, f"{place} ({direction})", message, new.view)

    _compare_types(report, old, new, direction)
    for keywords, is_lower in ((LOWER, True), (UPPER, False)):
        for keyword in keywords:
            before, after = old.keywords.get(keyword), new.keywords.get(keyword)
            if before != after:
                is_tighter = _is_tighter(before, after, is_lower=is_lower)
                _report_limit(report, keyword, before, after, direction, is_tighter=is_tighter)
    _compare_format(report, old, new, direction)
    _compare_pattern(report, old, new, direction)
    _compare_unique(report, old, new, direction)
    for keyword in _OPAQUE:
        if old.keywords.get(keyword) != new.keywords.get(keyword):
            report(Level.BREAKING, "constraint-changed", f"{keyword} has changed")


def _is_tighter(before: Any, after: Any, *, is_lower: bool) -> bool:
    if before is None or after is None:
        return before is None
    return bool(after > before) if is_lower else bool(after < before)


def _report_limit(
    report: Report, keyword: str, before: Any, after: Any, direction: Direction, *, is_tighter: bool
) -> None:
    level = narrowed(direction) if is_tighter else widened(direction)
    rule = "constraint-tightened" if is_tighter else "constraint-loosened"
    report(level, rule, f"{keyword} {_say(before, after)}")


def _say(before: Any, after: Any) -> str:
    if before is None:
        return f"{json.dumps(after)} is new"
    if after is None:
        return f"{json.dumps(before)} is gone"
    return f"was {json.dumps(before)}, is {json.dumps(after)}"


def _compare_types(report: Report, old: Shape, new: Shape, direction: Direction) -> None:
    before, after = old.types, new.types
    if before == after:
        return
    message = f"the type was {_join(old)}, is {_join(new)}"
    if _includes(after, before):
        report(widened(direction), "type-widened", message)
    elif _includes(before, after):
        report(narrowed(direction), "type-narrowed", message)
    else:
        report(Level.BREAKING, "type-changed", message)


def _includes(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return all(kind in wide or (kind == "integer" and "number" in wide) for kind in narrow)


def _join(shape: Shape) -> str:
    value = shape.keywords.get("type", "any")
    return value if isinstance(value, str) else " or ".join(value)


def _compare_format(report: Report, old: Shape, new: Shape, direction: Direction) -> None:
    before, after = old.keywords.get("format"), new.keywords.get("format")
    if before == after:
        return
    if after is None or (before, after) in _WIDER_FORMATS:
        report(widened(direction), "format-loosened", f"format {_say(before, after)}")
    elif before is None or (after, before) in _WIDER_FORMATS:
        report(narrowed(direction), "format-tightened", f"format {_say(before, after)}")
    else:
        report(Level.BREAKING, "format-changed", f"format {_say(before, after)}")


def _compare_pattern(report: Report, old: Shape, new: Shape, direction: Direction) -> None:
    before, after = old.keywords.get("pattern"), new.keywords.get("pattern")
    if before is not None and after is not None and before != after:
        # Which of two regular expressions accepts more cannot be told in general.
        report(Level.BREAKING, "constraint-changed", f"pattern {_say(before, after)}")
    elif before != after:
        _report_limit(report, "pattern", before, after, direction, is_tighter=before is None)


def _compare_unique(report: Report, old: Shape, new: Shape, direction: Direction) -> None:
    before, after = bool(old.keywords.get("uniqueItems")), bool(new.keywords.get("uniqueItems"))
    if before != after:
        _report_limit(report, "uniqueItems", before or None, after or None, direction, is_tighter=after)
