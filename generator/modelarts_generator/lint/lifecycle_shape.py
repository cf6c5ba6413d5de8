"""`x-lifecycle` speaks of the values that its property can have, of each exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..grammar import Node, Pointer
from .context import Context, Finding

CLASSES = ("working", "succeeded", "failed", "deleted")
_FIELDS = {*CLASSES, "initial", "transitions"}


def check(context: Context) -> Iterator[Finding]:
    """Find life cycles with unknown fields or values, values of two classes or none, or impossible transitions."""
    for node in context.of_kind("schema"):
        if "x-lifecycle" not in node.value:
            continue
        place = (*node.pointer, "x-lifecycle")
        value = node.value["x-lifecycle"]
        if not isinstance(value, dict) or not _has_shape(value):
            shape = "initial, working, succeeded, failed and deleted, and transitions as a mapping of lists"
            yield Finding(place, f"x-lifecycle must have {shape}")
            continue
        for field in value.keys() - _FIELDS:
            yield Finding((*place, field), f"{field!r} means nothing here", f"use {', '.join(sorted(_FIELDS))}")
        yield from _check_values(context, node, place, value)
        yield from _check_transitions(place, value)


def _has_shape(value: dict[str, Any]) -> bool:
    transitions = value.get("transitions", {})
    return (
        "initial" in value
        and all(isinstance(value.get(name, []), list) for name in CLASSES)
        and isinstance(transitions, dict)
        and all(isinstance(after, list) for after in transitions.values())
    )


def _check_values(context: Context, node: Node, place: Pointer, value: dict[str, Any]) -> Iterator[Finding]:
    _, schema = context.follow(node.pointer, node.value)
    known = node.value.get("enum") or schema.get("enum")
    listed = [entry for name in CLASSES for entry in value.get(name, [])]
    for entry in listed:
        if known and entry not in known:
            yield Finding(place, f"{entry!r} is not a value of the property")
    for index, entry in enumerate(listed):
        if listed.index(entry) == index and listed.count(entry) > 1:
            yield Finding(place, f"{entry!r} is listed twice")
    for entry in known or ():
        if entry is not None and entry not in listed:
            yield Finding(place, f"{entry!r} is neither {', '.join(CLASSES[:-1])} nor {CLASSES[-1]}")
    if value["initial"] not in listed:
        yield Finding((*place, "initial"), f"{value['initial']!r} is not among the listed values")


def _check_transitions(place: Pointer, value: dict[str, Any]) -> Iterator[Finding]:
    # Keys of YAML mappings are text, the values they stand for need not be.
    listed = {str(entry): entry for name in CLASSES for entry in value.get(name, [])}
    for before, after in value.get("transitions", {}).items():
        where = (*place, "transitions", before)
        for entry in (before, *after):
            if str(entry) not in listed:
                yield Finding(where, f"{entry!r} is not among the listed values")
