"""The folder for what may be lost: it is beside the output and kept out of version control."""

from __future__ import annotations

from pathlib import Path

FOLDER = ".cache"


def make_cache(out: Path) -> Path:
    """Return the cache folder of an output folder; make it if there is none. Raises OSError."""
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder
