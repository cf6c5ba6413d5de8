"""Every operation has its place in the SDK, and no two share one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..grammar import Pointer
from .context import Context, Finding

_RESOURCE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_METHOD = re.compile(r"[a-z][a-z0-9_]*")


def check(context: Context) -> Iterator[Finding]:
    """Find operations whose `x-sdk` is missing, malformed or used by another one."""
    taken: dict[tuple[str, str], str] = {}
    for operation in context.operations:
        place = (*operation.pointer, "x-sdk")
        sdk = operation.value.get("x-sdk")
        if sdk is None:
            if context.house:
                fix = "add `x-sdk: {resource: …, method: …}`"
                yield Finding(operation.pointer, f"{operation.name} has no x-sdk", fix)
            continue
        if not isinstance(sdk, dict) or not {"resource", "method"} >= sdk.keys():
            yield Finding(place, "x-sdk must be {resource: …, method: …}")
            continue
        yield from _check_names(place, str(sdk.get("resource")), str(sdk.get("method")))
        key = (str(sdk.get("resource")), str(sdk.get("method")))
        if key in taken:
            yield Finding(place, f"{'.'.join(key)} is already {taken[key]}", "choose another method name")
        taken.setdefault(key, operation.name)


def _check_names(place: Pointer, resource: str, method: str) -> Iterator[Finding]:
    if not _RESOURCE.fullmatch(resource):
        yield Finding((*place, "resource"), f"{resource!r} is not a resource", "use names like datasets.versions")
    if not _METHOD.fullmatch(method):
        yield Finding((*place, "method"), f"{method!r} is not the name of a method", "use a name like list")
