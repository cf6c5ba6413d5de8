"""Values of enumerations have names and descriptions, and enumerations are components of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..grammar import Node
from .context import Context, Finding

_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_LISTS = ("x-enum-varnames", "x-enum-descriptions")


def check(context: Context) -> Iterator[Finding]:
    """Find enumerations whose names or descriptions are missing, too few, repeated or no constants."""
    for node in context.of_kind("schema"):
        if isinstance(node.value.get("enum"), list):
            yield from _check_lists(context, node)
            yield from _check_names(node)
            yield from _check_deprecated(node)
            is_component = len(node.pointer) == 3 and node.pointer[:2] == ("components", "schemas")
            if context.house and not is_component:
                yield Finding(node.pointer, "this enumeration has no name", "make it a component of its own")


def _check_lists(context: Context, node: Node) -> Iterator[Finding]:
    count = len(node.value["enum"])
    for key in _LISTS:
        entries = node.value.get(key)
        if entries is None:
            if context.house:
                yield Finding(node.pointer, f"this enumeration has no {key}", "give one for each value")
        elif not isinstance(entries, list) or not all(isinstance(entry, str) and entry for entry in entries):
            yield Finding((*node.pointer, key), f"{key} must be a list of texts")
        elif len(entries) != count:
            yield Finding((*node.pointer, key), f"{key} has {len(entries)} entries for {count} values")


def _check_deprecated(node: Node) -> Iterator[Finding]:
    listed = node.value.get("x-enum-deprecated", [])
    for value in listed if isinstance(listed, list) else [listed]:
        if value not in node.value["enum"]:
            place = (*node.pointer, "x-enum-deprecated")
            yield Finding(place, f"{value!r} is not one of the values", "list values of `enum`")


def _check_names(node: Node) -> Iterator[Finding]:
    names = node.value.get("x-enum-varnames")
    if not isinstance(names, list):
        return
    for index, name in enumerate(names):
        place = (*node.pointer, "x-enum-varnames", index)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            yield Finding(place, f"{name!r} is not the name of a constant", "use capital letters, digits and '_'")
        elif name in names[:index]:
            yield Finding(place, f"the name {name} is given twice")
