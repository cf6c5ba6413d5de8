"""What a run of the pipeline is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_TARGETS = ("bundle", "python", "cli", "docs")
TARGETS = (*DEFAULT_TARGETS, "dereferenced", "site")

FORMS = {"yaml": "openapi.yaml", "json": "openapi.json", "json-3.0": "openapi-3.0.json"}
"""The forms of the bundle and the files that hold them."""


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """Options of one run.

    `spec` is the root file of the description, `out` the folder that is written. `templates` is a folder whose
    files replace single templates of ours, by the same relative name. `include` and `exclude` are tags: with any of the
    first, only operations that have one of them are generated, and never those that have one of the second.
    """

    spec: Path
    out: Path
    package_name: str = "modelarts_client"
    distribution: str = "modelarts-client"
    templates: Path | None = None
    targets: tuple[str, ...] = DEFAULT_TARGETS
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
