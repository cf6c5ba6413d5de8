"""Why a row has no result, or a bad one."""

from __future__ import annotations


class MissingError(Exception):
    """What a tool needs is not here and cannot be installed; the row is skipped, and this says why."""


class ToolError(Exception):
    """The tool has not done its work, and this is what it said."""
