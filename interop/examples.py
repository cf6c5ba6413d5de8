"""Requests and replies as the examples of the description have them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from .operations import described_operations

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as an example gives it; `body` is None where the operation takes none."""

    operation: str
    case: str
    method: str
    path: str
    query: str
    body: Any

    def __str__(self) -> str:
        return f"{self.operation}-{self.case}"

    @property
    def target(self) -> str:
        """The path with the query."""
        return f"{self.path}?{self.query}" if self.query else self.path


def resolve(bundle: Raw, node: Raw) -> Raw:
    """Follow a reference inside the bundle; what stands beside it goes first."""
    while "$ref" in node:
        target: Any = bundle
        for part in node["$ref"][2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def values(bundle: Raw, node: Raw) -> list[tuple[str, Any]]:
    """Return the examples of a parameter or of a media type, by name."""
    found = [(name, resolve(bundle, example)["value"]) for name, example in node.get("examples", {}).items()]
    return found + ([("example", node["example"])] if "example" in node else [])


def requests(bundle: Raw) -> Iterator[Request]:
    """Each example of a body makes a request; an operation without a body makes one."""
    for path, method, operation in described_operations(bundle):
        shared = bundle["paths"][path].get("parameters", ())
        parameters = [resolve(bundle, node) for node in (*shared, *operation.get("parameters", ()))]
        given = [(parameter, found[0][1]) for parameter in parameters if (found := values(bundle, parameter))]
        content = resolve(bundle, operation.get("requestBody", {})).get("content", {})
        bodies = [case for media in content.values() for case in values(bundle, media)]
        for case, body in bodies if content else [("parameters", None)]:
            target = fill_path(path, given), make_query(given)
            yield Request(operation["operationId"], case, method.upper(), *target, body)


def fill_path(path: str, given: Iterable[tuple[Raw, Any]]) -> str:
    """Put the values of parameters into a path; one without an example is a KeyError."""
    names = {parameter["name"]: text(value) for parameter, value in given if parameter["in"] == "path"}
    return re.sub(r"{(\w+)}", lambda match: quote(names[match[1]], safe=""), path)


def make_query(given: Iterable[tuple[Raw, Any]]) -> str:
    """Write the query: a list is repeated, or has commas where the parameter does not `explode`."""
    pairs: list[tuple[str, str]] = []
    for parameter, value in given:
        if parameter["in"] == "query":
            parts = [text(part) for part in value] if isinstance(value, list) else [text(value)]
            if not parameter.get("explode", True):
                parts = [",".join(parts)]
            pairs += [(parameter["name"], part) for part in parts]
    return urlencode(pairs)


def success(bundle: Raw, operation: Raw) -> tuple[int, list[Any]]:
    """Return the status of a success and the examples of its body; none where it has no body."""
    status = min(status for status in operation["responses"] if status.startswith("2"))
    content = resolve(bundle, operation["responses"][status]).get("content", {})
    return int(status), [body for media in content.values() for _, body in values(bundle, media)]


def text(value: Any) -> str:
    """Write a value as a URL holds it."""
    return json.dumps(value) if isinstance(value, bool) else str(value)
