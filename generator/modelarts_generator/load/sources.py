"""All source files of a description, read once each and never from outside its folder."""

from __future__ import annotations

import os
from pathlib import Path

from ..problems import Problem, ProblemsError
from .errors import TextError
from .source import Source, read_source

ROOT_NAMES = ("openapi.yaml", "openapi.yml", "openapi.json")


def find_root(spec: Path) -> Path:
    """Return the root file of a description given by the file itself or by its folder.

    Raises ProblemsError if there is none.
    """
    if spec.is_dir():
        for name in ROOT_NAMES:
            if (spec / name).is_file():
                return spec / name
        names = ", ".join(ROOT_NAMES)
        raise ProblemsError([Problem("file-missing", str(spec), 0, f"the folder holds none of {names}")])
    return spec


class Sources:
    """Reads files below the folder of the root file and keeps what went wrong in `problems`."""

    def __init__(self, root: Path) -> None:
        self.problems: list[Problem] = []
        self._named_folder = Path(os.path.normpath(root.parent))
        self.folder = Path(os.path.realpath(root.parent))
        self._read: dict[Path, Source | None] = {}
        self._real: dict[str, Path] = {}
        self.root_path = Path(os.path.realpath(root))
        self.root = self._open(self.root_path, str(self._named_folder / root.name))

    @property
    def read(self) -> list[Source]:
        """The files read so far, sorted by name."""
        return sorted((source for source in self._read.values() if source), key=lambda source: source.name)

    def locate(self, base: Source, reference: str) -> Path | str:
        """Return the real path that a relative reference in `base` leads to, or why it may not be followed."""
        if "\0" in reference:
            return "no path has a null character"
        target = os.path.normpath(os.path.join(base.path.parent, reference))  # noqa: PTH118 - hot, and purely lexical
        real = self._real.get(target)
        if real is None:
            if not _is_inside(target, str(self.folder)):
                return "it climbs out of the folder of the description"
            real = self._real[target] = Path(os.path.realpath(target))
        if not _is_inside(str(real), str(self.folder)):
            return "it leaves the folder of the description by a symbolic link"
        return real

    def load(self, path: Path) -> Source | None:
        """Return a file by its real path; None if it is unsound, which is then among the problems."""
        if path in self._read:
            return self._read[path]
        return self._open(path, self.name(path))

    def name(self, path: Path) -> str:
        """Return the path of a file below the folder as the user would write it."""
        return str(self._named_folder / path.relative_to(self.folder))

    def _open(self, path: Path, name: str) -> Source | None:
        source: Source | None = None
        try:
            source = read_source(path, name)
        except TextError as error:
            self.problems.append(Problem(error.rule, name, error.line, error.message, error.fix))
        except OSError as error:
            self.problems.append(Problem("file-unreadable", name, 0, error.strerror or str(error)))
        self._read[path] = source
        return source


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
