"""YAML text that YAML 1.1 and 1.2 readers understand alike.

A writer of our own because the libraries' take seconds for a document of this size, and because a fixed style keeps
the published file's differences small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_ODD = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff"
# ":" and "#" only where nothing can take them for syntax: "demo-bucket:flowers", never ": " or " #".
_PLAIN = re.compile(rf"[A-Za-z_/$][^{_ODD}#:]*(?:(?<! )[:#]+[^{_ODD}#:\s][^{_ODD}#:]*)*")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_UNPRINTABLE = re.compile(rf'[{_ODD}"\\]')
_NOT_LITERAL = re.compile(rf"(?!\n)[{_ODD}]| \n| \Z|\A[ \n]")
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_MAX_IMPLICIT_KEY = 1000


def format_yaml(value: Any, comment: str = "") -> str:
    """Return a value as YAML text in block style, keys in their own order, after a comment."""
    lines = [f"# {line}" for line in comment.splitlines()]
    if isinstance(value, dict | list) and value:
        lines.extend(_block(value, ""))
    else:
        lines.append(_flow(value, ""))
    return "\n".join(lines) + "\n"


def _block(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            text = key if _is_plain(key) else _quoted(key)
            if len(text) > _MAX_IMPLICIT_KEY:
                yield f"{indent}? {text}"
                text = ""
            yield from _entry(f"{indent}{text}:", item, indent)
    else:
        for item in value:
            yield from _item(item, indent)


def _entry(head: str, item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict | list) and item:
        yield head
        yield from _block(item, indent + "  ")
    else:
        yield f"{head} {_flow(item, indent)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict | list) and item:
        inner = iter(_block(item, indent + "  "))
        yield f"{indent}- {next(inner)[len(indent) + 2 :]}"
        yield from inner
    else:
        yield f"{indent}- {_flow(item, indent)}"


def _flow(value: Any, indent: str) -> str:
    if isinstance(value, str):
        return _text(value, indent)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text else text.replace("e", ".0e")
    return "{}" if isinstance(value, dict) else "[]" if isinstance(value, list) else str(value)


def _text(text: str, indent: str) -> str:
    if _is_plain(text):
        return text
    if "\n" in text and not _NOT_LITERAL.search(text):
        return _literal(text, indent)
    return _quoted(text)


def _literal(text: str, indent: str) -> str:
    body = text.rstrip("\n")
    endings = len(text) - len(body)
    if not body or endings > 1:
        return _quoted(text)
    lines = (f"{indent}  {line}" if line else "" for line in body.split("\n"))
    return "\n".join(["|" if endings else "|-", *lines])


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS and not text.endswith((" ", "\u00a0"))


def _quoted(text: str) -> str:
    return '"' + _UNPRINTABLE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"
