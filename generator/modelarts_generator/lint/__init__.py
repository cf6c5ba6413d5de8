"""Linting: a sound description can still be a poor one."""

from .linter import lint_document

__all__ = ["lint_document"]
