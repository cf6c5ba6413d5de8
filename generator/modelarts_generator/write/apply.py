"""Carrying out planned changes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from .cache import make_cache
from .changes import Changes
from .manifest import INTERRUPTED, NAME, format_manifest, read_manifest


def apply_changes(changes: Changes) -> None:
    """Write and remove files. Raises OSError.

    Everything is first written to a folder in the output's cache; only when all of it is on disk are the files moved to
    their places, one rename each. A manifest that knows old and new files comes first, so that a run that is
    interrupted between two renames leaves nothing behind that the next run does not recognise.
    """
    if not changes:
        return
    out = changes.out
    out.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix="stage-", dir=make_cache(out)))
    try:
        staged = {path: _stage(stage, index, content) for index, (path, content) in enumerate(changes.written.items())}
        final = staged.pop(NAME, None)
        if final is not None:
            _stage(stage, len(changes.written), _interim_manifest(changes)).replace(out / NAME)
        for path, file in staged.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            file.replace(out / path)
        for path in changes.removed:
            (out / path).unlink(missing_ok=True)
            _remove_empty_folders(out, (out / path).parent)
        if final is not None:
            final.replace(out / NAME)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _stage(stage: Path, index: int, content: bytes) -> Path:
    file = stage / str(index)
    file.write_bytes(content)
    return file


def _interim_manifest(changes: Changes) -> bytes:
    files: dict[str, tuple[str, ...]] = dict(read_manifest(changes.out))
    files[INTERRUPTED] = tuple(path for path in changes.written if path != NAME)
    return format_manifest(files)


def _remove_empty_folders(out: Path, folder: Path) -> None:
    while folder != out and folder.is_relative_to(out):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
