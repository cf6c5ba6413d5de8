"""The official JSON Schema of OpenAPI 3.1, as openapi-spec-validator ships it.

That package's own walk over the document is left out on purpose: it takes five seconds for 240 operations and does not
say where an error is. Its checks are made here, with places (`operations`, `schemas`, `values`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from openapi_spec_validator.schemas import schema_v31
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

if TYPE_CHECKING:
    from ..document import Bundle
    from ..problems import Problem

_VAGUE = ("unevaluatedProperties", "unevaluatedItems")
_MAX_MESSAGE = 300


def check_official(bundle: Bundle) -> Iterator[Problem]:
    """Yield where the document breaks the official schema."""
    # Made here, not by that package: it takes another validator, with other messages, wherever jsonschema-rs is
    # installed, and looks all anchors up anew for every reference, which takes six times as long.
    schema = dict(schema_v31)
    known = EMPTY_REGISTRY.with_resource(schema["$id"], DRAFT202012.create_resource(schema)).crawl()
    errors = Draft202012Validator(schema, registry=known).iter_errors(bundle.document)
    for error in _telling(errors):
        yield bundle.problem("openapi", tuple(error.absolute_path), _shorten(error.message))


def _telling(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Drop errors that only follow from others: every property around an error counts as unevaluated too."""
    leaves = [_leaf(error) for error in errors]
    places = [tuple(error.absolute_path) for error in leaves if error.validator not in _VAGUE]
    for error in leaves:
        place = tuple(error.absolute_path)
        is_echo = error.validator in _VAGUE and any(other[: len(place)] == place for other in places)
        if not is_echo:
            yield error


def _leaf(error: ValidationError) -> ValidationError:
    """Return the most telling of the errors behind an `anyOf` or the like."""
    leaf = best_match([error])
    return error if leaf is None else leaf


def _shorten(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else f"{message[:_MAX_MESSAGE]} …"
