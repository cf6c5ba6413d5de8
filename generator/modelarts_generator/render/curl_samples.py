"""Samples of use for curl, made from the examples of the description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..model import Location
from .fixed_values import fixed_value
from .texts import shell_word

if TYPE_CHECKING:
    from ..model import Api, Operation, Parameter

_GAP = re.compile(r"\{([^{}]+)\}")
_ACTIVE = re.compile(r'(["\\$`])')


def curl_sample(api: Api, operation: Operation) -> str:
    """Return a request for curl: the server is `$ENDPOINT`, the token `$TOKEN`, the project `$PROJECT_ID`."""
    body = operation.body
    parts = [f'curl -X {operation.http_method} "$ENDPOINT{_address(api, operation)}"']
    parts += [f'-H "{_literal(name)}: $TOKEN"' for name in token_headers(api, operation)]
    for item, value in _sent(api, operation, Location.HEADER):
        parts.append(f"-H {shell_word(f'{item.name}: {parameter_text(value)}')}")
    if body and body.examples:
        parts.append(f"-H {shell_word(f'Content-Type: {body.media_type}')}")
        parts.append(f"-d {shell_word(json.dumps(body.examples[0].value, ensure_ascii=False, indent=2))}")
    return " \\\n  ".join(parts)


def token_headers(api: Api, operation: Operation) -> list[str]:
    """Return the header that carries a token, where the operation can be called with one alone."""
    alone = {names[0] for names in operation.security if len(names) == 1}
    schemes = [item for item in api.security_schemes if item.name in alone and item.location == "header"]
    return [item.field for item in schemes if item.type == "apiKey" and item.field.lower() != "authorization"][:1]


def parameter_text(value: Any) -> str:
    """Write a value as it stands in an address or a header."""
    if isinstance(value, list):
        return ",".join(map(parameter_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _sent(api: Api, operation: Operation, location: Location) -> Iterator[tuple[Parameter, Any]]:
    """Yield the parameters that are needed, also those that the SDK sends by itself, and the size of a page."""
    size = operation.pagination.size if operation.pagination else ""
    for item in operation.parameters_in(location):
        value = item.example if item.example is not None else fixed_value(api, operation, item)
        if value is not None and (item.required or item.name == size):
            yield item, value


def _address(api: Api, operation: Operation) -> str:
    """Return path and query as they stand between double quotes, in which the shell fills in variables."""
    values = {item.name: _path_value(item) for item in operation.parameters_in(Location.PATH)}
    # Every other part is a literal, every odd one the name of a parameter.
    parts = _GAP.split(operation.path)
    path = "".join(values.get(part, "") if index % 2 else _literal(part) for index, part in enumerate(parts))
    pairs = [
        f"{quote(item.name, safe='')}={quote(text, safe=',')}"
        for item, value in _sent(api, operation, Location.QUERY)
        for text in _query_texts(item, value)
    ]
    return path + ("?" + "&".join(pairs) if pairs else "")


def _path_value(item: Parameter) -> str:
    if item.from_client == "project_id":
        return "$PROJECT_ID"
    return quote(parameter_text(item.example) if item.example is not None else item.name.upper(), safe="")


def _query_texts(item: Parameter, value: Any) -> list[str]:
    return (
        [parameter_text(part) for part in value]
        if isinstance(value, list) and item.explode
        else [parameter_text(value)]
    )


def _literal(text: str) -> str:
    """Escape what a shell would not take literally between double quotes."""
    return _ACTIVE.sub(r"\\\1", text)
