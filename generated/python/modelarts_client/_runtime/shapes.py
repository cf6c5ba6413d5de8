"""Asking what kind of JSON a value is, in a way that type checkers follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a decoded value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a decoded value is a JSON array."""
    return isinstance(value, list)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether an argument can be sent as a JSON object."""
    return isinstance(value, Mapping)


def is_series(value: object) -> TypeGuard[Sequence[Any] | Set[Any]]:
    """Tell whether an argument holds several values: a list, a tuple or a set, but no text."""
    return isinstance(value, Sequence | Set) and not isinstance(value, str | bytes | bytearray | memoryview)
