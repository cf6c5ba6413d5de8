"""Which components can be reached from a document's operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .grammar import Pointer, is_reference, walk
from .references import parse_reference

_STARTS = ("paths", "webhooks")


def find_reached(document: dict[str, Any]) -> set[Pointer]:
    """Return the places of the components that paths and webhooks lead to, directly or through other components."""
    starts = {key: document[key] for key in _STARTS if key in document}
    waiting: list[tuple[str, Pointer, Any]] = [("document", (), starts)]
    reached: set[Pointer] = set()
    while waiting:
        kind, pointer, value = waiting.pop()
        for node in walk(value, kind, pointer):
            for text in _references(node.value) if is_reference(node) or node.kind == "schema" else ():
                target = parse_reference(text).steps[:3]
                if target[:1] == ("components",) and target not in reached:
                    reached.add(target)
                    waiting.append((node.kind, target, document["components"][target[1]][target[2]]))
    return reached


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        yield from (text for text in (mapping or {}).values() if text.startswith("#"))
