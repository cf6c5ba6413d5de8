"""The index that the search of the site goes through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...text import first_sentence
from ..error_catalogue import group_errors
from .html import error_anchor, model_page, operation_page, resource_page
from .operations import find_failures

if TYPE_CHECKING:
    from ...model import Api
    from ..error_catalogue import ErrorCode
    from .navigation import Group
    from .operations import Catalogue

Entry = tuple[str, str, str, str, list[str]]
"""Kind, name, address, what it is, and other names that lead to it."""


def search_index(api: Api, groups: tuple[Group, ...], errors: tuple[ErrorCode, ...], header: str) -> str:
    """Return the index as a script, which a page from a disk can load as well."""
    catalogue = group_errors(errors)
    entries = [*_pages(api), *_operations(api, catalogue), *_resources(groups), *_models(api), *_errors(catalogue)]
    rows = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return f"// {header}\nwindow.searchIndex = [\n{rows}\n];\n"


def _pages(api: Api) -> Iterator[Entry]:
    ways = [scheme.name for scheme in api.security_schemes] + [scheme.field for scheme in api.security_schemes]
    servers = [server.url for server in api.servers]
    yield ("page", "Signing in and servers", "start.html", "Servers, authentication, the console", [*ways, *servers])


def _operations(api: Api, catalogue: Catalogue) -> Iterator[Entry]:
    for item in api.operations:
        codes = [failure.code for failure in find_failures(item, catalogue)]
        call = f"{item.resource}.{item.method}"
        request = f"{item.http_method} {item.path}"
        more = [request, item.path, call, *filter(None, [item.iam_action]), *item.tags, *dict.fromkeys(codes)]
        yield ("operation", item.id, operation_page(item, ""), item.summary, more)


def _resources(groups: tuple[Group, ...]) -> Iterator[Entry]:
    for resource in (node for group in groups for node in (group.top, *group.parts)):
        yield ("resource", resource.path, resource_page(resource, ""), first_sentence(resource.description), [])


def _models(api: Api) -> Iterator[Entry]:
    for schema in api.schemas:
        address = model_page(schema.module, "", schema.name)
        yield ("schema", schema.name, address, first_sentence(schema.description), [])
    for enum in api.enums:
        names = [member.name for member in enum.members]
        yield ("schema", enum.name, model_page(enum.module, "", enum.name), first_sentence(enum.description), names)


def _errors(catalogue: Catalogue) -> Iterator[Entry]:
    for code, entries in catalogue.items():
        messages = " / ".join(dict.fromkeys(error.message for error in entries))
        yield ("error", code, f"errors.html#{error_anchor(code)}", messages, [str(error.status) for error in entries])
