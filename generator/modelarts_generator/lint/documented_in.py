"""Every operation says which editions of the documents have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .context import Context, Finding

_EDITION = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def check(context: Context) -> Iterator[Finding]:
    """Find operations whose `x-documented-in` is missing, empty, out of order or not made of editions."""
    for operation in context.operations:
        editions = operation.value.get("x-documented-in")
        place = (*operation.pointer, "x-documented-in")
        if not isinstance(editions, list) or not editions:
            yield Finding(operation.pointer, f"{operation.name} has no x-documented-in", "list the editions")
        elif not all(isinstance(edition, str) and _EDITION.fullmatch(edition) for edition in editions):
            yield Finding(place, "editions are written as year and month", "write for example '2025-08'")
        elif editions != sorted(set(editions)):
            yield Finding(place, "the editions are not in order, oldest first, once each")
