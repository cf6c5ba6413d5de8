"""Reads parameters from their text into their declared types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from .description import Parameter

_INTEGER = re.compile(r"-?[0-9]{1,30}")
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")


class InvalidError(Exception):
    """A part of the request is not as described; the message names the place first."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


def split_query(raw: bytes) -> list[tuple[str, str]]:
    """Split and decode a query string; raises InvalidError for text that is not UTF-8 or holds a NUL."""
    pairs = []
    for part in raw.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_decode(name), _decode(value)))
    return pairs


def read_query(pairs: Sequence[tuple[str, str]], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Turn the pairs into typed values; unknown names are ignored, a scalar given twice raises InvalidError."""
    texts: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in parameters:
            texts.setdefault(name, []).append(value)
    values: dict[str, Any] = {}
    for name, given in texts.items():
        parameter = parameters[name]
        if parameter.type == "array":
            items = given if parameter.explode else given[-1].split(",")
            values[name] = [coerce(item, parameter.item_type) for item in items]
        elif len(given) > 1:
            raise InvalidError(f"query.{name}", "the parameter is given more than once")
        else:
            values[name] = coerce(given[0], parameter.type)
    return values


def coerce(text: str, kind: str) -> Any:
    """Read a text as a JSON type; what does not fit stays text, so that validation says what is wrong."""
    if kind == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text):
        return float(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _decode(raw: bytes) -> str:
    try:
        text = unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidError("query", "it is not UTF-8") from None
    if "\x00" in text:
        raise InvalidError("query", "it holds a NUL character")
    return text
