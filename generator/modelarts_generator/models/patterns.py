"""Regular expressions: those of the description are ECMAScript's, those of pydantic are Rust's."""

from __future__ import annotations

from functools import cache


@cache
def is_supported(pattern: str) -> bool:
    """Whether pydantic can check a pattern; one that looks ahead or back, for example, it cannot."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True
