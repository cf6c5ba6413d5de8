"""Checking what goes into the path and the query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from .operation import Limits, Operation
from .writing import invalid_arguments

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str, date),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_ARTICLES = {"integer": "an integer", "number": "a number", "boolean": "true or false", "string": "a string"}


def check_arguments(operation: Operation[Any], path: Mapping[str, Any], query: Mapping[str, Any]) -> None:
    """Hold arguments against their limits. Raises RequestValidationError, which names all that do not fit."""
    problems = [*_find(operation.path_limits, path), *_find(operation.query_limits, query)]
    if problems:
        raise invalid_arguments(operation, problems)


def _find(limits: Mapping[str, Limits], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, own in limits.items():
        value = given.get(name)
        if value is not None:
            for message in _problems(value.value if isinstance(value, Enum) else value, own):
                yield name, message


def _problems(value: Any, limits: Limits) -> Iterator[str]:
    # In Python True is 1, and a comparison with the values would let it pass.
    if not isinstance(value, _TYPES[limits.type]) or (isinstance(value, bool) and limits.type != "boolean"):
        yield f"Input should be {_ARTICLES[limits.type]}"
    elif limits.values and value not in limits.values:
        yield f"Input should be one of {', '.join(map(str, limits.values))}"
    elif isinstance(value, str):
        yield from _text_problems(value, limits)
    elif isinstance(value, int | float):
        if limits.minimum is not None and value < limits.minimum:
            yield f"Input should be greater than or equal to {limits.minimum}"
        if limits.maximum is not None and value > limits.maximum:
            yield f"Input should be less than or equal to {limits.maximum}"


def _text_problems(value: str, limits: Limits) -> Iterator[str]:
    if limits.min_length is not None and len(value) < limits.min_length:
        yield f"String should have at least {limits.min_length} characters"
    if limits.max_length is not None and len(value) > limits.max_length:
        yield f"String should have at most {limits.max_length} characters"
    if limits.pattern is not None and not re.search(limits.pattern, value):
        yield f"String should match pattern {limits.pattern!r}"
