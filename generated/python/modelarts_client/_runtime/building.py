"""From the arguments of a call to its request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .arguments import check_arguments
from .auth.signing import canonical_query, encode
from .errors import RequestValidationError
from .messages import Request
from .operation import Operation, QueryStyle
from .options import RequestOptions
from .shapes import is_mapping, is_series

if TYPE_CHECKING:
    from .core import Core

_HOLE = re.compile(r"\{([^}]+)\}")
_JOINTS: dict[QueryStyle, str] = {"comma": ",", "space": " ", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation with its arguments, as generated code makes it."""

    operation: Operation[Any]
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
    headers: Mapping[str, Any]
    options: RequestOptions

    def with_query(self, **query: Any) -> Call:
        """Return the same call with other query parameters, which also win over those among the options."""
        options = self.options.copy()
        given = options.pop("query", {})
        return replace(self, query={**self.query, **given, **query}, options=options)

    def with_body(self, **fields: Any) -> Call:
        """Return the same call with these fields in its body."""
        options = self.options.copy()
        extra = options.pop("body_extra", None)
        if extra:
            options["body_extra"] = {name: value for name, value in extra.items() if name not in fields}
        return replace(self, body={**(self.body or {}), **fields}, options=options)

    def __repr__(self) -> str:
        # Arguments may hold secrets.
        return f"<Call {self.operation.id}>"

    @property
    def needs_project(self) -> bool:
        """Whether the path has a project id that the caller left to the client."""
        return self.path.get("project_id") is None and "{project_id}" in self.operation.path


def build_request(core: Core, call: Call, project_id: str | None) -> Request:
    """Return the request of a call. Raises RequestValidationError for arguments that cannot be sent."""
    operation = call.operation
    options = call.options
    project_id = call.path.get("project_id") or project_id
    values = {**call.path, "project_id": project_id}
    check_arguments(operation, values, call.query)
    path = build_path(operation.path, values)
    headers = {"Accept": "*/*" if operation.response == "bytes" else "application/json", **core.headers}
    headers.update((name, _text(value, name)) for name, value in call.headers.items() if value is not None)
    content, headers["Content-Type"] = _build_body(call)
    headers.update(options.get("headers", {}))
    query = {**call.query, **options.get("query", {})}
    return Request(
        operation.method,
        core.origin,
        core.base_path + path,
        build_query(query, operation.query_styles) if query else "",
        headers,
        content,
        operation=operation.id,
        project_id=project_id,
    )


def build_path(template: str, values: Mapping[str, Any]) -> str:
    """Fill the holes of a path. A value that would lead to another path is refused."""
    parts = _split(template)
    filled = list(parts)
    for index in range(1, len(parts), 2):
        name = parts[index]
        value = values.get(name)
        text = ",".join(_text(item, name) for item in (value if is_series(value) else [value]) if item is not None)
        if text in ("", ".", ".."):
            message = f"{name} must not be {'empty' if not text else repr(text)}: it is part of the path"
            raise RequestValidationError(message, [(name, "Must be a usable part of the path")])
        filled[index] = encode(text)
    return "".join(filled)


@lru_cache(maxsize=512)
def _split(template: str) -> list[str]:
    return _HOLE.split(template)


def build_query(values: Mapping[str, Any], styles: Mapping[str, QueryStyle]) -> str:
    """Return the query as it is sent and signed: sorted, encoded, without what is None."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if value is not None:
            pairs.extend(_pairs(name, value, styles.get(name, "repeat")))
    return canonical_query(pairs)


def _pairs(name: str, value: Any, style: QueryStyle) -> list[tuple[str, str]]:
    if is_mapping(value):
        if style != "deep":
            raise RequestValidationError(f"{name} must not be a mapping", [(name, "Must not be a mapping")])
        return [(f"{name}[{key}]", _text(item, name)) for key, item in value.items() if item is not None]
    if is_series(value):
        texts = [_text(item, name) for item in value if item is not None]
        return [(name, _JOINTS[style].join(texts))] if style in _JOINTS else [(name, text) for text in texts]
    return [(name, _text(value, name))]


def _text(value: Any, name: str) -> str:
    if isinstance(value, str) and not isinstance(value, Enum):
        return value
    if isinstance(value, Enum):
        if not getattr(value, "is_known", True):
            raise RequestValidationError(f"{name}: {value.value!r} is not a known value", [(name, "Not a known value")])
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise RequestValidationError(f"{name} must not be {type(value).__name__}", [(name, "Wrong type")])


def _build_body(call: Call) -> tuple[bytes, str]:
    media = call.operation.request_media
    extra = call.options.get("body_extra")
    body: Any = call.body
    if body is None:
        if not extra:
            return b"", media
        body = {}
    if media == "application/json" or media.endswith("+json"):
        from .writing import write_json

        return write_json(call.operation, body, extra), media
    from .multipart import write_bytes, write_form, write_multipart

    if media == "multipart/form-data":
        return write_multipart({**body, **(extra or {})})
    if media == "application/x-www-form-urlencoded":
        return write_form({**body, **(extra or {})}), media
    return write_bytes(body), media
