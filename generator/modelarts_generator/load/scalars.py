"""Plain scalars of YAML 1.2 (core schema): no yes/no booleans, no dates, no base 60."""

from __future__ import annotations

import math
import re

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMBER_START = frozenset("0123456789+-.")

Scalar = str | int | float | bool | None


def resolve_plain(text: str) -> Scalar:
    """Turn an unquoted scalar into its value.

    Raises ValueError for numbers that JSON cannot hold (infinity, not-a-number, too many digits).
    """
    if text[:1] in _NUMBER_START and text:
        return _resolve_number(text)
    return _WORDS.get(text, text) if len(text) <= 5 else text


def _resolve_number(text: str) -> Scalar:
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise ValueError(f"the number {text} is out of range")
        return value
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} has no equivalent in JSON")
    return text


def resolve_tagged(text: str, tag: str) -> Scalar:
    """Turn a scalar with an explicit tag into its value; raises ValueError for tags outside the core schema."""
    if tag in ("!", "tag:yaml.org,2002:str"):
        return text
    expected = _CORE_TAGS.get(tag)
    if expected is None:
        raise ValueError(f"the tag {tag} is not part of YAML's core schema")
    value = resolve_plain(text)
    if tag.endswith(":float") and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, expected):
        raise ValueError(f"{text!r} is not what its tag {tag} says")
    return value


_CORE_TAGS: dict[str, type] = {
    "tag:yaml.org,2002:null": type(None),
    "tag:yaml.org,2002:bool": bool,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
}
