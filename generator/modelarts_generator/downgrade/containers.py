"""Rules about members and elements that OpenAPI 3.0 cannot tell apart; where need be the schema allows more."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]
_EVALUATE = frozenset(("$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "$dynamicRef"))
_NOTHING: Raw = {"not": {}}


def close_properties(schema: Raw) -> str | None:
    """Without other schemas at the same place, what is not evaluated is what is additional."""
    return _close(schema, "unevaluatedProperties", "additionalProperties", _EVALUATE, "properties")


def close_items(schema: Raw) -> str | None:
    """Without other schemas at the same place, what is not evaluated is all items, or those after the first ones."""
    return _close(schema, "unevaluatedItems", "items", _EVALUATE | {"contains"}, "elements")


def _close(schema: Raw, keyword: str, other: str, evaluate: frozenset[str], what: str) -> str | None:
    rest = schema[keyword]
    if other not in schema and schema.keys() & evaluate and rest not in (True, {}):
        return f"{what} that no other schema speaks of are accepted"
    del schema[keyword]
    schema.setdefault(other, rest)
    return None


def merge_prefix_items(schema: Raw) -> str:
    """Each element has to fit one of the schemas, wherever it stands."""
    first, rest = schema["prefixItems"], schema.get("items", {})
    if rest == _NOTHING:
        schema["maxItems"] = min(len(first), schema.get("maxItems", len(first)))
    schema["items"] = _any_of(first if rest == _NOTHING else [*first, rest])
    return "elements may stand in another order"


def merge_pattern_properties(schema: Raw) -> str:
    """Each property that is not declared has to fit one of the schemas, whatever its name is."""
    rest = schema.get("additionalProperties", True)
    parts = list(schema["patternProperties"].values())
    if rest is not True:
        schema["additionalProperties"] = _any_of(parts if rest is False else [*parts, rest])
    return "names of properties are not held against the patterns"


def drop_property_names(schema: Raw) -> str | None:
    """Every name is a string; nothing more can be said of names."""
    if schema["propertyNames"] not in ({}, {"type": "string"}):
        return "names of properties are not limited"
    del schema["propertyNames"]
    return None


def _any_of(parts: list[Raw]) -> Raw:
    if {} in parts:
        return {}
    return parts[0] if len(parts) == 1 else {"anyOf": parts}
