"""Everything in the description is part of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..grammar import Pointer, is_reference, walk
from ..references import parse_reference
from .context import Context, Finding

_BY_NAME = "securitySchemes"


def check(context: Context) -> Iterator[Finding]:
    """Find component files, and components, that no operation leads to."""
    for file in context.unused_files:
        yield Finding((), "nothing refers to this file", "refer to it or remove it", file)
    used = _reach(context)
    components: dict[str, Any] = context.bundle.document.get("components") or {}
    for section, entries in components.items():
        for name in entries if section != _BY_NAME and isinstance(entries, dict) else ():
            place = ("components", section, name)
            if place not in used:
                yield Finding(place, f"no operation leads to {section}/{name}", "refer to it or remove it")


def _reach(context: Context) -> set[Pointer]:
    """Return the components that can be reached from paths and webhooks."""
    document = context.bundle.document
    waiting: list[tuple[str, Pointer, Any]] = [
        ("document", (), {key: document[key] for key in ("paths", "webhooks") if key in document})
    ]
    used: set[Pointer] = set()
    while waiting:
        kind, pointer, value = waiting.pop()
        for node in walk(value, kind, pointer):
            for text in _references(node.value) if is_reference(node) or node.kind == "schema" else ():
                target = parse_reference(text).steps[:3]
                if target[:1] == ("components",) and target not in used:
                    used.add(target)
                    waiting.append((node.kind, target, context.bundle.at(target)))
    return used


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        yield from (text for text in (mapping or {}).values() if text.startswith("#"))
