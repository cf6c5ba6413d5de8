"""Two forms of a description are alike if they accept and refuse the same values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from modelarts_generator.grammar import Pointer, walk

Raw = dict[str, Any]
ODD: tuple[Any, ...] = (None, "odd", -1, 10**6, 1.5, True, [], {})


class Body(NamedTuple):
    """A body of the description: its place, its schema and its examples."""

    pointer: Pointer
    schema: Any
    examples: list[Any]


def bodies(document: Raw) -> Iterator[Body]:
    """Yield the bodies of all requests and responses that have a schema, also those of components."""
    for node in walk(document):
        if node.kind == "mediaType" and "schema" in node.value:
            entries = (node.value.get("examples") or {}).values()
            yield Body(node.pointer, node.value["schema"], [_value(document, entry) for entry in entries])


def _value(document: Raw, example: Raw) -> Any:
    if "$ref" in example:
        example = document["components"]["examples"][example["$ref"].rpartition("/")[2]]
    return example["value"]


def mutations(value: Any, odd: tuple[Any, ...] = ODD) -> Iterator[Any]:
    """Yield the value, and values that differ from it in one place: a member left out, or something odd instead."""
    yield value
    if isinstance(value, dict):
        for key, item in value.items():
            rest = {name: other for name, other in value.items() if name != key}
            yield rest
            yield from ({**value, key: other} for other in _variants(item, odd))
    elif isinstance(value, list) and value:
        yield []
        yield from ([other, *value[1:]] for other in _variants(value[0], odd))


def _variants(item: Any, odd: tuple[Any, ...]) -> Iterator[Any]:
    yield from odd
    if isinstance(item, dict | list):
        yield from list(mutations(item, odd))[1:]
