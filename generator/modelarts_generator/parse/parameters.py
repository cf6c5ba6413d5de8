"""Parameters of an operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..model import Location, Parameter, Type, TypeKind

if TYPE_CHECKING:
    from .source import Node
    from .types import Types

_ORDER = tuple(Location)
# OpenAPI: a header parameter of one of these names is ignored; other parts of the description decide them.
_NOT_PARAMETERS = {"accept", "content-type", "authorization"}
_IN_PATH = re.compile(r"\{([^{}]+)\}")


def parse_parameters(types: Types, path: str, item: Node, operation: Node, owner: tuple[str, str]) -> list[Parameter]:
    """Read the parameters of a path item and of one of its operations, which win; sorted by location.

    Their Python names are the wire names still: `arguments.name_arguments` gives the final ones.
    """
    found: dict[tuple[str, str], Node] = {}
    for node in [*item.get("parameters").elements(), *operation.get("parameters").elements()]:
        resolved = types.source.resolve(node)
        found[resolved.text("in"), resolved.text("name")] = resolved
    parameters = [_parameter(types, node, owner) for key, node in found.items() if _counts(*key)]
    declared = {parameter.name for parameter in parameters if parameter.location is Location.PATH}
    for name in _IN_PATH.findall(path):
        if name not in declared:
            message = f"the path has {{{name}}}, but no parameter describes it"
            types.source.report("undeclared-path-parameter", operation.pointer, message, "add the parameter")
    return sorted(parameters, key=lambda parameter: _ORDER.index(parameter.location))


def _counts(location: str, name: str) -> bool:
    return location in set(_ORDER) and not (location == "header" and name.lower() in _NOT_PARAMETERS)


def _parameter(types: Types, node: Node, owner: tuple[str, str]) -> Parameter:
    name, location = node.text("name"), Location(node.text("in"))
    schema = node.get("schema")
    if node.pointer[0] == "components":
        types.places.register(schema.pointer, str(node.pointer[-1]))
    else:
        types.places.register(schema.pointer, f"{owner[0]}_{name}", owner[1])
    target = types.source.resolve(schema)
    style = node.text("style") or ("form" if location in {"query", "cookie"} else "simple")
    return Parameter(
        name=name,
        python_name=name,
        location=location,
        # A parameter with `content` is text that the caller has encoded.
        type=Type(TypeKind.STRING) if "content" in node.map else types.type_of(schema),
        required=node.flag("required") or location is Location.PATH,
        description=node.text("description") or schema.text("description") or target.text("description"),
        default=schema.map.get("default", target.map.get("default")),
        has_default="default" in schema.map or "default" in target.map,
        style=style,
        explode=node.flag("explode", default=style == "form"),
        from_client=_from_client(types, node, name, location),
        deprecated=node.flag("deprecated"),
        documented_in=node.strings("x-documented-in"),
        example=_example(node),
    )


def _example(node: Node) -> Any:
    if "example" in node.map:
        return node.map["example"]
    first = next((example for _, example in node.get("examples").items()), None)
    return first.map.get("value") if first else None


def _from_client(types: Types, node: Node, name: str, location: Location) -> str:
    given = node.get("x-sdk").text("from-client")
    if given and (given, name, location) != ("project_id", "project_id", Location.PATH):
        message = f"the client has no value for the {location.value} parameter {name!r}"
        types.source.report("bad-from-client", node.pointer, message, "only project_id in a path can come from it")
        return ""
    return given
