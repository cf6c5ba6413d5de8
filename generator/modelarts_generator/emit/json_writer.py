"""JSON text, for people with two spaces of indent, or as short as can be."""

from __future__ import annotations

import json
from typing import Any

import orjson


def format_json(value: Any, *, compact: bool = False) -> str:
    """Return a value as JSON text, keys in their own order."""
    indent = 0 if compact else orjson.OPT_INDENT_2
    try:
        return orjson.dumps(value, option=indent | orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:  # whole numbers of more than 64 bits
        separators = (",", ":") if compact else None
        return json.dumps(value, indent=None if compact else 2, separators=separators, ensure_ascii=False) + "\n"
