"""Resources and the whole API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..naming import pascal
from ..reserved import CLIENT_CLASS_WORDS
from .types import TypeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .operations import Operation
    from .types import Alias, EnumSchema, JsonScalar, Schema, Type


@dataclass(frozen=True, slots=True)
class Resource:
    """A node of the tree of resources.

    For path "datasets.versions": attribute "versions", module "datasets_versions", class_name
    "DatasetsVersions", async_class_name "AsyncDatasetsVersions".
    """

    path: str
    attribute: str
    module: str
    class_name: str
    async_class_name: str
    description: str = ""
    operations: tuple[Operation, ...] = ()
    children: tuple[Resource, ...] = ()

    @property
    def getter(self) -> Operation | None:
        """The operation whose reply carries a status with a lifecycle: what wait() polls."""
        return next((operation for operation in self.operations if operation.lifecycle), None)

    def walk(self) -> Iterator[Resource]:
        """Yield the resource and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A variable of a server's URL."""

    name: str
    default: str
    enum: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of the description."""

    url: str
    description: str = ""
    variables: tuple[ServerVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A way of signing in. `name` is the key in the description, `field` the header or parameter that carries it."""

    name: str
    type: str
    scheme: str = ""
    location: str = ""
    field: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A group of operations."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """A whole description. `resources` are the roots of the tree."""

    title: str
    version: str
    description: str = ""
    license: str = ""
    servers: tuple[Server, ...] = ()
    tags: tuple[Tag, ...] = ()
    security_schemes: tuple[SecurityScheme, ...] = ()
    resources: tuple[Resource, ...] = ()
    schemas: tuple[Schema, ...] = ()
    enums: tuple[EnumSchema, ...] = ()
    aliases: tuple[Alias, ...] = ()

    @property
    def client_name(self) -> str:
        """The class name of the SDK's client, made of the title: "Pet Store API" gives PetStore."""
        words = [word for word in self.title.split() if word.lower() not in {"api", "rest"}]
        name = pascal(" ".join(words[:4])) or "Client"
        taken = {item for node in self.all_resources for item in (node.class_name, node.async_class_name)}
        return f"{name}Client" if name in taken | CLIENT_CLASS_WORDS else name

    @property
    def all_resources(self) -> tuple[Resource, ...]:
        """Every resource of the tree, parents first."""
        return tuple(node for root in self.resources for node in root.walk())

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, resource by resource."""
        return tuple(operation for node in self.all_resources for operation in node.operations)

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules below models/, sorted."""
        return tuple(sorted({schema.module for schema in self.schemas} | {enum.module for enum in self.enums}))

    def alias_of(self, operation: Operation) -> Alias | None:
        """The alias of an operation's reply, if it has one."""
        module = f"{operation.resource.partition('.')[0]}_replies"
        found = (alias for alias in self.aliases if alias.module == module and alias.type == operation.reply_type)
        return next(found, None)

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id; KeyError if there is none."""
        for candidate in self.operations:
            if candidate.id == operation_id:
                return candidate
        raise KeyError(operation_id)

    def resource(self, path: str) -> Resource:
        """The resource of that dotted path; KeyError if there is none."""
        for candidate in self.all_resources:
            if candidate.path == path:
                return candidate
        raise KeyError(path)

    def schema(self, name: str) -> Schema:
        """The object schema of that class name; KeyError if there is none."""
        for candidate in self.schemas:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def enum(self, name: str) -> EnumSchema:
        """The enumeration of that class name; KeyError if there is none."""
        for candidate in self.enums:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def only_value(self, kind: Type) -> JsonScalar:
        """The value of a constant or of an enumeration of one; None where there is a choice."""
        if kind.nullable:
            return None
        values = kind.values
        if kind.kind is TypeKind.ENUM:
            values = tuple(member.value for member in self.enum(kind.name).members)
        return values[0] if len(values) == 1 else None
