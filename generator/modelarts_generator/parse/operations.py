"""Operations, as they stand by themselves; what connects them is added by `connections`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..model import Link, LinkArgument, LinkSource, Operation
from ..naming import constant, pascal, snake
from ..reserved import KEYWORDS
from .arguments import name_arguments
from .parameters import parse_parameters
from .payloads import parse_body, parse_responses, success_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Node
    from .types import Types

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_VERSION = re.compile(r"v\d+(\.\d+)*|api", re.IGNORECASE)
_EXPRESSION = re.compile(r"\$(?P<side>request|response)\.(?P<part>path|query|header|body)(?P<rest>.*)")


def parse_operations(types: Types) -> list[Operation]:
    """Read all operations in the order of the paths."""
    return [_operation(types, path, item, method, node) for path, item, method, node in _walk(types)]


def _walk(types: Types) -> Iterator[tuple[str, Node, str, Node]]:
    for path, reference in types.source.root.get("paths").items():
        item = types.source.resolve(reference)
        for method in METHODS:
            if item.get(method).map:
                yield path, item, method, item.get(method)


def _operation(types: Types, path: str, item: Node, method: str, node: Node) -> Operation:
    sdk = node.get("x-sdk")
    operation_id = node.text("operationId") or pascal(f"{method} {path}", ())
    resource = _resource(types, path, node)
    owner = (operation_id, resource.partition(".")[0])
    parameters, body = name_arguments(
        types.source, node.pointer, parse_parameters(types, path, item, node, owner), parse_body(types, node, owner)
    )
    responses = parse_responses(types, node, owner)
    name = snake(sdk.text("method") or node.text("operationId") or f"{method} {path}", KEYWORDS)
    if not name:
        message = f"operationId {operation_id!r} cannot become the name of a method"
        types.source.report("no-identifier", node.pointer, message, "give it a name with a letter")
        name = "unnamed"
    return Operation(
        id=operation_id,
        http_method=method.upper(),
        path=path,
        resource=resource,
        method=name,
        constant=constant(name),
        summary=node.text("summary") or item.text("summary"),
        description=node.text("description") or item.text("description"),
        parameters=parameters,
        body=body,
        success=success_of(responses) if method != "head" else None,
        responses=responses,
        links=tuple(_links(types, node)),
        iam_action=node.text("x-iam-action"),
        documented_in=node.strings("x-documented-in"),
        tags=node.strings("tags"),
        deprecated=node.flag("deprecated"),
        security=_security(types, node),
        pointer=node.pointer,
    )


def _resource(types: Types, path: str, node: Node) -> str:
    given = node.get("x-sdk").text("resource")
    wanted = given.split(".") if given else [next(iter(node.strings("tags")), "") or _segment(path)]
    parts = [snake(part, KEYWORDS) for part in wanted]
    if not all(parts):
        if given:
            message = f"x-sdk.resource {given!r} is not a dotted name"
            types.source.report("no-identifier", (*node.pointer, "x-sdk"), message, "use names like datasets.versions")
        return _segment(path)
    return ".".join(parts)


def _segment(path: str) -> str:
    parts = [part for part in path.split("/") if part and "{" not in part and not _VERSION.fullmatch(part)]
    return next((name for part in parts if (name := snake(part, KEYWORDS))), "default")


def _security(types: Types, node: Node) -> tuple[tuple[str, ...], ...]:
    source = node if "security" in node.map else types.source.root
    return tuple(tuple(sorted(scheme.map)) for scheme in source.get("security").elements())


def _links(types: Types, node: Node) -> Iterator[Link]:
    for status, reference in node.get("responses").items():
        response = types.source.resolve(reference)
        for name, link_reference in response.get("links").items():
            link = types.source.resolve(link_reference)
            target = link.text("operationId") or _target_id(types, link)
            arguments = tuple(_argument(key, value.value) for key, value in link.get("parameters").items())
            yield Link(name, target, status, arguments, link.text("description"))


def _target_id(types: Types, link: Node) -> str:
    ref = link.text("operationRef")
    if not ref.startswith("#/"):
        return ""
    return types.source.target(type(link)({"$ref": ref}, link.pointer)).text("operationId")


def _argument(name: str, value: object) -> LinkArgument:
    wire = name.partition(".")[2] if name.partition(".")[0] in {"path", "query", "header", "cookie"} else name
    match = _EXPRESSION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        constant_value = value if isinstance(value, str | int | float | bool) else None
        return LinkArgument(wire, wire, LinkSource.CONSTANT, value=constant_value)
    side, part, rest = match["side"], match["part"], match["rest"]
    if part == "body":
        source = LinkSource.RESPONSE_BODY if side == "response" else LinkSource.REQUEST_BODY
        keys = tuple(key.replace("~1", "/").replace("~0", "~") for key in rest.lstrip("#").split("/")[1:])
        return LinkArgument(wire, wire, source, keys)
    source = LinkSource.RESPONSE_HEADER if side == "response" else LinkSource.REQUEST_PARAMETER
    return LinkArgument(wire, wire, source, (rest.lstrip("."),))
