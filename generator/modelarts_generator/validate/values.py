"""Examples and defaults hold against the schemas they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ..grammar import Node, Pointer, walk
from ..references import format_reference
from .schemas import is_number

if TYPE_CHECKING:
    from ..document import Bundle
    from ..problems import Problem

_BASE = "urn:bundle"
_JSON = re.compile(r"(application|text)/(.+\+)?json|application/\*|\*/\*")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _is_int32(value: object) -> bool:
    return not is_number(value) or -(2**31) <= value < 2**31  # type: ignore[operator]


def _is_int64(value: object) -> bool:
    return not is_number(value) or -(2**63) <= value < 2**63  # type: ignore[operator]


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


# A fixed set of formats: the library's own depends on which other packages happen to be installed.
FORMATS = FormatChecker(formats=())
FORMATS.checks("int32")(_is_int32)
FORMATS.checks("int64")(_is_int64)
FORMATS.checks("date", raises=ValueError)(_is_date)
FORMATS.checks("date-time", raises=ValueError)(_is_date_time)


class Value(NamedTuple):
    """A value in the document, and the place of the schema that it has to meet."""

    pointer: Pointer
    value: Any
    schema: Pointer
    rule: str


def check_values(bundle: Bundle) -> Iterator[Problem]:
    """Yield the examples and defaults that their schema refuses."""
    resource = DRAFT202012.create_resource(bundle.document)
    registry: Registry[Any] = Registry().with_resource(_BASE, resource)
    for value in _collect(bundle):
        schema = {"$ref": _BASE + format_reference(value.schema)}
        validator = Draft202012Validator(schema, registry=registry, format_checker=FORMATS)
        for error in _find_errors(validator, value.value):
            message = f"{_where(error)}{_shorten(error.message)}"
            yield bundle.problem(value.rule, (*value.pointer, *error.absolute_path), message)


def _find_errors(validator: Draft202012Validator, value: Any) -> list[ValidationError]:
    try:
        return [best_match([error]) or error for error in validator.iter_errors(value)]
    except re.error:  # a pattern that Python cannot read; `schemas` has said so
        return []


def _where(error: ValidationError) -> str:
    path = ".".join(map(str, error.absolute_path))
    return f"{path}: " if path else ""


def _shorten(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:200]} …"


def _collect(bundle: Bundle) -> Iterator[Value]:
    for node in walk(bundle.document):
        if not isinstance(node.value, dict):
            continue
        if node.kind == "schema":
            yield from _of_schema(node)
        elif node.kind in ("parameter", "header") and "schema" in node.value:
            yield from _of_holder(bundle, node)
        elif node.kind == "mediaType" and "schema" in node.value:
            yield from _of_media_type(bundle, node)


def _of_schema(node: Node) -> Iterator[Value]:
    if "default" in node.value:
        yield Value((*node.pointer, "default"), node.value["default"], node.pointer, "default-invalid")
    if "example" in node.value:
        yield Value((*node.pointer, "example"), node.value["example"], node.pointer, "example-invalid")
    examples = node.value.get("examples")
    for index, example in enumerate(examples if isinstance(examples, list) else ()):
        yield Value((*node.pointer, "examples", index), example, node.pointer, "example-invalid")


def _of_holder(bundle: Bundle, node: Node) -> Iterator[Value]:
    """Yield the examples of an object that has a `schema` with `example` or `examples` beside it."""
    schema = (*node.pointer, "schema")
    if "example" in node.value:
        yield Value((*node.pointer, "example"), node.value["example"], schema, "example-invalid")
    examples = node.value.get("examples")
    for name, entry in examples.items() if isinstance(examples, dict) else ():
        pointer, example = bundle.follow((*node.pointer, "examples", name), entry)
        if isinstance(example, dict) and "value" in example:
            yield Value((*pointer, "value"), example["value"], schema, "example-invalid")


def _of_media_type(bundle: Bundle, node: Node) -> Iterator[Value]:
    media_type = str(node.pointer[-1]).partition(";")[0].strip().lower()
    is_json = _JSON.fullmatch(media_type) is not None
    for value in _of_holder(bundle, node):
        # Text in another format than JSON cannot be held against a schema; fields of a form can.
        if is_json or (media_type in _FORMS and isinstance(value.value, dict)):
            yield value
