"""The index of paths is sorted, so that everybody looks, and adds, at the same place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .context import Context, Finding


def check(context: Context) -> Iterator[Finding]:
    """Find paths that come too late."""
    for before, path in pairwise(context.bundle.document.get("paths") or {}):
        if path < before:
            yield Finding(("paths", path), f"{path} belongs before {before}", "sort the paths")
