"""Every operation lists the errors that any of them can end with."""

from __future__ import annotations

from collections.abc import Iterator

from .context import Context, Finding

STATUSES = ("400", "401", "403", "404", "409", "429", "500")


def check(context: Context) -> Iterator[Finding]:
    """Find operations that leave out an error status."""
    for operation in context.operations:
        missing = [status for status in STATUSES if status not in (operation.value.get("responses") or {})]
        if missing:
            place = (*operation.pointer, "responses")
            yield Finding(place, f"{operation.name} lacks {', '.join(missing)}", "refer to the shared responses")
