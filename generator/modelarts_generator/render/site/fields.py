"""The fields of objects as pages show them: each with what is inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...model import TypeKind
from ..docs_texts import limits_text
from .html import type_html

if TYPE_CHECKING:
    from markupsafe import Markup

    from ...model import Api, EnumMember, Parameter, Property, Schema, Type

MOST_FIELDS = 160
"""How many fields a body shows before the deeper ones are left to the pages of models."""
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a property. `fields` are those of the object in it, `object` is that object's name."""

    name: str
    place: str
    type: Markup
    required: bool
    description: str
    limits: str
    default: str
    deprecated: bool
    choices: tuple[EnumMember, ...]
    object: str
    fields: tuple[Field, ...]


class Fields:
    """Makes fields for the pages that lie in a folder from which `root` leads to the site's first page."""

    def __init__(self, api: Api, root: str) -> None:
        self._root = root
        self._schemas = {schema.name: schema for schema in api.schemas}
        self._enums = {enum.name: enum for enum in api.enums}

    def flat(self, items: Iterable[Parameter | Property]) -> tuple[Field, ...]:
        """Return fields without what is inside them."""
        return tuple(self._field(item, 0, ()) for item in items)

    def nested(self, items: Iterable[Parameter | Property]) -> tuple[Field, ...]:
        """Return fields with what is inside them, as deep as a page can bear it."""
        found, fields = list(items), self.flat(())
        for depth in range(_DEEPEST, -1, -1):
            fields = tuple(self._field(item, depth, ()) for item in found)
            if sum(1 for _ in _walk(fields)) <= MOST_FIELDS:
                break
        return fields

    def of_type(self, kind: Type | None) -> tuple[Field, ...]:
        """Return the fields of the object that a body is, or that its elements are; none if it is no object."""
        schema = self._object(kind)
        return self.nested(schema.properties) if schema else ()

    def _field(self, item: Parameter | Property, depth: int, above: tuple[str, ...]) -> Field:
        schema = self._object(item.type)
        inside: tuple[Field, ...] = ()
        if schema and depth and schema.name not in above:
            inside = tuple(self._field(part, depth - 1, (*above, schema.name)) for part in schema.properties)
        return Field(
            name=item.name,
            place=str(getattr(item, "location", "")),
            type=type_html(item.type, self._root),
            required=item.required,
            description=item.description,
            limits=limits_text(item.type),
            default=_default(item),
            deprecated=item.deprecated,
            choices=self._choices(item.type),
            object=schema.name if schema else "",
            fields=inside,
        )

    def _object(self, kind: Type | None) -> Schema | None:
        """Return the one object that a value holds, itself or as its elements."""
        while kind is not None and kind.kind in {TypeKind.ARRAY, TypeKind.MAP}:
            kind = kind.items
        return self._schemas.get(kind.name) if kind is not None and kind.kind is TypeKind.MODEL else None

    def _choices(self, kind: Type | None) -> tuple[EnumMember, ...]:
        while kind is not None and kind.kind is TypeKind.ARRAY:
            kind = kind.items
        return self._enums[kind.name].members if kind is not None and kind.kind is TypeKind.ENUM else ()


def _default(item: Parameter | Property) -> str:
    value: Any = item.default
    if not item.has_default or value in (None, "", []):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _walk(field.fields)
