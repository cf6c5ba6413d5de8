"""Formatting of generated Python, in one run of ruff with every setting given here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ruff import find_ruff_bin  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_COMMON = ("--isolated", "--no-cache", "--quiet", "--target-version", "py311", "--line-length", "120")
# F401: imports nothing uses; I: their order; TC: imports that only annotations use; UP: spelling of types.
_RULES = ("--select", "F401,I001", "--fix", "--exit-zero")


def format_python(files: Mapping[str, str], packages: Iterable[str] = ()) -> dict[str, str]:
    """Return the same files, with all that end in `.py` formatted. `packages` are the names of our own packages."""
    python = [path for path in files if path.endswith(".py")]
    if not python:
        return dict(files)
    with TemporaryDirectory(prefix="modelarts-generator-") as name:
        root = Path(name)
        for path in python:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], encoding="utf-8")
        known = ",".join(f'"{package}"' for package in packages)
        _run(root, "check", *_COMMON, *_RULES, "--config", f"lint.isort.known-first-party = [{known}]", ".")
        _run(root, "format", *_COMMON, ".")
        return {**files, **{path: (root / path).read_text(encoding="utf-8") for path in python}}


def _run(folder: Path, *arguments: str) -> None:
    ruff = find_ruff_bin()
    # A fixed program and fixed options: nothing of the description is on the command line.
    done = subprocess.run([ruff, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"ruff {arguments[0]} failed: {done.stderr.strip() or done.stdout.strip()} ({sys.platform})")
