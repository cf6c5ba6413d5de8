"""Changes as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from .change import Change, Level

_HEADINGS = {Level.BREAKING: "Breaking changes", Level.ADDITIVE: "Additions", Level.COSMETIC: "Cosmetic changes"}


def count(changes: list[Change]) -> dict[str, int]:
    """Return how many changes there are of each level."""
    return {str(level): sum(change.level is level for change in changes) for level in Level}


def format_text(changes: list[Change]) -> str:
    """Return one line for each change, and a summary."""
    lines = [
        f"{change.level}: {change.place}: {change.message} [{change.rule}] {change.file}:{change.line}"
        for change in changes
    ]
    summary = ", ".join(f"{number} {level}" for level, number in count(changes).items())
    return "\n".join((*lines, summary))


def format_markdown(changes: list[Change]) -> str:
    """Return a section for each level, fit for a changelog."""
    return "\n".join(_markdown_lines(changes)).rstrip()


def _markdown_lines(changes: list[Change]) -> Iterator[str]:
    if not changes:
        yield "No changes."
    for level, heading in _HEADINGS.items():
        entries = [change for change in changes if change.level is level]
        if entries:
            yield f"## {heading}"
            yield ""
            yield from (f"- `{change.place}`: {_escape(change.message)}" for change in entries)
            yield ""


def _escape(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\`*_<>|#[]" else character for character in text)


def format_json(changes: list[Change]) -> str:
    """Return the counts and all changes with their places."""
    return json.dumps({**count(changes), "changes": [asdict(change) for change in changes]}, indent=2)


FORMATS: dict[str, Callable[[list[Change]], str]] = {
    "text": format_text,
    "markdown": format_markdown,
    "json": format_json,
}
