"""Finds the published files that the emulator is driven by."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def find_resource(name: str) -> Path | None:
    """Return the file's place: inside an installed package, or `generated/` of a checkout."""
    for folder in (_PACKAGE, _PACKAGE.parent.parent / "generated"):
        path = folder / name
        if path.is_file():
            return path
    return None
