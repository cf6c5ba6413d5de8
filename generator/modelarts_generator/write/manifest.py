"""The list of files that the generator has written, by target, kept beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

NAME = ".generated.json"
INTERRUPTED = "interrupted"
"""In place of a target: files that a run was about to write when it was last seen."""
_COMMENT = "Files written by modelarts-generator; it replaces and removes no others."

Manifest = dict[str, tuple[str, ...]]
"""The relative paths of each target's files."""


def read_manifest(out: Path) -> Manifest:
    """Return the manifest of an output folder; an absent or damaged one is empty.

    Paths that lead out of the folder are dropped: whatever else is in the list, nothing outside is ever touched.
    """
    try:
        files = json.loads((out / NAME).read_text(encoding="utf-8"))["files"]
        return {
            str(target): tuple(path for path in paths if isinstance(path, str) and is_below(path))
            for target, paths in files.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def format_manifest(files: Mapping[str, Iterable[str]]) -> bytes:
    """Return the manifest's text."""
    content = {target: sorted(files[target]) for target in sorted(files) if files[target]}
    return (json.dumps({"comment": _COMMENT, "files": content}, indent=1) + "\n").encode()


def is_below(path: str) -> bool:
    """Tell whether a relative path stays below the folder it is relative to."""
    pure = PurePosixPath(path)
    return bool(path) and not pure.is_absolute() and ".." not in pure.parts and "\\" not in path
