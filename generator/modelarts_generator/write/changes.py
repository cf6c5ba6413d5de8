"""What has to change in the output folder."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..problems import Problem
from .manifest import INTERRUPTED, NAME, format_manifest, is_below, read_manifest

MARKER = b"modelarts-generator"
_MARKER_WITHIN = 400


@dataclass
class Changes:
    """The files to write and to remove below `out`; `problems` if that would touch what is not ours.

    `files` are all files of the run, changed or not.
    """

    out: Path
    written: dict[str, bytes] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: tuple[str, ...] = ()

    def outputs(self) -> tuple[Path, ...]:
        """Return all files that are in place afterwards, unchanged ones and the manifest included."""
        return tuple(self.out / path for path in (*self.files, NAME))

    def summary(self) -> str:
        """Say how many files are written and removed; the list of files is not counted as one."""
        return f"{len(self.written.keys() - {NAME})} written, {len(self.removed)} removed"

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def plan_changes(out: Path, files: Mapping[str, Mapping[str, str]]) -> Changes:
    """Compare rendered files, by target and relative path, with what is in the output folder.

    Files of these targets that an earlier run wrote and this one does not are removed; other targets' files stay.
    """
    changes = Changes(out)
    manifest = read_manifest(out)
    known = {path for paths in manifest.values() for path in paths}
    manifest.pop(INTERRUPTED, None)
    rendered = {path: text.encode() for target in files.values() for path, text in target.items()}
    for path, content in sorted(rendered.items()):
        _plan_file(changes, path, content, is_known=path in known)
    updated = {**manifest, **{target: tuple(paths) for target, paths in files.items()}}
    kept = {path for paths in updated.values() for path in paths}
    changes.files = tuple(sorted(rendered))
    changes.removed = sorted(path for path in known - kept if _is_removable(out, path))
    content = format_manifest(updated)
    if _read(out / NAME) != content:
        changes.written[NAME] = content
    return changes


def _plan_file(changes: Changes, path: str, content: bytes, *, is_known: bool) -> None:
    target = changes.out / path
    if not is_below(path) or _leaves(changes.out, target):
        changes.problems.append(Problem("output-path", str(target), 0, "this file would lie outside the output folder"))
        return
    old = _read(target)
    if old == content:
        return
    exists = old is not None or target.is_symlink() or target.exists()
    if exists and not is_known and MARKER not in (old or b"")[:_MARKER_WITHIN]:
        message = "this file was not written by the generator and is left alone"
        changes.problems.append(Problem("foreign-file", str(target), 0, message, "move it away or remove it"))
        return
    changes.written[path] = content


def _leaves(out: Path, target: Path) -> bool:
    """Tell whether a path leads out of the output folder by a symbolic link among its folders."""
    return not target.parent.resolve().is_relative_to(out.resolve())


def _is_removable(out: Path, path: str) -> bool:
    target = out / path
    return target.is_file() and not _leaves(out, target)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def format_changes(changes: Changes) -> Iterator[str]:
    """Yield the lines of a unified diff from what is there to what should be."""
    for path in sorted((*changes.written, *changes.removed)):
        if path == NAME:
            continue  # follows from the other files
        old = _lines(_read(changes.out / path) or b"")
        new = _lines(changes.written.get(path, b""))
        target = changes.out / path
        before = "/dev/null" if not target.exists() else str(target)
        after = "/dev/null" if path in changes.removed else str(target)
        yield from difflib.unified_diff(old, new, before, after, lineterm="")


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines()
