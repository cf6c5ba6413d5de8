"""Rules about single values: constants, limits, examples, encoded text."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]
_ENCODINGS = {"base64": "byte"}
_MEDIA_TYPES = {"application/octet-stream": "binary"}


def list_const(schema: Raw) -> None:
    """A constant is an enumeration of one value."""
    only = {"enum": [schema.pop("const")]}
    if "enum" in schema:
        schema["allOf"] = [*schema.get("allOf", ()), only]
    else:
        schema.update(only)


def drop_empty_list(schema: Raw) -> None:
    """A list of required properties must not be empty."""
    if not schema["required"]:
        del schema["required"]


def take_example(schema: Raw) -> None:
    """The first example stands for all, which are kept under x-examples if there are more."""
    examples = schema.pop("examples")
    if len(examples) > 1 or "example" in schema:
        schema["x-examples"] = examples
    if examples:
        schema.setdefault("example", examples[0])


def mark_exclusive_minimum(schema: Raw) -> None:
    """The number becomes the minimum, marked as exclusive, if it is the stricter one of the two."""
    bound = schema.pop("exclusiveMinimum")
    if "minimum" not in schema or schema["minimum"] <= bound:
        schema.update({"minimum": bound, "exclusiveMinimum": True})


def mark_exclusive_maximum(schema: Raw) -> None:
    """The number becomes the maximum, marked as exclusive, if it is the stricter one of the two."""
    bound = schema.pop("exclusiveMaximum")
    if "maximum" not in schema or schema["maximum"] >= bound:
        schema.update({"maximum": bound, "exclusiveMaximum": True})


def name_encoding(schema: Raw) -> None:
    """Base64 has a format of its own."""
    if "format" not in schema and schema["contentEncoding"] in _ENCODINGS:
        schema["format"] = _ENCODINGS[schema.pop("contentEncoding")]


def name_media_type(schema: Raw) -> None:
    """Bytes as they are have a format of their own."""
    if "format" not in schema and schema["contentMediaType"] in _MEDIA_TYPES:
        schema["format"] = _MEDIA_TYPES[schema.pop("contentMediaType")]
