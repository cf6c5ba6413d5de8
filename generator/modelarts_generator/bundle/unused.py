"""Files below components/ that nothing refers to."""

from __future__ import annotations

import os
from pathlib import Path

from ..load import Sources

_SUFFIXES = (".yaml", ".yml", ".json")


def find_unused(sources: Sources) -> tuple[str, ...]:
    """Return the names of the files below components/ that have not been read."""
    read = {source.path for source in sources.read}
    base = sources.folder / "components"
    unused = []
    for folder, _, files in os.walk(base):
        for file in files:
            path = Path(folder, file)
            if file.endswith(_SUFFIXES) and Path(os.path.realpath(path)) not in read:
                unused.append(sources.name(path))
    return tuple(sorted(unused))
