"""Structured values on the command line: JSON, ``@file``, ``@-`` and ``key=value,key=value``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

_PAIRS = re.compile(r"[A-Za-z_@][\w@:.-]*=")


class BodyError(ValueError):
    """A value that cannot be read; the message says what is wrong and where."""


def read_value(text: str, strings: frozenset[str] = frozenset()) -> Any:
    """Return the value that an option's text stands for.

    ``@name`` is read from a file, ``@-`` from standard input, ``a=1,b=x`` is an object whose values are JSON
    where they look like it (except the properties named in `strings`), anything else is JSON.
    Raises BodyError.
    """
    if text.startswith("@") and not _PAIRS.match(text):
        return read_source(text[1:])
    if _PAIRS.match(text):
        return _pairs(text, strings)
    return parse_json(text, "the value")


def read_source(name: str) -> Any:
    """Return the parsed content of a JSON or YAML file; ``-`` is standard input."""
    label = "standard input" if name == "-" else name
    try:
        text = sys.stdin.read() if name == "-" else Path(name).expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BodyError(f"{label} is not UTF-8 text") from error
    except OSError as error:
        raise BodyError(f"cannot read {label}: {error.strerror or error}") from error
    if Path(name).suffix.lower() in {".yaml", ".yml"} or (name == "-" and not _looks_like_json(text)):
        return parse_yaml(text, label)
    return parse_json(text, label)


def parse_json(text: str, label: str) -> Any:
    """Parse JSON as the standard has it: NaN and Infinity are refused."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BodyError(f"{label} is not valid JSON ({place}: {error.msg[:1].lower()}{error.msg[1:]})") from error
    except RecursionError as error:
        raise BodyError(f"{label} is nested too deeply") from error


def parse_yaml(text: str, label: str) -> Any:
    """Parse YAML into what JSON can say: a date stays the text that it was written as."""
    from .yaml_text import YamlError, load_yaml

    try:
        return load_yaml(text)
    except YamlError as error:
        raise BodyError(f"{label} is not valid YAML{error}") from error


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _refuse_constant(name: str) -> Any:
    raise BodyError(f"{name} is not a JSON value")


def _pairs(text: str, strings: frozenset[str]) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for part in _split(text):
        key, separator, value = part.partition("=")
        if not separator or not key:
            raise BodyError(f"{part!r} is not of the form key=value")
        pairs[key.strip()] = value if key.strip() in strings else _scalar(value)
    return pairs


def _split(text: str) -> list[str]:
    """Split at commas that are not inside quotes, brackets or braces."""
    parts: list[str] = []
    depth, quoted, start = 0, False, 0
    for index, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character in "[{":
            depth += 1
        elif character in "]}":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _scalar(value: str) -> Any:
    try:
        return json.loads(value)
    except (json.JSONDecodeError, RecursionError):
        return value
