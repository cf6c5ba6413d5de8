"""Names on the command line: of groups, commands and options, each unique in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Location, TypeKind
from ..naming import Names
from .texts import kebab

if TYPE_CHECKING:
    from ..model import Api, Operation, Parameter, Property, Resource

# Options that every command has: a parameter of such a name gets another one.
RESERVED = frozenset({"output", "query", "columns", "body", "wait", "all", "page", "help", "debug"})


def group_words(api: Api, path: str) -> list[str]:
    """Return the words that lead to a resource."""
    parts = path.split(".")
    return [kebab(api.resource(".".join(parts[: index + 1])).attribute) for index in range(len(parts))]


def command_names(resource: Resource) -> dict[str, str]:
    """Return the names of a resource's commands by the ids of their operations."""
    taken = Names([kebab(child.attribute) for child in resource.children], separator="-")
    return {operation.id: taken.allocate(kebab(operation.method)) for operation in resource.operations}


def command_words(api: Api, operation: Operation) -> list[str]:
    """Return the words that name an operation's command."""
    names = command_names(api.resource(operation.resource))
    return [*group_words(api, operation.resource), names[operation.id]]


def option_names(operation: Operation) -> dict[str, str]:
    """Return the options of an operation, without dashes, by the names of the SDK's arguments."""
    items: list[Parameter | Property] = [item for item in operation.parameters if item.location is not Location.PATH]
    if operation.body and operation.body.expanded:
        items += operation.body.properties
    taken, names = Names(separator="-"), {}
    for item in items:
        wanted = kebab(item.python_name)
        name = taken.allocate(f"{wanted}-value" if wanted in RESERVED else wanted)
        if item.type.kind is TypeKind.BOOLEAN:
            taken.allocate(f"no-{name}")
        names[item.python_name] = name
    return names
