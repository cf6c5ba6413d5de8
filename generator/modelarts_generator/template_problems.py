"""Mistakes in a user's own templates, told like those in a description."""

from __future__ import annotations

import traceback
from pathlib import Path

from .problems import Problem


def find_template_problem(error: Exception, templates: Path) -> Problem | None:
    """Return the problem behind an error while rendering, None if the user's templates have no part in it."""
    from jinja2 import TemplateError, TemplateSyntaxError

    folder = templates.resolve()
    if isinstance(error, TemplateSyntaxError) and _is_inside(error.filename, folder):
        return Problem("template", str(error.filename), error.lineno, error.message or "this is no template")
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_inside(frame.filename, folder):
            return Problem("template", frame.filename, frame.lineno or 0, str(error) or type(error).__name__)
    if isinstance(error, TemplateError | UnicodeDecodeError):
        return Problem("template", str(templates), 0, str(error) or type(error).__name__)
    if isinstance(error, RuntimeError) and "ruff" in str(error):
        return Problem("template", str(templates), 0, f"what the templates make is not Python: {error}")
    return None


def _is_inside(file: str | None, folder: Path) -> bool:
    return file is not None and Path(file).resolve().is_relative_to(folder)
