"""Rules about types, null and alternatives."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]

NULL: Raw = {"type": "string", "nullable": True, "enum": [None]}
"""The schema that only null fits. OpenAPI 3.0 lets `nullable` count beside a `type` only, which may be any."""

_NUMERIC = ("multipleOf", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_SPEAKS_OF: dict[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern"),
    "integer": _NUMERIC,
    "number": _NUMERIC,
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    "boolean": (),
}
_NUMERIC_FORMATS = ("int32", "int64", "float", "double")
_TYPES: dict[type, str] = {bool: "boolean", str: "string", int: "integer", float: "number", type(None): "null"}
_REFUSES_NULL = frozenset(("$ref", "allOf", "anyOf", "oneOf", "not", "x-enum-varnames"))
_SAYS_NOTHING = frozenset(
    ("title", "description", "default", "example", "deprecated", "readOnly", "writeOnly", "externalDocs")
)


def add_type(schema: Raw) -> None:
    """An enumeration without a type gets that of its values: without one, `nullable` would not count."""
    found = {_TYPES.get(type(value), "") for value in schema["enum"]}
    if not found:  # an enumeration must have a value, this one is a schema that nothing fits
        del schema["enum"]
        schema["not"] = {}
    elif "type" not in schema and "" not in found and len(found - {"null"}) <= 1:
        schema["type"] = sorted(found)


def divide_types(schema: Raw) -> None:
    """Several types become alternatives, each with the keywords that speak of it; null becomes `nullable`."""
    named = [schema["type"]] if isinstance(schema["type"], str) else list(dict.fromkeys(schema["type"]))
    others = [name for name in named if name != "null"]
    takes_null = "null" in named and None in schema.get("enum", (None,))
    more = {"nullable": True} if takes_null else {}
    if not others:
        schema.update(NULL if takes_null else {"type": "string", "not": {}})
    elif len(others) == 1:
        schema.update({"type": others[0], **more, **_items(others[0], schema)})
    else:
        del schema["type"]
        branches = [_branch(schema, name, more) for name in others]
        for key in {key for branch in branches for key in branch}:
            schema.pop(key, None)
        if "anyOf" in schema:
            schema["allOf"] = [*schema.get("allOf", ()), {"anyOf": branches}]
        else:
            schema["anyOf"] = branches


def _branch(schema: Raw, name: str, more: Raw) -> Raw:
    keys = [key for key in _SPEAKS_OF[name] if key in schema]
    is_numeric = schema.get("format") in _NUMERIC_FORMATS
    if "format" in schema and name in (("integer", "number") if is_numeric else ("string",)):
        keys.insert(0, "format")
    return {"type": name, **{key: schema[key] for key in keys}, **more, **_items(name, schema)}


def _items(name: str, schema: Raw) -> Raw:
    """An array has to say what it holds, even if that is anything."""
    return {"items": schema.get("items", {})} if name == "array" else {}


def merge_null_of_any(schema: Raw) -> None:
    """Null among the alternatives makes another one nullable."""
    _merge_null(schema, "anyOf")


def merge_null_of_one(schema: Raw) -> None:
    """Null among the alternatives makes another one nullable."""
    _merge_null(schema, "oneOf")


def _merge_null(schema: Raw, keyword: str) -> None:
    """Let an alternative that is not null yet take the place of null; if it is the only other one, of the choice.

    What is given by a `$ref` cannot be made nullable: null stays an alternative beside it.
    """
    parts = schema[keyword]
    others = [part for part in parts if not _is_null(part)]
    host = next((part for part in others if _may_take_null(part)), None)
    if host is None or len(others) != len(parts) - 1:
        return
    host["nullable"] = True
    if None not in host.get("enum", (None,)):
        host["enum"] = [*host["enum"], None]
    schema[keyword] = others
    if len(others) == 1 and all(key in _SAYS_NOTHING or key.startswith("x-") for key in schema if key != keyword):
        del schema[keyword]
        schema.update({**host, **schema})


def _is_null(schema: Raw) -> bool:
    return NULL.items() <= schema.items()


def _may_take_null(schema: Raw) -> bool:
    return "type" in schema and "nullable" not in schema and not schema.keys() & _REFUSES_NULL


def wrap_reference(schema: Raw) -> None:
    """What stands beside a `$ref` would be ignored."""
    if len(schema) > 1:
        schema["allOf"] = [{"$ref": schema.pop("$ref")}, *schema.get("allOf", ())]
