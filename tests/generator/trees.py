"""Small descriptions for the tests, and ways to run the generator on them."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result
from modelarts_generator.bundle import Bundled, bundle_document
from modelarts_generator.cli import main
from modelarts_generator.lint.context import Context
from modelarts_generator.lint.linter import lint_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /pets:
    $ref: paths/pets.yaml
"""
PETS = """\
get:
  operationId: ListPets
  responses:
    "200":
      description: The pets.
      content:
        application/json:
          schema:
            $ref: ../components/schemas/pets/Pet.yaml
"""
PET = """\
type: object
properties:
  name: {type: string}
"""
SPLIT = {"openapi.yaml": ROOT, "paths/pets.yaml": PETS, "components/schemas/pets/Pet.yaml": PET}
"""A sound description in three files."""


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder; return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(textwrap.dedent(content), encoding="utf-8")
    return folder


def bundle_tree(folder: Path, files: Mapping[str, str | bytes]) -> Bundled:
    """Bundle a description given as files."""
    return bundle_document(write_tree(folder, files))


def document(tmp_path: Path, paths: str = "{}", components: str = "{}", head: str = "") -> Bundled:
    """Bundle a description in one file, given by its paths and components in YAML."""
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n" + textwrap.dedent(head)
    text += "paths:\n" + textwrap.indent(_clean(paths), "  ")
    text += "\ncomponents:\n" + textwrap.indent(_clean(components), "  ")
    return bundle_tree(tmp_path, {"openapi.yaml": text})


def _clean(text: str) -> str:
    return textwrap.dedent(text).strip()


def lint(bundled: Bundled, rule: str, *, house: bool = True) -> list[tuple[int, str]]:
    """Return lines and messages of what a rule finds."""
    problems = lint_rule(rule, Context(bundled.bundle, house, bundled.unused))
    assert all(problem.rule == rule for problem in problems)
    return [(problem.line, problem.message) for problem in problems]


def run(*arguments: Any) -> Result:
    """Run the command line in this process; an exception that gets out of it fails the test."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return content and time of writing of every file below a folder, its cache left out."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }
