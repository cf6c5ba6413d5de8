"""The description in all its published forms, and the site made of it, by the pipeline."""

from __future__ import annotations

from pathlib import Path

from modelarts_generator.options import GenerateOptions
from modelarts_generator.pipeline import plan
from modelarts_generator.problems import ProblemsError
from modelarts_generator.write.manifest import NAME as MANIFEST

from .errors import PublishError

TARGETS = ("bundle",)


def write_descriptions(root: Path, out: Path) -> None:
    """Write what the targets make, without what the generator keeps for itself. Raises PublishError."""
    try:
        report, _ = plan(GenerateOptions(root / "spec/openapi.yaml", out, targets=TARGETS))
    except ProblemsError as error:
        raise PublishError(str(error)) from error
    for path, content in report.changes.written.items():
        if path != MANIFEST:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
