"""Samples of use for curl, made from the examples of the description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..model import Location
from .samples import shown_parameters
from .texts import shell_word

if TYPE_CHECKING:
    from ..model import Api, Operation, Parameter


def curl_sample(api: Api, operation: Operation) -> str:
    """Return a request for curl: the server is `$ENDPOINT`, the token `$TOKEN`, the project `$PROJECT_ID`."""
    body = operation.body
    parts = [f"curl -X {operation.http_method} {_address(api, operation)}"]
    parts += [f"-H {_double(f'{name}: $TOKEN')}" for name in token_headers(api, operation)]
    parts += [f"-H {shell_word(f'{item.name}: {_text(item.example)}')}" for item in _shown(api, operation, "header")]
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


def _shown(api: Api, operation: Operation, location: str) -> Iterator[Parameter]:
    found = shown_parameters(api, operation)
    yield from (item for item in found if item.location == location and item.example is not None)


def _address(api: Api, operation: Operation) -> str:
    path = operation.path
    for item in operation.parameters_in(Location.PATH):
        value = "$PROJECT_ID" if item.from_client == "project_id" else quote(_text(_example(item)), safe="$")
        path = path.replace(f"{{{item.name}}}", value)
    pairs = [f"{quote(item.name)}={quote(_text(item.example))}" for item in _shown(api, operation, "query")]
    return _double(f"$ENDPOINT{path}" + ("?" + "&".join(pairs) if pairs else ""))


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
