"""No example holds what could be, or could be taken for, a real secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..grammar import Node, Pointer
from .context import Context, Finding

_LOOKS = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), "a private key"),
    (re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}\."), "a JSON web token"),
    (re.compile(r"\bMII[A-Za-z0-9+/=-]{60,}"), "a token of the identity service"),
    (re.compile(r"\b(?=[A-Z0-9]*[0-9])(?=[A-Z0-9]*[A-Z])[A-Z0-9]{20}\b"), "an access key"),
    (re.compile(r"\b(?=\w*[0-9])(?=\w*[a-z])(?=\w*[A-Z])[A-Za-z0-9]{40}\b"), "a secret key"),
    (re.compile(r"://[^/\s:@]+:[^/\s:@]+@"), "an address with a password"),
)
_SECRET_NAME = re.compile(
    r"(^|[_-])(password|passwd|secret|secret_?key|access_?key|sk|ak|token|credential)s?$", re.IGNORECASE
)
_HARMLESS = re.compile(r"demo|example|sample|dummy|fake|placeholder|\*{3}|<.+>|\.\.\.|…", re.IGNORECASE)
_VALUES = ("example", "examples", "default", "value", "const", "enum")


def check(context: Context) -> Iterator[Finding]:
    """Find texts in examples, defaults and constants that look like a secret or stand for one."""
    for node in context.nodes:
        if node.kind in ("schema", "parameter", "header", "mediaType", "example"):
            for pointer, name, text in _texts(node):
                what = _recognise(name, text)
                if what:
                    yield Finding(pointer, f"this looks like {what}", "write something nobody can mistake, as 'demo-…'")


def _recognise(name: str, text: str) -> str:
    for pattern, what in _LOOKS:
        if pattern.search(text):
            return what
    is_secret = _SECRET_NAME.search(name) and text and not _HARMLESS.search(text)
    return f"a real value of {name!r}" if is_secret else ""


def _texts(node: Node) -> Iterator[tuple[Pointer, str, str]]:
    """Yield the place, the name and the text of every value at an object that is data."""
    # `examples` of a media type or parameter are Example Objects, which come by themselves.
    keys = (key for key in _VALUES if key in node.value and (key != "examples" or node.kind == "schema"))
    name = _name_of(node)
    stack: list[tuple[Pointer, str, Any]] = [((*node.pointer, key), name, node.value[key]) for key in keys]
    while stack:
        pointer, name, value = stack.pop()
        if isinstance(value, str):
            yield pointer, name, value
        elif isinstance(value, dict):
            stack.extend(((*pointer, key), key, item) for key, item in value.items())
        elif isinstance(value, list):
            stack.extend(((*pointer, index), name, item) for index, item in enumerate(value))


def _name_of(node: Node) -> str:
    if node.kind == "parameter":
        return str(node.value.get("name", ""))
    is_named = node.kind == "header" or (len(node.pointer) > 3 and node.pointer[-2] == "properties")
    return str(node.pointer[-1]) if is_named else ""
