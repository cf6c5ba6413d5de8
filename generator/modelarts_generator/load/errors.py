"""Why the text of a file could not be read."""

from __future__ import annotations


class TextError(Exception):
    """A file's text is not sound. ``line`` counts from 1."""

    def __init__(self, rule: str, line: int, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.line = line
        self.message = message
        self.fix = fix
