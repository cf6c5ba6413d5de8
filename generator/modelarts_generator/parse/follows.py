"""`x-follow`: a text that grows, such as a log, and the operation that tells when it is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Follow, Location, Operation
from .following import node_of, property_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .types import Types

_KEYS = ("content", "size", "until")


def parse_follow(types: Types, operation: Operation, by_id: Mapping[str, Operation]) -> Follow | None:
    """Read an operation's `x-follow`; None where there is none, or one that leads nowhere, which is reported."""
    node = node_of(types, operation).get("x-follow")
    if not node.map:
        return None
    content, size, until = (node.text(key) for key in _KEYS)
    follow = Follow(tuple(content.split(".")), tuple(size.split(".")), until)
    wrong = next((f"{key!r} means nothing here" for key in node.map if key not in _KEYS), "")
    wrong = wrong or _what_is_wrong(types, operation, follow, by_id.get(until))
    if wrong:
        types.source.report("bad-x-follow", node.pointer, wrong, "correct x-follow")
        return None
    return follow


def _what_is_wrong(types: Types, operation: Operation, follow: Follow, owner: Operation | None) -> str:
    for key, path in (("content", follow.content), ("size", follow.size)):
        if property_at(types, operation.reply_type, path) is None:
            return f"{key} {'.'.join(path)!r} is no property of the reply"
    if owner is None or owner.lifecycle is None:
        return f"until {follow.until!r} is no operation with a lifecycle"
    own = {parameter.name for parameter in operation.parameters_in(Location.PATH)}
    missing = sorted({parameter.name for parameter in owner.parameters_in(Location.PATH)} - own)
    return f"{follow.until} needs {missing[0]!r}, which the path does not have" if missing else ""
