"""What a description says about the API as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import SecurityScheme, Server, ServerVariable, Tag

if TYPE_CHECKING:
    from .source import Node, Source


def parse_servers(source: Source) -> tuple[Server, ...]:
    """Read the servers."""
    return tuple(_server(node) for node in source.root.get("servers").elements())


def parse_tags(source: Source) -> tuple[Tag, ...]:
    """Read the tags."""
    return tuple(Tag(node.text("name"), node.text("description")) for node in source.root.get("tags").elements())


def parse_security_schemes(source: Source) -> tuple[SecurityScheme, ...]:
    """Read the ways of signing in."""
    nodes = source.root.get("components").get("securitySchemes").items()
    return tuple(_scheme(name, source.resolve(node)) for name, node in nodes)


def _server(node: Node) -> Server:
    variables = tuple(
        ServerVariable(name, str(item.map.get("default", "")), item.strings("enum"), item.text("description"))
        for name, item in node.get("variables").items()
    )
    return Server(node.text("url"), node.text("description"), variables)


def _scheme(name: str, node: Node) -> SecurityScheme:
    return SecurityScheme(
        name=name,
        type=node.text("type"),
        scheme=node.text("scheme"),
        location=node.text("in"),
        field=node.text("name"),
        description=node.text("description"),
    )
