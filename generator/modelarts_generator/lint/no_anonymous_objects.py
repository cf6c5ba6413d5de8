"""Objects have names: what stands nested and unnamed moves when a schema is added."""

from __future__ import annotations

from collections.abc import Iterator

from ..grammar import Pointer
from .context import Context, Finding


def check(context: Context) -> Iterator[Finding]:
    """Find schemas with properties that are not components of their own."""
    for node in context.of_kind("schema"):
        if isinstance(node.value.get("properties"), dict) and not _has_name(node.pointer):
            yield Finding(node.pointer, "this object has no name", "make it a component of its own")


def _has_name(pointer: Pointer) -> bool:
    """Tell whether a schema is a component or one of the parts that a component is put together from."""
    while len(pointer) > 3 and pointer[-2] in ("allOf", "anyOf", "oneOf"):
        pointer = pointer[:-2]
    return len(pointer) == 3 and pointer[:2] == ("components", "schemas")
