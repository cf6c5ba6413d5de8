"""Conditions on columns of JSON, for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select, type_coerce
from sqlalchemy.types import NullType


def has_property(dialect: str, column: ColumnElement[Any], key: str, values: Sequence[str]) -> ColumnElement[bool]:
    """Whether an object has a key, with one of the values where there are any. Values are compared as texts."""
    # The column's own type would try to read what the function gives back.
    held = type_coerce(column, NullType())
    entries = func.json_each_text(held) if dialect == "postgresql" else func.json_each(held)
    pairs = entries.table_valued("key", "value")
    found = select(pairs.c.key).where(pairs.c.key == key)
    if values:
        found = found.where(cast(pairs.c.value, String).in_(list(values)))
    return found.exists()
