"""The table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from . import (
    create_links,
    documented_in,
    enum_varnames,
    lifecycle_shape,
    missing_error_responses,
    no_anonymous_objects,
    operation_description,
    operation_example,
    pagination_shape,
    parameter_description,
    paths_sorted,
    property_description,
    sdk_names,
    secret_like_example,
    timestamps_have_units,
    unused_component,
)
from .context import Context, Finding


class Rule(NamedTuple):
    """A rule. Those that are not `house` guard what the generator itself reads and hold for every description."""

    check: Callable[[Context], Iterator[Finding]]
    house: bool


RULES: dict[str, Rule] = {
    "create-links": Rule(create_links.check, house=True),
    "documented-in": Rule(documented_in.check, house=True),
    "enum-varnames": Rule(enum_varnames.check, house=False),
    "lifecycle-shape": Rule(lifecycle_shape.check, house=False),
    "missing-error-responses": Rule(missing_error_responses.check, house=True),
    "no-anonymous-objects": Rule(no_anonymous_objects.check, house=True),
    "operation-description": Rule(operation_description.check, house=True),
    "operation-example": Rule(operation_example.check, house=True),
    "pagination-shape": Rule(pagination_shape.check, house=False),
    "parameter-description": Rule(parameter_description.check, house=True),
    "paths-sorted": Rule(paths_sorted.check, house=True),
    "property-description": Rule(property_description.check, house=True),
    "sdk-names": Rule(sdk_names.check, house=False),
    "secret-like-example": Rule(secret_like_example.check, house=True),
    "timestamps-have-units": Rule(timestamps_have_units.check, house=True),
    "unused-component": Rule(unused_component.check, house=True),
}
