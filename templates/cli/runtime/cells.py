"""Values as people read them in a table: names for numbers, dates for milliseconds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from ..._runtime.shapes import is_array

# Milliseconds since the epoch have this size between 2001 and 2286; seconds and counts do not.
_MILLISECONDS = range(1_000_000_000_000, 10_000_000_000_000)


def cell(name: str, value: Any) -> str:
    """Return the text of one value of the property `name`."""
    if value is None or value == []:
        return ""
    if isinstance(value, Enum):
        return _label(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and is_time(name) and value in _MILLISECONDS:
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    if is_array(value) and all(isinstance(item, dict) and "name" in item for item in value):
        return ", ".join(cell(name, item["name"]) for item in value)
    if is_array(value) and not any(isinstance(item, dict | list) for item in value):
        return ", ".join(cell(name, item) for item in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "".join(map(_visible, value)) if isinstance(value, str) else str(value)


def is_time(name: str) -> bool:
    """Say whether a property holds a point in time, by the way the service names them."""
    folded = name.lower()
    return folded.endswith(("time", "_at", "date", "timestamp"))


def is_number(value: Any) -> bool:
    """Say whether a value is right-aligned in a table."""
    return isinstance(value, int | float) and not isinstance(value, bool | Enum)


def flat(text: str) -> str:
    """Return text that stays in its cell of a tab-separated table."""
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ")


def _visible(character: str) -> str:
    # A name from the service must not move the cursor or change colours.
    return character if character.isprintable() or character in "\t\n" else repr(character)[1:-1]


def _label(member: Enum) -> str:
    if isinstance(member.value, str):
        return member.value
    # A value that the description does not know has a made-up name: the number says more.
    name = member.name or ""
    return str(member.value) if name.startswith(("UNKNOWN_", "VALUE_", "_")) else name.lower()
