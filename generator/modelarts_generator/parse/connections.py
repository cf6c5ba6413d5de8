"""What connects operations: pages of a list, the lifecycle of a reply, links, and what can be waited for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import (
    Lifecycle,
    Link,
    LinkArgument,
    LinkSource,
    Location,
    Operation,
    Pagination,
    Parameter,
    Property,
    Type,
    TypeKind,
    Waiter,
)
from .following import node_of, property_at
from .follows import parse_follow
from .uploads import parse_upload

if TYPE_CHECKING:
    from collections.abc import Container

    from .source import Node
    from .types import Types

STYLES = ("page-index", "page-number", "offset", "cursor")
_DEPTH = 3


def connect(types: Types, operations: list[Operation]) -> list[Operation]:
    """Add pagination, lifecycles, links and waiters to operations."""
    paged = [
        replace(operation, pagination=_pagination(types, operation), upload=parse_upload(types, operation))
        for operation in operations
    ]
    getters = _getters(types, paged)
    with_lifecycles = [replace(operation, lifecycle=getters.get(operation.id)) for operation in paged]
    by_id = {operation.id: operation for operation in with_lifecycles}
    linked = [
        replace(operation, links=_named_links(operation, by_id), follow=parse_follow(types, operation, by_id))
        for operation in with_lifecycles
    ]
    return [replace(operation, waiter=_waiter(operation, by_id)) for operation in linked]


def _pagination(types: Types, operation: Operation) -> Pagination | None:
    node = node_of(types, operation).get("x-pagination")
    if not node.map:
        return None
    style = node.text("style")
    place = node.text("in") or "query"
    queries = _paging_parameters(operation, place)
    items, size = _path(node.text("items")), node.text("size")
    holder = property_at(types, operation.reply_type, items)
    values = holder.type if holder else (operation.reply_type if not items else None)
    wrong = _what_is_wrong(node, style, values, queries)
    if wrong or values is None or values.items is None:
        types.source.report("bad-x-pagination", node.pointer, wrong, "correct x-pagination")
        return None
    cursor = node.text("cursor") or (node.text("page") if style == "cursor" else "")
    limit = node.map.get("max-size", queries[size].constraints.maximum if size in queries else None)
    return Pagination(
        style=style,
        items=items,
        item_type=values.items,
        page=node.text("page") if style != "cursor" else "",
        size=size,
        total=_path(node.text("total")),
        cursor=cursor,
        next=_path(node.text("next")),
        max_size=int(limit) if isinstance(limit, int | float) else None,
        place=place,
    )


def _paging_parameters(operation: Operation, place: str) -> dict[str, Parameter | Property]:
    if place == "body":
        return {item.name: item for item in (operation.body.properties if operation.body else ())}
    return {parameter.name: parameter for parameter in operation.parameters_in(Location.QUERY)}


def _what_is_wrong(node: Node, style: str, values: Type | None, queries: Container[str]) -> str:
    if style not in STYLES:
        return f"style {style!r} is none of {', '.join(STYLES)}"
    if values is None or values.kind is not TypeKind.ARRAY:
        return f"items {node.text('items')!r} is no list in the reply"
    for key in ("page", "size", "cursor"):
        if node.text(key) and node.text(key) not in queries:
            return f"{key} {node.text(key)!r} is no parameter of the {node.text('in') or 'query'}"
    return ""


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split(".")) if dotted else ()


def _getters(types: Types, operations: list[Operation]) -> dict[str, Lifecycle]:
    # One operation of a resource is polled: `get` if there is one of that name, else the first that qualifies.
    chosen: dict[str, tuple[bool, str, Lifecycle]] = {}
    for operation in operations:
        reply = operation.reply_type
        if operation.http_method != "GET" or operation.pagination or reply is None or reply.nullable:
            continue
        lifecycle = _lifecycle(types, reply, ())
        if lifecycle is None:
            continue
        is_get = operation.method == "get"
        if operation.resource not in chosen or (is_get and not chosen[operation.resource][0]):
            chosen[operation.resource] = (is_get, operation.id, lifecycle)
    return {operation_id: lifecycle for _, operation_id, lifecycle in chosen.values()}


def _lifecycle(types: Types, start: Type | None, path: tuple[str, ...]) -> Lifecycle | None:
    schema = types.schemas.get(start.name) if start and start.kind is TypeKind.MODEL else None
    if schema is None or len(path) >= _DEPTH:
        return None
    for item in schema.properties:
        if item.lifecycle:
            return replace(item.lifecycle, property=(*path, item.name))
    inner = (_lifecycle(types, item.type, (*path, item.name)) for item in schema.properties)
    return next((lifecycle for lifecycle in inner if lifecycle), None)


def _named_links(operation: Operation, by_id: dict[str, Operation]) -> tuple[Link, ...]:
    links: list[Link] = []
    for link in operation.links:
        target = by_id.get(link.operation_id)
        if target is None:
            continue  # A link to another API.
        names = {parameter.name: parameter.python_name for parameter in target.parameters}
        arguments = tuple(
            replace(argument, python_name=names[argument.parameter])
            for argument in link.arguments
            if argument.parameter in names
        )
        links.append(replace(link, arguments=arguments))
    return tuple(links)


def _waiter(operation: Operation, by_id: dict[str, Operation]) -> Waiter | None:
    if operation.http_method in {"GET", "HEAD"} or operation.pagination:
        return None  # it starts nothing: some lists are asked for by POST
    for target in by_id.values():
        if target.lifecycle and operation.http_method == "DELETE" and target.path == operation.path:
            return Waiter(target.id, target.resource, target.lifecycle, _same_path(operation, target), deletes=True)
    for link in operation.links:
        target = by_id[link.operation_id]
        given = {argument.parameter for argument in link.arguments}
        needed = [item for item in target.parameters_in(Location.PATH) if not item.from_client]
        if target.lifecycle and link.status.startswith("2") and all(item.name in given for item in needed):
            return Waiter(target.id, target.resource, target.lifecycle, link.arguments)
    return None


def _same_path(operation: Operation, target: Operation) -> tuple[LinkArgument, ...]:
    own = {parameter.name for parameter in operation.parameters_in(Location.PATH)}
    return tuple(
        LinkArgument(item.name, item.python_name, LinkSource.REQUEST_PARAMETER, (item.name,))
        for item in target.parameters_in(Location.PATH)
        if item.name in own
    )
