"""Where schemas are used: in requests, in replies, or in both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import Type, TypeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model import Operation, Schema


def mark_usage(schemas: dict[str, Schema], operations: Iterable[Operation]) -> tuple[Schema, ...]:
    """Set `in_request` and `in_response` of all schemas."""
    listed = list(operations)
    sent = _reached(schemas, (operation.body.type for operation in listed if operation.body))
    received = _reached(schemas, (item.type for operation in listed for item in operation.responses if item.type))
    return tuple(
        replace(schema, in_request=name in sent, in_response=name in received) for name, schema in schemas.items()
    )


def models_in(types: Iterable[Type]) -> Iterator[Type]:
    """Find the models and enumerations inside types, not inside models."""
    for kind in types:
        if kind.kind in {TypeKind.MODEL, TypeKind.ENUM}:
            yield kind
        yield from models_in([*kind.members, *([kind.items] if kind.items else [])])


def _reached(schemas: dict[str, Schema], roots: Iterable[Type]) -> set[str]:
    reached: set[str] = set()
    waiting = [kind.name for kind in models_in(roots)]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        if name in schemas:
            inner = [item.type for item in schemas[name].properties]
            additional = schemas[name].additional
            waiting += [kind.name for kind in models_in([*inner, *([additional] if additional else [])])]
    return reached
