"""The golden cases: small documents of foreign styles, and the trees that are generated from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from modelarts_generator.options import GenerateOptions
from modelarts_generator.pipeline import inspect, load
from modelarts_generator.render import render

HERE = Path(__file__).parent
CASES = ("petshop", "untagged", "warehouse")
TARGETS = ("python", "cli", "docs")


def options_of(case: str, out: Path | None = None) -> GenerateOptions:
    """Return the options that a case is generated with."""
    spec = HERE / case / "spec" / "openapi.yaml"
    name = f"{case}_client"
    return GenerateOptions(
        spec=spec, out=out or HERE / case / "expected", package_name=name, distribution=f"{case}-client"
    )


def generate(case: str, **changes: Any) -> dict[str, str]:
    """Return all files of a case, with some options changed, by their path. The document must be sound."""
    options = replace(options_of(case), **changes)
    sound = inspect(load(options.spec), options)
    return {path: text for target in TARGETS for path, text in render(target, sound.api, sound.bundle, options).items()}


def without_copies(files: dict[str, str]) -> dict[str, str]:
    """Leave out what is the same for every document: the runtime and the licence."""
    return {path: text for path, text in files.items() if "/_runtime/" not in path and not path.endswith("LICENSE")}


def expected(case: str) -> dict[str, str]:
    """Return the expected tree of a case."""
    root = HERE / case / "expected"
    files = sorted(file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in files}
