"""JSON text to plain values, with the same limits as YAML."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from . import limits
from .errors import TextError
from .yaml_text import parse_yaml

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _DuplicateKeyError(Exception):
    pass


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return result


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def parse_json(text: str) -> Any:
    """Return the value of a JSON document. Raises TextError for anything that is not one."""
    if not text.strip():
        raise TextError("empty-file", 1, "the file holds nothing but white space")
    try:
        value = json.loads(text, object_pairs_hook=_make_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise TextError("json-syntax", error.lineno, error.msg) from None
    except _DuplicateKeyError as error:
        raise _find_duplicate(text, str(error)) from None
    except RecursionError:
        raise TextError("too-deep", 1, f"more than {limits.MAX_DEPTH} levels are nested") from None
    except ValueError as error:
        raise TextError("json-syntax", 1, str(error)) from None
    if _SURROGATE.search(text):
        _refuse_lone_surrogates(value, text)
    if _is_too_deep(value):
        raise TextError("too-deep", 1, f"more than {limits.MAX_DEPTH} levels are nested")
    return value


def _refuse_lone_surrogates(value: Any, text: str) -> None:
    """JSON can spell halves of a character, which no file can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        line = text.count("\n", 0, max(text.lower().find(half), 0)) + 1
        raise TextError("json-syntax", line, f"{half} alone is not a character") from None
    except RecursionError:
        return  # too deep, which is the next thing to be looked at


def _find_duplicate(text: str, key: str) -> TextError:
    """Only the YAML builder knows lines, and it reads JSON too."""
    try:
        parse_yaml(text)
    except TextError as error:
        if error.rule == "duplicate-key":
            return error
    return TextError("duplicate-key", 1, f"the key {key!r} is given twice", "remove one of them")


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(limits.MAX_DEPTH + 1):
        containers = [item for item in level if isinstance(item, dict | list) and item]
        if not containers:
            return False
        level = [child for item in containers for child in (item.values() if isinstance(item, dict) else item)]
    return True
