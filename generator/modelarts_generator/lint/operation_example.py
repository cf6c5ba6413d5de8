"""Every operation has at least one example of its request and of its reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .context import Context, Finding


def check(context: Context) -> Iterator[Finding]:
    """Find request bodies and successful replies without an example."""
    for operation in context.operations:
        body = operation.value.get("requestBody")
        if body is not None:
            place, request = context.follow((*operation.pointer, "requestBody"), body)
            if not _has_example(request):
                yield Finding(place, f"the request of {operation.name} has no example", "add one to `examples`")
        replies = [reply for reply in context.success(operation).values() if reply[1].get("content")]
        if replies and not any(_has_example(reply) for _, reply in replies):
            yield Finding(replies[0][0], f"the reply of {operation.name} has no example", "add one to `examples`")


def _has_example(holder: dict[str, Any]) -> bool:
    content = holder.get("content") or {}
    return any("example" in media or media.get("examples") for media in content.values() if isinstance(media, dict))
