"""Everything in the description is part of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..reach import find_reached
from .context import Context, Finding

_BY_NAME = "securitySchemes"


def check(context: Context) -> Iterator[Finding]:
    """Find component files, and components, that no operation leads to."""
    for file in context.unused_files:
        yield Finding((), "nothing refers to this file", "refer to it or remove it", file)
    used = find_reached(context.bundle.document)
    components: dict[str, Any] = context.bundle.document.get("components") or {}
    for section, entries in components.items():
        for name in entries if section != _BY_NAME and isinstance(entries, dict) else ():
            place = ("components", section, name)
            if place not in used:
                yield Finding(place, f"no operation leads to {section}/{name}", "refer to it or remove it")
