"""Judges of values by a document of OpenAPI 3.1 and by one of 3.0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
from modelarts_generator.references import format_reference
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

Raw = dict[str, Any]
Judge = Callable[[tuple[str | int, ...]], Callable[[Any], bool]]
"""Takes the place of a schema; returns what tells whether a value fits it."""


def judge_31(document: Raw) -> Judge:
    """Judge by JSON Schema, draft 2020-12."""
    registry = jsonschema_rs.Registry([("urn:new", document)])

    def judge(place: tuple[str | int, ...]) -> Callable[[Any], bool]:
        reference = format_reference(place).replace("{", "%7B").replace("}", "%7D")
        return jsonschema_rs.Draft202012Validator({"$ref": f"urn:new{reference}"}, registry=registry).is_valid

    return judge


def judge_30(document: Raw) -> Judge:
    """Judge by the schemas of OpenAPI 3.0."""
    registry: Registry[Any] = Registry().with_resource("urn:old", DRAFT4.create_resource(document))

    def judge(place: tuple[str | int, ...]) -> Callable[[Any], bool]:
        schema = {"$ref": f"urn:old{format_reference(place)}"}
        fits: Callable[[Any], bool] = OAS30Validator(schema, registry=registry).is_valid
        return fits

    return judge
