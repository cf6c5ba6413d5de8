"""The description in all its published forms, and the site made of it, by the pipeline."""

from __future__ import annotations

from pathlib import Path

from modelarts_generator.options import DEFAULT_TARGETS, TARGETS, GenerateOptions
from modelarts_generator.pipeline import plan
from modelarts_generator.problems import ProblemsError
from modelarts_generator.write.manifest import NAME as MANIFEST

from .errors import PublishError

_PUBLISHED = ("bundle", *(target for target in TARGETS if target not in DEFAULT_TARGETS))
"""The other default targets are published as distributions; what is no default target is only made to be published."""


def write_descriptions(root: Path, out: Path) -> None:
    """Write what the targets make, without what the generator keeps for itself. Raises PublishError."""
    try:
        report, _ = plan(GenerateOptions(root / "spec/openapi.yaml", out, targets=_PUBLISHED))
    except ProblemsError as error:
        raise PublishError(str(error)) from error
    for path, content in report.changes.written.items():
        if path != MANIFEST:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
