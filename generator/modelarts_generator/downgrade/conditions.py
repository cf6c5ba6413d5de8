"""Rules about conditions. Each is put the other way round: what breaks it is forbidden, in one `not`.

Tools that make types take no notice of `not`, where they would make types of alternatives.
"""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]


def forbid(schema: Raw, broken: Raw) -> None:
    """Add to what a value must not be."""
    before = schema.get("not")
    if before is None:
        schema["not"] = broken
    else:
        schema["not"] = {"anyOf": [*(before["anyOf"] if before.keys() == {"anyOf"} else [before]), broken]}


def forbid_without_required(schema: Raw) -> None:
    """A property must not be there without those that it needs."""
    for name, needed in schema.pop("dependentRequired").items():
        if needed:
            forbid(schema, {"required": [name], "not": {"required": needed}})


def forbid_without_dependent(schema: Raw) -> None:
    """A property must not be there in an object that does not fit its schema."""
    for name, needed in schema.pop("dependentSchemas").items():
        forbid(schema, {"type": "object", "required": [name], "not": needed})


def forbid_broken_branches(schema: Raw) -> None:
    """What fits `if` must not break `then`, what does not must not break `else`."""
    condition = schema.pop("if")
    if "then" in schema:
        forbid(schema, {"allOf": [condition], "not": schema.pop("then")})
    if "else" in schema:
        forbid(schema, {"allOf": [{"not": condition}], "not": schema.pop("else")})


def forbid_without_contained(schema: Raw) -> str | None:
    """An array must not be one whose elements all fail; more than one cannot be counted."""
    at_least, at_most = schema.get("minContains", 1), schema.get("maxContains")
    contained = schema["contains"]
    if at_least:
        forbid(schema, {"type": "array", "items": {"not": contained}})
    if at_least > 1 or at_most is not None:
        return "fitting elements are not counted"
    del schema["contains"]
    schema.pop("minContains", None)
    return None
