"""The shape of an OpenAPI 3.1 document: which kind of object stands at which place.

Walking by kind keeps values apart from descriptions: a `$ref` inside an example is data, a property that is named
`$ref` or `properties` is just a property.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Pointer = tuple[str | int, ...]
"""A place in a document: the keys and indexes that lead to it from the root."""

SECTIONS = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "examples": "example",
    "requestBodies": "requestBody",
    "headers": "header",
    "securitySchemes": "securityScheme",
    "links": "link",
    "callbacks": "callback",
    "pathItems": "pathItem",
}
"""The sections of `components` and the kind of object in each."""

SECTION_OF = {kind: section for section, kind in SECTIONS.items()}

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

REFERABLE = frozenset(SECTIONS.values())
"""The kinds that may be given as a `$ref`."""

# "x" is one object of kind x, "[x]" a list of them, "{x}" a mapping with free keys to them.
_FIELDS: dict[str, dict[str, str]] = {
    "document": {"paths": "{pathItem}", "webhooks": "{pathItem}", "components": "components"},
    "components": {section: f"{{{kind}}}" for section, kind in SECTIONS.items()},
    "pathItem": {**dict.fromkeys(METHODS, "operation"), "parameters": "[parameter]"},
    "operation": {
        "parameters": "[parameter]",
        "requestBody": "requestBody",
        "responses": "{response}",
        "callbacks": "{callback}",
    },
    "parameter": {"schema": "schema", "examples": "{example}", "content": "{mediaType}"},
    "header": {"schema": "schema", "examples": "{example}", "content": "{mediaType}"},
    "requestBody": {"content": "{mediaType}"},
    "response": {"headers": "{header}", "content": "{mediaType}", "links": "{link}"},
    "mediaType": {"schema": "schema", "examples": "{example}", "encoding": "{encoding}"},
    "encoding": {"headers": "{header}"},
    "schema": {
        **dict.fromkeys(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"), "{schema}"),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[schema]"),
        **dict.fromkeys(("items", "additionalProperties", "not", "if", "then", "else", "contains"), "schema"),
        **dict.fromkeys(("propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"), "schema"),
    },
    "callback": {},
    "example": {},
    "link": {},
    "securityScheme": {},
}


class Node(NamedTuple):
    """An object of a known kind and its place."""

    pointer: Pointer
    kind: str
    value: Any


def children(node: Node) -> Iterator[Node]:
    """Yield the typed objects directly below one, in the order of the file."""
    pointer, kind, value = node
    if type(value) is not dict:
        return
    if kind == "callback":
        for key, child in value.items() if "$ref" not in value else ():
            if not key.startswith("x-"):
                yield Node((*pointer, key), "pathItem", child)
        return
    fields = _FIELDS[kind]
    for key, child in value.items():
        shape = fields.get(key)
        if shape is None:
            continue
        if shape[0] == "{":
            yield from _in_mapping((*pointer, key), shape[1:-1], child)
        elif shape[0] == "[":
            yield from _in_list((*pointer, key), shape[1:-1], child)
        else:
            yield Node((*pointer, key), shape, child)


def _in_mapping(pointer: Pointer, kind: str, value: Any) -> Iterator[Node]:
    if type(value) is not dict:
        return
    # Extensions may stand among paths, responses and the like, but not among names of properties and components.
    skips_extensions = kind in ("pathItem", "response")
    for key, child in value.items():
        if not (skips_extensions and key.startswith("x-")):
            yield Node((*pointer, key), kind, child)


def _in_list(pointer: Pointer, kind: str, value: Any) -> Iterator[Node]:
    if type(value) is list:
        for index, child in enumerate(value):
            yield Node((*pointer, index), kind, child)


def rebuild(node: Node, change: Callable[[Node], Any]) -> dict[str, Any]:
    """Return a copy of an object whose typed children are what `change` makes of them."""
    depth = len(node.pointer)
    changed = {child.pointer[depth:]: change(child) for child in children(node)}
    return {key: _rebuild_field(key, field, changed) for key, field in node.value.items()}


def _rebuild_field(key: str, field: Any, changed: dict[Pointer, Any]) -> Any:
    if (key,) in changed:
        return changed[(key,)]
    if type(field) is dict:
        return {step: changed[key, step] if (key, step) in changed else copy_plain(field[step]) for step in field}
    if type(field) is list:
        return [
            changed[key, index] if (key, index) in changed else copy_plain(item) for index, item in enumerate(field)
        ]
    return field


def copy_plain(value: Any) -> Any:
    """Return a copy of plain data, quicker than `copy.deepcopy`."""
    if type(value) is dict:
        return {key: copy_plain(item) for key, item in value.items()}
    if type(value) is list:
        return [copy_plain(item) for item in value]
    return value


def walk(value: Any, kind: str = "document", pointer: Pointer = ()) -> Iterator[Node]:
    """Yield every typed object of a tree, outer before inner, in the order of the file."""
    stack = [Node(pointer, kind, value)]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(list(children(node))))


def kind_at(kind: str, pointer: Pointer) -> str | None:
    """Return the kind of object that stands at a pointer below an object of `kind`, None if none is defined there."""
    shape = kind
    for step in pointer:
        if shape[0] in "{[":
            shape = shape[1:-1]
        elif shape == "callback":
            shape = "pathItem"
        else:
            below = _FIELDS[shape].get(str(step))
            if below is None:
                return None
            shape = below
    return None if shape[0] in "{[" else shape


def is_reference(node: Node) -> bool:
    """Tell whether an object is given as a `$ref` (a schema or Path Item may say more beside it)."""
    return node.kind in REFERABLE and type(node.value) is dict and type(node.value.get("$ref")) is str
