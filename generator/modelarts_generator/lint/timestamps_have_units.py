"""Times and durations that are numbers say what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..grammar import Node
from .context import Context, Finding

_NAME = re.compile(
    r"(^|_)(time|timestamp|at|date|duration|timeout|ttl|period|interval|elapsed)$|[a-z](Time|At|Timeout)$"
)
_UNIT = re.compile(r"\b((nano|micro|milli)?seconds?|minutes?|hours?|days?|weeks?|months?|years?|ms)\b", re.IGNORECASE)


def check(context: Context) -> Iterator[Finding]:
    """Find numeric times and durations whose description names no unit."""
    for node in context.nodes:
        name = _name(node)
        if not _NAME.search(name):
            continue
        holder = node.value if node.kind == "schema" else node.value.get("schema") or {}
        _, schema = context.follow(node.pointer, holder)
        is_number = any(kind in str(schema.get("type")) for kind in ("integer", "number"))
        text = f"{node.value.get('description', '')} {schema.get('description', '')}"
        if is_number and not _UNIT.search(text):
            yield Finding(
                node.pointer, f"the description of {name!r} names no unit", "say for example 'in milliseconds'"
            )


def _name(node: Node) -> str:
    if node.kind == "parameter":
        return str(node.value.get("name", ""))
    is_property = node.kind == "schema" and len(node.pointer) > 3 and node.pointer[-2] == "properties"
    return str(node.pointer[-1]) if is_property else ""
