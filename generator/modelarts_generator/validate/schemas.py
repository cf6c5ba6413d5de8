"""Each keyword of a schema has a value of the right kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..grammar import Node, walk
from ..problems import Severity

if TYPE_CHECKING:
    from ..document import Bundle
    from ..problems import Problem

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


def is_number(value: Any) -> bool:
    """Tell whether a value is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_pattern(text: str) -> bool:
    """Tell whether Python can read a regular expression."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _is_count(value: Any) -> bool:
    return is_number(value) and value >= 0 and value == int(value)


def _is_type(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(item in TYPES for item in value) and len({*value}) == len(value)
    return isinstance(value, str) and value in TYPES


def _is_name_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value) and len({*value}) == len(value)


def _is_names_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_name_list(names) for names in value.values())


def _is_schema_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


_Check = tuple[Callable[[Any], bool], str]
_TEXT: _Check = (lambda value: isinstance(value, str), "text")
_FLAG: _Check = (lambda value: isinstance(value, bool), "true or false")
_NUMBER: _Check = (is_number, "a number")
_COUNT: _Check = (_is_count, "a whole number from 0")
_LIST: _Check = (lambda value: isinstance(value, list), "a list")
_MAPPING: _Check = (lambda value: isinstance(value, dict), "a mapping")
_SCHEMAS: _Check = (_is_schema_list, "a list of at least one schema")

KEYWORDS: dict[str, _Check] = {
    "type": (_is_type, f"one or several of {', '.join(TYPES)}"),
    "required": (_is_name_list, "a list of different names"),
    "enum": _LIST,
    "examples": _LIST,
    "multipleOf": (lambda value: is_number(value) and value > 0, "a number above 0"),
    "dependentRequired": (_is_names_by_name, "lists of different names by name"),
    **dict.fromkeys(("pattern", "title", "description", "format", "$id", "$ref", "$comment"), _TEXT),
    **dict.fromkeys(("contentEncoding", "contentMediaType"), _TEXT),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems"), _FLAG),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _NUMBER),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _COUNT),
    **dict.fromkeys(("minContains", "maxContains"), _COUNT),
    **dict.fromkeys(("properties", "patternProperties", "$defs", "dependentSchemas", "discriminator"), _MAPPING),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _SCHEMAS),
}
_RANGES = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def check_schemas(bundle: Bundle) -> Iterator[Problem]:
    """Yield the keywords of schemas whose value is not what JSON Schema 2020-12 asks for."""
    for node in walk(bundle.document):
        if node.kind == "schema" and isinstance(node.value, dict):
            yield from _check_schema(bundle, node)


def _check_schema(bundle: Bundle, node: Node) -> Iterator[Problem]:
    for keyword, value in node.value.items():
        check = KEYWORDS.get(keyword)
        if check is not None and not check[0](value):
            place = (*node.pointer, keyword)
            yield bundle.problem("schema-keyword", place, f"{keyword} must be {check[1]}, not {_show(value)}")
    pattern = node.value.get("pattern")
    if isinstance(pattern, str) and not is_pattern(pattern):
        message = "Python cannot read this regular expression, so nothing is held against it"
        yield bundle.problem("pattern", (*node.pointer, "pattern"), message, severity=Severity.WARNING)
    for lower, upper in _RANGES:
        least, most = node.value.get(lower), node.value.get(upper)
        if is_number(least) and is_number(most) and least > most:
            yield bundle.problem("schema-range", (*node.pointer, lower), f"{lower} {least} is above {upper} {most}")


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]} …"
