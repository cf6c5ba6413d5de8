"""Telling a run with nothing to do from all others, without loading what a real run needs.

Imports of this module are part of every run's start: keep them to the light ones of the standard library.
"""

# ruff: noqa: PTH100, PTH118, PTH123, PTH208 - Path costs as much here as reading and hashing thousands of small files

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .write.cache import FOLDER, make_cache

if TYPE_CHECKING:
    from .options import GenerateOptions

_FILE = "fingerprint.json"
_SPEC_FOLDERS = ("components", "paths")
_SUFFIXES = (".yaml", ".yml", ".json")
Hashes = dict[str, str]


def is_up_to_date(options: GenerateOptions) -> bool:
    """Tell whether the last run had the same options and inputs, and its outputs are as it left them."""
    try:
        record = json.loads((options.out / FOLDER / _FILE).read_text(encoding="utf-8"))
        inputs, outputs = record["inputs"], record["outputs"]
        if record["options"] != _describe(options) or record["tools"] != _hash_tools():
            return False
        if sorted(inputs) != sorted({*inputs, *_list_inputs(options)}):
            return False
        return bool(_hash_files(inputs) == inputs and _hash_files(outputs) == outputs)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def save_fingerprint(options: GenerateOptions, sources: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Note what a successful run has read and what it has left. Raises OSError."""
    inputs = {*_list_inputs(options), *map(str, sources)}
    record = {
        "options": _describe(options),
        "tools": _hash_tools(),
        "inputs": _hash_files(inputs),
        "outputs": _hash_files(map(str, outputs)),
    }
    file = make_cache(options.out) / _FILE
    text = json.dumps(record, indent=1, sort_keys=True)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def templates_folder() -> Path:
    """Return the folder of our own templates: in the wheel inside the package, in a checkout at its root."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


def _describe(options: GenerateOptions) -> dict[str, str]:
    values = {name: getattr(options, name) for name in options.__slots__}
    return {name: os.path.abspath(value) if isinstance(value, Path) else str(value) for name, value in values.items()}


def _list_inputs(options: GenerateOptions) -> set[str]:
    """Return all files that a run may read: those that appear later count as a change as well."""
    spec = options.spec if options.spec.is_dir() else options.spec.parent
    folders = [spec / name for name in _SPEC_FOLDERS]
    found = {str(file) for folder in folders for file in _walk(folder) if file.endswith(_SUFFIXES)}
    is_split = any(folder.is_dir() for folder in folders)
    found.update(entry.path for entry in os.scandir(spec) if is_split and entry.name.endswith(_SUFFIXES))
    for folder in filter(None, (templates_folder(), options.templates)):
        found.update(_walk(folder))
    return {os.path.realpath(path) for path in found}


def _hash_tools() -> str:
    """Hash the generator's own source, and the names (with versions) of all installed distributions."""
    package = Path(__file__).resolve().parent
    source = sorted(file for file in _walk(package) if file.endswith((".py", ".json", ".yaml")))
    site = sorted({name for folder in sys.path if folder.endswith("site-packages") for name in os.listdir(folder)})
    installed = [name for name in site if name.endswith((".dist-info", ".egg-info"))]
    return _digest(json.dumps([sys.version, installed, _hash_files(source)]).encode())


def _walk(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(parent, file) for file in files)


def _hash_files(paths: Iterable[str]) -> Hashes:
    return {path: _digest(_read(path)) for path in paths}


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
