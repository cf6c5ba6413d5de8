"""Types, properties and schemas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..document import Pointer

JsonScalar = str | int | float | bool | None


class TypeKind(StrEnum):
    """What a value is."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    BINARY = "binary"
    ANY = "any"
    ARRAY = "array"
    MAP = "map"
    MODEL = "model"
    ENUM = "enum"
    UNION = "union"


@dataclass(frozen=True, slots=True)
class Constraints:
    """Limits of a value; None means no limit."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None


NO_CONSTRAINTS = Constraints()


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value.

    `name` and `module` are those of the class for MODEL and ENUM; `items` is the element type of ARRAY and the
    value type of MAP; `members` are the alternatives of UNION; `values` are the only values of a scalar without
    a class of its own (a `const`). `format` is the format of a scalar; for ENUM it is "string" or "integer".
    """

    kind: TypeKind
    name: str = ""
    module: str = ""
    items: Type | None = None
    members: tuple[Type, ...] = ()
    format: str = ""
    nullable: bool = False
    values: tuple[JsonScalar, ...] = ()
    constraints: Constraints = NO_CONSTRAINTS


@dataclass(frozen=True, slots=True)
class Example:
    """A named example; `value` is plain JSON data."""

    name: str
    value: Any
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """How a status moves. `property` is the path of wire names to the status in the reply."""

    property: tuple[str, ...]
    initial: tuple[JsonScalar, ...] = ()
    working: tuple[JsonScalar, ...] = ()
    succeeded: tuple[JsonScalar, ...] = ()
    failed: tuple[JsonScalar, ...] = ()
    deleted: tuple[JsonScalar, ...] = ()
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an object. `name` is the wire name, `python_name` the attribute or keyword argument.

    A property that `is_tag` has one value, which tells the object from the other members of a union.
    """

    name: str
    python_name: str
    type: Type
    required: bool = False
    description: str = ""
    default: Any = None
    has_default: bool = False
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    is_tag: bool = False
    documented_in: tuple[str, ...] = ()
    lifecycle: Lifecycle | None = None

    @property
    def constraints(self) -> Constraints:
        """The limits of the value."""
        return self.type.constraints


@dataclass(frozen=True, slots=True)
class Schema:
    """An object schema: a class in `models/<module>.py`.

    `open` says that the description allows fields beyond `properties`, `additional` is their type. `in_request` and
    `in_response` tell where the schema is used, directly or inside another one.
    """

    name: str
    module: str
    description: str = ""
    properties: tuple[Property, ...] = ()
    open: bool = False
    additional: Type | None = None
    in_request: bool = False
    in_response: bool = False
    deprecated: bool = False
    pointer: Pointer = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a reply that has no class of its own: a list, a map, a union or a scalar.

    In Python it is a root model in `models/<module>.py`; methods return what it holds.
    """

    name: str
    module: str
    type: Type


@dataclass(frozen=True, slots=True)
class EnumMember:
    """One value of an enumeration and the Python name of its member."""

    name: str
    value: str | int
    description: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class EnumSchema:
    """An enumeration: a class in `models/<module>.py`. `kind` is STRING or INTEGER."""

    name: str
    module: str
    kind: TypeKind
    members: tuple[EnumMember, ...]
    description: str = ""
    deprecated: bool = False
    pointer: Pointer = ()
