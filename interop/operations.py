"""The operations of the bundle, and whether each is in what a tool has written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")


def described_operations(bundle: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation with its path and its method."""
    for path, item in bundle["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def operation_ids(bundle: Path) -> frozenset[str]:
    """Return the operationIds of a bundle in JSON."""
    return frozenset(
        operation["operationId"] for _, _, operation in described_operations(json.loads(bundle.read_bytes()))
    )


def missing_operations(operations: Iterable[str], written: Iterable[str]) -> list[str]:
    """Name the operations that a tool has left out. It may write their names in its own style."""
    found = {plain(name) for name in written}
    return [f"{name}: no code for this operation" for name in sorted(operations) if plain(name) not in found]


def names_in(files: Iterable[Path], pattern: str) -> list[str]:
    """Return what the first group of a pattern matches in files, line by line."""
    return [name for file in files for name in re.findall(pattern, file.read_text(), re.MULTILINE)]


def plain(name: str) -> str:
    """A name without what styles differ in."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
