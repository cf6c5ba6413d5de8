"""Removing parts of a document, in place, and then all that has lost its meaning by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..grammar import METHODS, Pointer, walk
from ..reach import find_reached
from ..references import parse_reference

if TYPE_CHECKING:
    from collections.abc import Iterable

Raw = dict[str, Any]
_GROUPS = ("paths", "webhooks")


def walk_operations(document: Raw) -> Iterator[tuple[Pointer, Raw]]:
    """Yield the operations of all paths and webhooks with their places."""
    for group in _GROUPS:
        for path, item in (document.get(group) or {}).items():
            yield from (
                ((group, path, method), item[method]) for method in METHODS if isinstance(item.get(method), dict)
            )


def list_tags(document: Raw) -> Iterator[str]:
    """Yield the tags of all operations, again and again."""
    for _, operation in walk_operations(document):
        yield from operation.get("tags") or ()


def drop_operations(document: Raw, takes: Callable[[Raw], bool]) -> None:
    """Remove the operations that are not taken, and paths that have none left."""
    for (group, path, method), operation in list(walk_operations(document)):
        if not takes(operation):
            del document[str(group)][path][method]
    left = {place[:2] for place, _ in walk_operations(document)}
    for group in _GROUPS:
        if group in document:
            document[group] = {path: item for path, item in document[group].items() if (group, path) in left}


def drop_follows(document: Raw) -> list[tuple[Pointer, str]]:
    """Remove each `x-follow` whose end only a removed operation could tell; return their places and that operation."""
    names, lost = _ids(document), []
    for place, operation in walk_operations(document):
        until = (operation.get("x-follow") or {}).get("until", "")
        if until and until not in names:
            del operation["x-follow"]
            lost.append(((*place, "x-follow"), until))
    return lost


def drop_links(document: Raw) -> None:
    """Remove links that lead to operations which are not there."""
    names, components = _ids(document), document.get("components") or {}
    gone = {
        ("components", "links", name)
        for name, link in (components.get("links") or {}).items()
        if not _leads_somewhere(link, document, names)
    }
    for node in walk(document):
        if node.kind == "response" and isinstance(node.value.get("links"), dict):
            kept = {
                name: link
                for name, link in node.value["links"].items()
                if _target(link) not in gone and _leads_somewhere(link, document, names)
            }
            node.value["links"] = kept
            if not kept:
                del node.value["links"]


def drop_components(document: Raw) -> None:
    """Remove components that nothing leads to; ways of signing in stay, since they are referred to by name."""
    reached = find_reached(document)
    components: Raw = document.get("components") or {}
    for section, entries in list(components.items()):
        if section != "securitySchemes":
            components[section] = _only(entries, (name for name in entries if ("components", section, name) in reached))
        if not components[section]:
            del components[section]


def drop_tags(document: Raw) -> tuple[int, ...]:
    """Remove the descriptions of tags that no operation has; return the former places of the others."""
    used, tags = set(list_tags(document)), document.get("tags") or []
    places = tuple(index for index, tag in enumerate(tags) if tag.get("name") in used)
    if tags:
        document["tags"] = [tags[index] for index in places]
    return places


def _ids(document: Raw) -> set[str]:
    return {str(operation.get("operationId")) for _, operation in walk_operations(document)}


def _target(link: Raw) -> Pointer:
    return parse_reference(link["$ref"]).steps if "$ref" in link else ()


def _leads_somewhere(link: Raw, document: Raw, names: set[str]) -> bool:
    if "operationId" in link:
        return link["operationId"] in names
    text = str(link.get("operationRef", ""))
    if not text.startswith("#/"):
        return True
    value: Any = document
    for step in parse_reference(text).steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value is not None


def _only(entries: Raw, names: Iterable[str]) -> Raw:
    return {name: entries[name] for name in names}
