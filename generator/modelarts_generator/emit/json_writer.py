"""JSON text with two spaces of indent."""

from __future__ import annotations

import json
from typing import Any

import orjson


def format_json(value: Any) -> str:
    """Return a value as JSON text, keys in their own order."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:  # whole numbers of more than 64 bits
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
