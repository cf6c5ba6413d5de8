"""Every parameter and response header says what it is."""

from __future__ import annotations

from collections.abc import Iterator

from .context import Context, Finding


def check(context: Context) -> Iterator[Finding]:
    """Find parameters and headers without a description."""
    for kind in ("parameter", "header"):
        for node in context.of_kind(kind):
            if not str(node.value.get("description") or "").strip():
                name = node.value.get("name", node.pointer[-1])
                yield Finding(node.pointer, f"the {kind} {name!r} has no description", "say what it is, with its unit")
