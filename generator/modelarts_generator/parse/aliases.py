"""Names for replies that have no class of their own: lists, maps, unions, scalars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Alias, Type, TypeKind

if TYPE_CHECKING:
    from ..model import Operation
    from .places import Places

_CLASSES = {TypeKind.MODEL}
_NEVER = {TypeKind.ANY, TypeKind.BINARY, TypeKind.NULL}


def name_replies(places: Places, operations: list[Operation]) -> tuple[Alias, ...]:
    """Make an alias for every reply that needs one; the same type in the same module shares it."""
    aliases: dict[tuple[str, Type], Alias] = {}
    for operation in operations:
        reply = operation.reply_type
        if (
            reply is None
            or operation.replies_text
            or reply.kind in _NEVER
            or (reply.kind in _CLASSES and not reply.nullable)
        ):
            continue
        module = f"{operation.resource.partition('.')[0]}_replies"
        if (module, reply) not in aliases:
            name = places.allocate(operation.pointer, f"{operation.id}Reply")
            aliases[module, reply] = Alias(name, module, reply)
    return tuple(aliases.values())
