"""Conditions on columns of JSON, for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Float, String, and_, cast, func, or_, select, type_coerce
from sqlalchemy.types import NullType

from .criteria import LabelCriteria, PropertyCriteria


def meets_properties(dialect: str, column: ColumnElement[Any], wanted: PropertyCriteria) -> ColumnElement[bool]:
    """Whether an object holds properties: all of them, or any."""
    found = [has_property(dialect, column, key, values) for key, values in wanted.values]
    return or_(*found) if wanted.any_of else and_(*found)


def has_property(dialect: str, column: ColumnElement[Any], key: str, values: Sequence[str]) -> ColumnElement[bool]:
    """Whether an object has a key, with one of the values where there are any. Values are compared as texts."""
    entries = func.json_each_text(_raw(column)) if dialect == "postgresql" else func.json_each(_raw(column))
    pairs = entries.table_valued("key", "value")
    found = select(pairs.c.key).where(pairs.c.key == key)
    if values:
        found = found.where(cast(pairs.c.value, String).in_(list(values)))
    return found.exists()


def has_label(
    dialect: str, column: ColumnElement[Any], label: LabelCriteria | None = None, *, author: str | None = None
) -> ColumnElement[bool]:
    """Whether a list of labels, as versions keep them, has one that meets the criteria."""
    postgresql = dialect == "postgresql"
    elements = func.json_array_elements(_raw(column)) if postgresql else func.json_each(_raw(column))
    each = elements.table_valued("value").c.value

    def text(name: str) -> ColumnElement[Any]:
        raw: ColumnElement[Any] = _raw(each)
        return func.json_extract_path_text(raw, name) if postgresql else func.json_extract(raw, f"$.{name}")

    where: list[ColumnElement[bool]] = []
    label = label or LabelCriteria()
    if label.name is not None:
        where.append(text("name") == label.name)
    if label.type is not None:
        where.append(cast(text("type"), String) == str(label.type))
    if label.score is not None:
        where.append(cast(text("score"), Float).between(*label.score))
    if label.properties.values:
        held = func.json_extract_path(_raw(each), "property") if postgresql else text("property")
        where.append(meets_properties(dialect, held, label.properties))
    if author is not None:
        where.append(text("annotated_by") == author)
    return select(each).where(*where).exists()


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    # The column's own type would try to read what the functions give back.
    return type_coerce(column, NullType())
