"""JSON pointers and the text of a `$ref`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from .grammar import Pointer

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


class Reference(NamedTuple):
    """A `$ref`, taken apart: a relative file (empty: the same file) and the steps of its pointer."""

    file: str
    steps: tuple[str, ...]


def parse_reference(text: str) -> Reference:
    """Take a `$ref` apart. Raises ValueError, with the reason, for one that leads out of the description."""
    if _SCHEME.match(text):
        raise ValueError("remote references are not followed")
    file, _, fragment = text.partition("#")
    if file.startswith(("/", "\\")):
        raise ValueError("absolute paths are not followed")
    fragment = unquote(fragment)
    if fragment and not fragment.startswith("/"):
        raise ValueError("named anchors are not followed")
    steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:])
    return Reference(unquote(file), steps)


def format_reference(pointer: Pointer) -> str:
    """Return the `$ref` that leads to a place in the same document."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
    return "#" + "".join("/" + quote(step, safe="~!$&'()*+,;=:@{}") for step in steps)
