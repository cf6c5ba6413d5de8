"""Samples of use for curl, made from the examples of the description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..model import Location
from .fixed_values import fixed_value
from .texts import shell_word

if TYPE_CHECKING:
    from ..model import Api, Operation, Parameter


def curl_sample(api: Api, operation: Operation) -> str:
    """Return a request for curl: the server is `$ENDPOINT`, the token `$TOKEN`, the project `$PROJECT_ID`."""
    body = operation.body
    parts = [f"curl -X {operation.http_method} {_address(api, operation)}"]
    parts += [f"-H {_double(f'{name}: $TOKEN')}" for name in token_headers(api, operation)]
    parts += [f"-H {shell_word(f'{item.name}: {_text(value)}')}" for item, value in _sent(api, operation, "header")]
    if body and body.examples:
        parts.append(f"-H {shell_word(f'Content-Type: {body.media_type}')}")
        text = json.dumps(body.examples[0].value, ensure_ascii=False, indent=2)
        parts.append(f"-d {shell_word(text)}")
    return " \\\n  ".join(parts)


def token_headers(api: Api, operation: Operation) -> list[str]:
    """Return the headers that carry a token, where the operation can be called with one alone."""
    alone = {names[0] for names in operation.security if len(names) == 1}
    schemes = [item for item in api.security_schemes if item.name in alone and item.location == "header"]
    return [item.field for item in schemes if item.type == "apiKey" and item.field.lower() != "authorization"][:1]


def _sent(api: Api, operation: Operation, location: str) -> Iterator[tuple[Parameter, Any]]:
    """Yield the parameters that are needed, also those that the SDK sends by itself, and the size of a page."""
    size = operation.pagination.size if operation.pagination else ""
    for item in operation.parameters:
        if item.location == location and (item.required or item.name == size):
            value = item.example if item.example is not None else fixed_value(api, operation, item)
            if value is not None:
                yield item, value


def _address(api: Api, operation: Operation) -> str:
    path = operation.path
    for item in operation.parameters_in(Location.PATH):
        value = "$PROJECT_ID" if item.from_client == "project_id" else quote(_text(_example(item)), safe="")
        path = path.replace(f"{{{item.name}}}", value)
    pairs = [pair for item, value in _sent(api, operation, "query") for pair in _pairs(item, value)]
    return _double(f"$ENDPOINT{path}" + ("?" + "&".join(pairs) if pairs else ""))


def _pairs(item: Parameter, value: Any) -> Iterator[str]:
    values = value if isinstance(value, list) and item.explode else [value]
    yield from (f"{quote(item.name, safe='')}={quote(_text(part), safe='')}" for part in values)


def _example(item: Parameter) -> Any:
    return item.example if item.example is not None else item.name.upper()


def _text(value: Any) -> str:
    """Write a value as it stands in an address or a header."""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _double(text: str) -> str:
    """Quote text in which the shell is to fill in variables."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'
