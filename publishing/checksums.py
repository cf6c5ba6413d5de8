"""Checksums, in the form that `sha256sum -c` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

NAME = "SHA256SUMS"


def format_checksums(folder: Path) -> str:
    """Return a line for each file below a folder, sorted by path."""
    paths = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return "".join(f"{_digest(folder / path)}  {path}\n" for path in paths if path != NAME)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
