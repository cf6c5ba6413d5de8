"""The table of rules for all objects but schemas."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]
Rule = Callable[[Raw], str | None]
"""Rewrites an object in place, and returns what gets lost by it."""

VERSION = "3.0.3"
_SPDX_NAME = re.compile(r"(?!LicenseRef-)[A-Za-z0-9.\-]+")


def set_version(document: Raw) -> None:
    """The document says what it is."""
    document["openapi"] = VERSION


def add_paths(document: Raw) -> None:
    """Paths have to be there, though there may be none."""
    document.setdefault("paths", {})


def hide_webhooks(document: Raw) -> str | None:
    """Webhooks are kept for tools that know them as an extension."""
    if "webhooks" not in document:
        return None
    document["x-webhooks"] = document.pop("webhooks")
    return "webhooks are an extension"


def hide_dialect(document: Raw) -> None:
    """There is one dialect only."""
    _rename(document, "jsonSchemaDialect")


def rewrite_info(document: Raw) -> None:
    """The summary is an extension; a license is known by its address rather than by its SPDX name."""
    info = document["info"] = dict(document["info"])
    _rename(info, "summary")
    name = info.get("license", {}).get("identifier")
    if name is not None:
        terms = info["license"] = dict(info["license"])
        _rename(terms, "identifier")
        if _SPDX_NAME.fullmatch(name):
            terms["url"] = f"https://spdx.org/licenses/{name}.html"


def hide_path_items(components: Raw) -> None:
    """Paths do not refer to them any more: the bundler has put them into their places."""
    _rename(components, "pathItems")


def hide_mutual_tls(components: Raw) -> str | None:
    """Signing in by a client's certificate is kept as an extension."""
    schemes = components.get("securitySchemes", {})
    hidden = {name: scheme for name, scheme in schemes.items() if scheme.get("type") == "mutualTLS"}
    if not hidden:
        return None
    components["x-securitySchemes"] = hidden
    components["securitySchemes"] = {name: scheme for name, scheme in schemes.items() if name not in hidden}
    return "mutualTLS is an extension, and operations do not ask for it"


def add_responses(operation: Raw) -> None:
    """An operation has to have a response."""
    if not operation.get("responses"):
        operation["responses"] = {"default": {"description": "Any response."}}


RULES: dict[str, tuple[Rule, ...]] = {
    "document": (set_version, add_paths, hide_webhooks, hide_dialect, rewrite_info),
    "components": (hide_path_items, hide_mutual_tls),
    "operation": (add_responses,),
}
"""What is done with objects of a kind."""

MOVED = {("webhooks",): ("x-webhooks",), ("components", "pathItems"): ("components", "x-pathItems")}
"""Where the things are to which a `$ref` may lead."""

OVERRIDES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("response", "parameter", "requestBody", "header", "link", "securityScheme"), ("description",)),
    "example": ("summary", "description"),
}
"""What may stand beside a `$ref` in OpenAPI 3.1, by the kind of object."""


def _rename(holder: Raw, key: str) -> None:
    if key in holder:
        holder[f"x-{key}"] = holder.pop(key)
