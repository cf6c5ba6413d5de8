"""What creates an object links to what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator

from .context import Context, Finding, Operation

FOLLOWERS = ("get", "list", "update", "delete")


def check(context: Context) -> Iterator[Finding]:
    """Find create operations whose reply does not link to the same resource's get, list, update and delete."""
    names = {_place(operation): operation.name for operation in context.operations}
    for operation in context.operations:
        resource, method = _place(operation)
        if method != "create":
            continue
        followers = {names.get((resource, follower), "") for follower in FOLLOWERS} - {""}
        missing = sorted(followers - _linked(context, operation))
        if missing:
            place = (*operation.pointer, "responses")
            yield Finding(place, f"{operation.name} does not link to {', '.join(missing)}", "add `links` to its reply")


def _place(operation: Operation) -> tuple[str, str]:
    """Return resource and method of an operation in the SDK."""
    sdk = operation.value.get("x-sdk")
    return (str(sdk.get("resource")), str(sdk.get("method"))) if isinstance(sdk, dict) else ("", "")


def _linked(context: Context, operation: Operation) -> set[str]:
    found = set()
    for place, reply in context.success(operation).values():
        for name, link in (reply.get("links") or {}).items():
            _, value = context.follow((*place, "links", name), link)
            found.add(str(value.get("operationId")))
    return found
