"""Texts, types and addresses in HTML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ..docs_texts import describe_type

if TYPE_CHECKING:
    from ...model import Operation, Resource, Type

_CODE = re.compile(r"`([^`]*)`")
_BREAKS = re.compile(r"(?<=[/._:])(?=[^/._:])|(?<=[a-z0-9])(?=[A-Z])")


def inline(text: str) -> Markup:
    """Return free text on one line; what is in backticks becomes code."""
    parts = _CODE.split(" ".join(text.split()))
    return Markup("").join(code(part) if index % 2 else escape(part) for index, part in enumerate(parts))


def paragraphs(text: str) -> Markup:
    """Return free text with a paragraph for each of its own."""
    found = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return Markup("\n").join(Markup("<p>{}</p>").format(inline(part)) for part in found)


def code(text: object) -> Markup:
    """Return a value as code."""
    return Markup("<code>{}</code>").format(text)


def pretty(value: Any) -> str:
    """Return an example as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def breakable(text: str) -> Markup:
    """Return an address or a long name that may be broken between its words."""
    return Markup("<wbr>").join(_BREAKS.split(text))


def type_html(kind: Type | None, root: str) -> Markup:
    """Describe a type, with links to the pages of models, which lie below `root`."""

    def link(item: Type) -> str:
        return Markup('<a href="{}">{}</a>').format(model_page(item.module, root, item.name), item.name)

    return Markup(describe_type(kind, link, code))  # noqa: S704 - its parts are escaped


def model_page(module: str, root: str, name: str = "") -> str:
    """Return the address of a module's models, or of one of them."""
    return f"{root}models/{module}.html" + (f"#{name}" if name else "")


def operation_page(operation: Operation, root: str) -> str:
    """Return the address of an operation's page."""
    return f"{root}operations/{operation.id}.html"


def resource_page(resource: Resource, root: str) -> str:
    """Return the address of a resource's page."""
    return f"{root}resources/{resource.module}.html"


def error_anchor(code_: str) -> str:
    """Return the name of the place of an error code on its page."""
    return re.sub(r"[^\w.-]", "-", code_)
