"""The folder in which users keep templates of their own: what replaces ours, and what has no effect."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateError
from jinja2.meta import find_referenced_templates

from .fingerprint import templates_folder
from .problems import Problem, Severity

_COPIED = ("python/runtime/", "cli/runtime/")
"""Modules below these are copied, whatever their names are."""


def template_names() -> list[str]:
    """Return the names of our own templates, relative to their folder."""
    return [name for name in FileSystemLoader(templates_folder()).list_templates() if "__pycache__" not in name]


def find_idle_templates(templates: Path | None) -> list[Problem]:
    """Return a warning for each template of the user that neither replaces one of ours nor is used by one that does."""
    if templates is None:
        return []
    environment = Environment(loader=FileSystemLoader(templates), autoescape=False)  # noqa: S701 - only parsed
    theirs = [name for name in environment.list_templates() if name.endswith((".j2", ".jinja2", ".py"))]
    used = {*template_names(), *(name for name in theirs if name.startswith(_COPIED))}
    for name in theirs:
        used.update(_references(environment, templates / name))
    message, fix = "this template replaces none of ours", "'modelarts-generator templates' lists their names"
    return [
        Problem("idle-template", str(templates / name), 0, message, fix, Severity.WARNING)
        for name in theirs
        if name not in used
    ]


def _references(environment: Environment, file: Path) -> set[str]:
    try:
        syntax = environment.parse(file.read_text(encoding="utf-8"))
    except (TemplateError, UnicodeDecodeError):
        return set()  # a problem where the template is rendered
    return {name for name in find_referenced_templates(syntax) if name}
