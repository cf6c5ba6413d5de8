"""What a call returned, as plain data for programs and as labelled data for tables."""

from __future__ import annotations

from typing import Any

from ..._runtime.shapes import is_array, is_object


def plain(value: Any) -> Any:
    """Return JSON types only, under the names that the service uses."""
    return _convert(value, "json")


def labelled(value: Any) -> Any:
    """Return dictionaries and lists whose enumerations still know their names."""
    return _convert(value, "python")


def rows(value: Any) -> list[dict[str, Any]] | None:
    """Return the value as rows of a table, or None where it is not a list of objects."""
    if is_array(value) and value and all(map(is_object, value)):
        return value
    return None


def _convert(value: Any, mode: str) -> Any:
    if hasattr(value, "model_dump"):
        # exclude_unset: only what was received; no warnings: a lenient reply may hold odd types.
        return value.model_dump(mode=mode, by_alias=True, exclude_unset=True, warnings=False)
    if is_object(value):
        return {str(key): _convert(item, mode) for key, item in value.items()}
    if is_array(value):
        return [_convert(item, mode) for item in value]
    return value
