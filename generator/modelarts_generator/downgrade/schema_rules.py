"""The table of rules for schemas: what each keyword that OpenAPI 3.0 lacks, or reads otherwise, becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from . import conditions, containers, types, values

Rule = Callable[[dict[str, Any]], str | None]
"""Rewrites a schema that has the keyword, in place, and returns what gets lost by it.

Schemas within it are rewritten already.
"""

KEYWORDS = frozenset(
    (
        *("$ref", "allOf", "anyOf", "oneOf", "not", "discriminator", "type", "format", "enum", "nullable", "default"),
        *("multipleOf", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
        *("minLength", "maxLength", "pattern", "items", "minItems", "maxItems", "uniqueItems"),
        *("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
        *("title", "description", "example", "externalDocs", "xml", "readOnly", "writeOnly", "deprecated"),
    )
)
"""What a schema may say in OpenAPI 3.0. Anything else is kept under a name that starts with x-."""

# In the order in which they have to be applied: what was evaluated is known while all of it is there, `type` divides
# the others among its alternatives, `$ref` is wrapped when all that stands beside it is done.
RULES: dict[str, Rule] = {
    "unevaluatedProperties": containers.close_properties,
    "unevaluatedItems": containers.close_items,
    "prefixItems": containers.merge_prefix_items,
    "patternProperties": containers.merge_pattern_properties,
    "propertyNames": containers.drop_property_names,
    "contains": conditions.forbid_without_contained,
    "dependentRequired": conditions.forbid_without_required,
    "dependentSchemas": conditions.forbid_without_dependent,
    "if": conditions.forbid_broken_branches,
    "contentEncoding": values.name_encoding,
    "contentMediaType": values.name_media_type,
    "required": values.drop_empty_list,
    "const": values.list_const,
    "examples": values.take_example,
    "exclusiveMinimum": values.mark_exclusive_minimum,
    "exclusiveMaximum": values.mark_exclusive_maximum,
    "enum": types.add_type,
    "type": types.divide_types,
    "anyOf": types.merge_null_of_any,
    "oneOf": types.merge_null_of_one,
    "$dynamicRef": lambda _: "the schema that it leads to is not applied",
    "$ref": types.wrap_reference,
}


def rewrite_schema(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Rewrite a schema in place; yield each keyword by which something is lost, and what."""
    for keyword, rule in RULES.items():
        if keyword in schema:
            lost = rule(schema)
            if lost:
                yield keyword, lost
    for keyword in [key for key in schema if key not in KEYWORDS and not key.startswith("x-")]:
        schema[f"x-{keyword.removeprefix('$')}"] = schema.pop(keyword)
