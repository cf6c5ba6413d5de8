"""The table of targets: what can be generated, and by what."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .dereference import dereference
from .downgrade import downgrade
from .emit import format_json, format_yaml
from .options import FORMS
from .problems import Problem, ProblemsError
from .render.error_catalogue import ErrorCode, read_catalogue
from .template_problems import find_template_problem

if TYPE_CHECKING:
    from pathlib import Path

    from .document import Bundle
    from .model import Api
    from .options import GenerateOptions

Files = dict[str, str]
"""Texts by their path relative to the output folder."""

_COMMENT = "Bundled by modelarts-generator from the files of the description. Do not edit."


def format_bundle(bundle: Bundle, form: str) -> tuple[str, list[Problem]]:
    """Return a sound document as text in one of FORMS, and warnings about what that form cannot say."""
    if form == "yaml":
        return format_yaml(bundle.document, _COMMENT), []
    document, warnings = downgrade(bundle) if form == "json-3.0" else (bundle.document, [])
    return format_json(document), warnings


def bundle_files(bundle: Bundle, spec: Path) -> tuple[Files, list[Problem]]:
    """Return the published document in all of its forms, and the catalogue of error codes beside it, if there is one.

    The second result are warnings. Raises ProblemsError if the catalogue is not sound.
    """
    files: Files = {}
    warnings: list[Problem] = []
    for form, name in FORMS.items():
        files[name], more = format_bundle(bundle, form)
        warnings += more
    errors = read_catalogue(spec)
    if errors:
        files["errors.json"] = format_json([_published(error) for error in errors])
    return files, warnings


def _published(error: ErrorCode) -> dict[str, Any]:
    """Leave out what an entry does not say."""
    return {name: value for name, value in asdict(error).items() if value not in ("", False)}


def render_targets(api: Api, bundle: Bundle, options: GenerateOptions) -> tuple[dict[str, Files], list[Problem]]:
    """Render the targets that were asked for; return their files by target, and warnings.

    Raises ProblemsError if one of the user's own templates is at fault.
    """
    published: Files = {}
    warnings: list[Problem] = []
    if {"bundle", "site"} & set(options.targets):
        published, warnings = bundle_files(bundle, options.spec)
    files: dict[str, Files] = {}
    for target in options.targets:
        if target == "bundle":
            files[target] = published
        elif target == "dereferenced":
            files[target] = {"openapi-dereferenced.json": format_json(dereference(bundle), compact=True)}
        else:
            files[target] = _render(target, api, bundle, options)
        if target == "site":
            files[target] |= {f"site/{name}": text for name, text in published.items()}
    return files, warnings


def _render(target: str, api: Api, bundle: Bundle, options: GenerateOptions) -> Files:
    from .render import render

    try:
        return render(target, api, bundle, options)
    except Exception as error:
        problem = find_template_problem(error, options.templates) if options.templates else None
        if problem is None:
            raise
        raise ProblemsError([problem]) from error
