"""Schemas, compared all the way down."""

from __future__ import annotations

import json
from typing import Any

from .change import Direction, Level, narrowed, widened
from .comparison import Comparison
from .constraints import compare_constraints
from .enums import compare_enums
from .shape import Shape, flatten
from .view import View

_OPEN: Any = True


def compare_schemas(comparison: Comparison, place: str, old: View, new: View, direction: Direction) -> None:
    """Have two schemas compared that describe the same value. One that is not there allows everything."""
    comparison.waiting.append((place, old, new, direction))


def compare_waiting(comparison: Comparison) -> None:
    """Compare all schemas that wait for it, and those found on the way."""
    while comparison.waiting:
        _compare(comparison, *comparison.waiting.popleft())


def _compare(comparison: Comparison, place: str, old: View, new: View, direction: Direction) -> None:
    before, after = flatten(old), flatten(new)
    pair = (tuple(before.pointers), tuple(after.pointers), direction)
    if pair in comparison.seen:
        return
    comparison.seen.add(pair)
    place = _component(new) or place
    comparison.texts(place, View(old.bundle, old.pointer, before.keywords), _with(new, after.keywords))
    comparison.deprecation(place, _with(old, before.keywords), _with(new, after.keywords))
    _compare_data(comparison, place, before, after, direction)
    compare_constraints(comparison, place, before, after, direction)
    compare_enums(comparison, place, before, after, direction)
    _compare_properties(comparison, place, before, after, direction)
    _compare_additional(comparison, place, before, after, direction)
    if before.items is not None or after.items is not None:
        compare_schemas(comparison, f"{place}[]", _or_open(before.items, old), _or_open(after.items, new), direction)
    _compare_variants(comparison, place, before, after, direction)


def _component(view: View) -> str:
    """Return the name of a component that a schema is nothing but a reference to."""
    pointer = view.followed().pointer
    return str(pointer[2]) if len(pointer) == 3 and pointer[:2] == ("components", "schemas") else ""


def _with(view: View, value: Any) -> View:
    return View(view.bundle, view.pointer, value)


def _or_open(view: View | None, owner: View) -> View:
    return _with(owner, _OPEN) if view is None else view


def _compare_data(comparison: Comparison, place: str, old: Shape, new: Shape, direction: Direction) -> None:
    before, after = old.keywords.get("default"), new.keywords.get("default")
    if json.dumps(before) != json.dumps(after):
        # A call that leaves the value out behaves differently now.
        level = Level.BREAKING if direction is Direction.REQUEST else Level.COSMETIC
        message = f"the default was {json.dumps(before)}, is {json.dumps(after)}"
        comparison.add(level, "default-changed", f"{place} ({direction})", message, new.view)
    keys = ("example", "examples")
    if [old.keywords.get(key) for key in keys] != [new.keywords.get(key) for key in keys]:
        comparison.cosmetic("examples-changed", place, "the examples have changed", new.view)


def _compare_properties(comparison: Comparison, place: str, old: Shape, new: Shape, direction: Direction) -> None:
    for name, view in old.properties.items():
        where = f"{place}.{name}"
        if name not in new.properties:
            comparison.breaking("property-removed", f"{where} ({direction})", "the property is gone", view)
            continue
        after = new.properties[name]
        if name in new.required and name not in old.required:
            message = "the property is required now"
            comparison.add(narrowed(direction), "property-required", f"{where} ({direction})", message, after)
        elif name in old.required and name not in new.required:
            message = "the property is optional now"
            comparison.add(widened(direction), "property-optional", f"{where} ({direction})", message, after)
        compare_schemas(comparison, where, view, after, direction)
    for name, view in new.properties.items():
        if name not in old.properties:
            is_burden = name in new.required and direction is Direction.REQUEST
            level = Level.BREAKING if is_burden else Level.ADDITIVE
            message = "the property is new and required" if is_burden else "the property is new"
            comparison.add(level, "property-added", f"{place}.{name} ({direction})", message, view)


def _compare_additional(comparison: Comparison, place: str, old: Shape, new: Shape, direction: Direction) -> None:
    before = old.additional.value if old.additional else _OPEN
    after = new.additional.value if new.additional else _OPEN
    if (isinstance(before, dict) or isinstance(after, dict)) and before is not False and after is not False:
        where = f"{place}.*"
        old_view, new_view = _or_open(old.additional, old.view), _or_open(new.additional, new.view)
        compare_schemas(comparison, where, old_view, new_view, direction)
        return
    if (before is False) != (after is False):
        level = narrowed(direction) if after is False else widened(direction)
        message = "other properties are refused now" if after is False else "other properties are allowed now"
        comparison.add(level, "additional-properties", f"{place} ({direction})", message, new.view)


def _compare_variants(comparison: Comparison, place: str, old: Shape, new: Shape, direction: Direction) -> None:
    before, after = _by_name(old.variants), _by_name(new.variants)
    for name, view in before.items():
        if name not in after:
            message = f"the variant {name} is gone"
            comparison.add(narrowed(direction), "variant-removed", f"{place} ({direction})", message, view)
        else:
            compare_schemas(comparison, f"{place}|{name}", view, after[name], direction)
    for name, view in after.items():
        if name not in before:
            level = widened(direction) if before else narrowed(direction)
            comparison.add(level, "variant-added", f"{place} ({direction})", f"the variant {name} is new", view)


def _by_name(variants: list[View]) -> dict[str, View]:
    """Name variants by component, title or type, else by position."""
    named: dict[str, View] = {}
    for index, view in enumerate(variants):
        shape = flatten(view)
        name = _component(view) or str(shape.keywords.get("title") or shape.keywords.get("type") or index)
        named[name if name not in named else f"{name}-{index}"] = view
    return named
