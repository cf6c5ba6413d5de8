"""Which columns a table has: what identifies a thing, what it is, how it is, how much, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import TypeKind
from ..naming import snake

if TYPE_CHECKING:
    from ..model import Api, Operation, Property, Type

LIMIT = 7
_TIME = 4
_CREATED = {"create_time", "created_at", "create_at", "creation_timestamp"}
_SCALARS = {TypeKind.STRING, TypeKind.INTEGER, TypeKind.NUMBER, TypeKind.BOOLEAN, TypeKind.ENUM}
# Lists of things that a table tells by their names.
_NAMED = {"labels", "tags"}
# Long texts, and what matters to machines only, stay out of a table; -o json shows them.
_DULL = ("path", "url", "uri", "description", "_format", "managed", "inner_", "enterprise_project_id", "workspace_id")


def columns_of(api: Api, operation: Operation) -> tuple[str, ...]:
    """Return the columns for the list that an operation returns, () where it returns none."""
    item = item_type(api, operation)
    if item is None or item.kind is not TypeKind.MODEL:
        return ()
    given = {parameter.name for parameter in operation.parameters_in("path")} - {"id"}
    ids = _ids(api, operation) | _own_ids(item)
    ranked = sorted(
        (rank, index, field.name)
        for index, field in enumerate(api.schema(item.name).properties)
        if field.name not in given  # the same in every line
        and (rank := _rank(field, ids)) is not None
    )
    # The time is among the most useful, and reads best at the end of a line.
    return tuple(name for rank, _, name in sorted(ranked[:LIMIT], key=lambda item: item[0] == _TIME))


def item_type(api: Api, operation: Operation) -> Type | None:
    """Return the type of the listed things."""
    if operation.pagination:
        return operation.pagination.item_type
    place = items_without_pages(api, operation)
    if place is None or operation.reply_type is None:
        return None
    if not place:
        return operation.reply_type.items
    schema = api.schema(operation.reply_type.name)
    return next(field.type.items for field in schema.properties if field.name == place[0])


def items_without_pages(api: Api, operation: Operation) -> tuple[str, ...] | None:
    """Return where the reply of a list that has no pages holds its things; None if that is not plain."""
    reply = operation.reply_type
    if operation.pagination or reply is None or not operation.method.startswith("list"):
        return None
    if reply.kind is TypeKind.ARRAY:
        return ()
    if reply.kind is not TypeKind.MODEL:
        return None
    lists = [
        field.name
        for field in api.schema(reply.name).properties
        if field.type.kind is TypeKind.ARRAY and field.type.items and field.type.items.kind is TypeKind.MODEL
    ]
    return (lists[0],) if len(lists) == 1 else None


def _ids(api: Api, operation: Operation) -> set[str]:
    """Return the path parameters of the resource's operations that the list itself does not need."""
    own = {parameter.name for parameter in operation.parameters_in("path")}
    resource = api.resource(operation.resource)
    return {parameter.name for sibling in resource.operations for parameter in sibling.parameters_in("path")} - own


def _own_ids(item: Type) -> set[str]:
    """Return how a thing's own ID may be called: a WorkforceTask has a workforce_task_id or a task_id."""
    words = snake(item.name, ()).split("_")
    return {f"{'_'.join(words[index:])}_id" for index in {0, len(words) - 1}}


def _rank(field: Property, ids: set[str]) -> int | None:
    name = field.name.lower()
    if field.deprecated or (field.type.kind not in _SCALARS and name not in _NAMED):
        return None
    if name in ids or name == "id":
        return 0
    if name == "email" or (name.endswith("name") and not name.startswith(("current_", "inner_"))):
        return 1
    if any(word in name for word in _DULL):
        return None
    if name in {"status", "phase", "state", *_own("status", ids)}:
        return 2
    if name in {"type", "kind", *_own("type", ids)}:
        return 3
    if name in _CREATED:
        return _TIME
    if name.startswith("total") or name.endswith("count"):
        return 8 if "_sub_" in name else 5 if name.startswith("total") else 6
    if name in _NAMED:
        return 8
    return 7 if field.type.kind is TypeKind.ENUM or name.endswith("version") else 9


def _own(word: str, ids: set[str]) -> set[str]:
    return {f"{name.removesuffix('_id')}_{word}" for name in ids}
