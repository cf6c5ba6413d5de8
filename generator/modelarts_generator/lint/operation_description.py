"""Every operation says in a few words, and in a sentence or more, what it does."""

from __future__ import annotations

from collections.abc import Iterator

from .context import Context, Finding


def check(context: Context) -> Iterator[Finding]:
    """Find operations without summary or description."""
    for operation in context.operations:
        for field in ("summary", "description"):
            if not str(operation.value.get(field) or "").strip():
                yield Finding(operation.pointer, f"{operation.name} has no {field}", "say what it does")
