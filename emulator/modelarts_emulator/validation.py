"""Holds requests and responses against the description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from jsonschema_rs import Draft202012Validator, Registry, ValidationError

from .parameters import InvalidError, read_query, split_query

if TYPE_CHECKING:
    from .asgi import Request
    from .description import Description, Operation, Parameter

_BASE = "json-schema:///openapi"
_FORMAT_LIMITS = {"int32": 2**31, "int64": 2**63}
_MAX_REASON = 300
#: How deep arrays and objects of a body may be nested: no operation needs ten, and deep ones overflow stacks.
_MAX_DEPTH = 64
_BRACKETS = re.compile(rb'[\[\]{}]|"(?:[^"\\]|\\.)*"', re.DOTALL)


class ValidatorFactory:
    """Compiles schemas of one description; references inside it are resolved by the library."""

    def __init__(self, description: Description) -> None:
        self._description = description

    @cached_property
    def _registry(self) -> Registry:
        # Only schemas are referenced by schemas, and a small document is quick to load.
        schemas = self._description.data.get("components", {}).get("schemas", {})
        return Registry([(_BASE, _bounded({"components": {"schemas": schemas}}))])

    def compile(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        """Compile a schema as it stands in the description."""
        return Draft202012Validator(_absolute(_bounded(schema)), registry=self._registry, validate_formats=False)


class OperationValidator:
    """Checks the requests to one operation, and its responses. Schemas are compiled at their first use."""

    def __init__(self, operation: Operation, factory: ValidatorFactory) -> None:
        self._operation = operation
        self._factory = factory
        self._path = self._compile_group("path")
        self._headers = self._compile_group("header")
        self._query = self._compile_group("query")
        self._query_parameters = self._parameters("query")
        self._header_names = {name.encode(): parameter for name, parameter in self._parameters("header").items()}
        self._defaults = _defaults(self._query_parameters.values())
        self._responses: dict[int, Draft202012Validator | None] = {}

    def read_path(self, values: dict[str, str]) -> dict[str, Any]:
        """Check the path parameters; raises InvalidError."""
        if any("\x00" in value for value in values.values()):
            raise InvalidError("path", "it holds a NUL character")
        if self._path is not None and not self._path.is_valid(values):
            raise _first_error(self._path, values, "path")
        return values

    def read_query(self, raw: bytes) -> dict[str, Any]:
        """Read and check the query; documented defaults are filled in. Raises InvalidError."""
        values = read_query(split_query(raw), self._query_parameters) if raw else {}
        if self._query is not None and not self._query.is_valid(values):
            raise _first_error(self._query, values, "query")
        return {**self._defaults, **values} if self._defaults else values

    def read_headers(self, request: Request) -> dict[str, Any]:
        """Read and check the declared headers, by their lower-case names; raises InvalidError."""
        if self._headers is None:
            return {}
        values = {}
        for name in self._header_names:
            value = request.header(name)
            if value is not None:
                values[name.decode()] = value
        if not self._headers.is_valid(values):
            raise _first_error(self._headers, values, "header")
        return values

    def read_body(self, request: Request) -> Any:
        """Decode and check the body; raises InvalidError. An operation without a body ignores one."""
        body = self._operation.body
        if body is None:
            return None
        if not request.body:
            if body.get("required", False):
                raise InvalidError("body", "it is missing")
            return None
        _check_type(request.header(b"content-type"), body.get("content", {}))
        value = _parse_json(request.body)
        if self._body is not None and not self._body.is_valid(value):
            raise _first_error(self._body, value, "body")
        return value

    def check_response(self, status: int, value: Any) -> str | None:
        """Say what is wrong with a response of ours, `None` if it is as described."""
        response = self._operation.response(status)
        if response is None:
            return f"the status {status} is not described"
        content = response.get("content")
        if not content:
            return None if value is None else f"a body is sent with {status}, none is described"
        if value is None:
            return f"no body is sent with {status}, one is described"
        validator = self._response_validator(status, next(iter(content.values())))
        if validator is None or validator.is_valid(value):
            return None
        return str(_first_error(validator, value, "response"))

    @cached_property
    def _body(self) -> Draft202012Validator | None:
        content = (self._operation.body or {}).get("content", {})
        media = content.get("application/json", next(iter(content.values()), {}))
        return self._factory.compile(media["schema"]) if "schema" in media else None

    def _response_validator(self, status: int, media: Mapping[str, Any]) -> Draft202012Validator | None:
        if status not in self._responses:
            self._responses[status] = self._factory.compile(media["schema"]) if "schema" in media else None
        return self._responses[status]

    def _parameters(self, location: str) -> dict[str, Parameter]:
        return {
            parameter.name: parameter
            for parameter in self._operation.parameters
            if parameter.location == location and parameter.name not in _HANDLED_HEADERS
        }

    def _compile_group(self, location: str) -> Draft202012Validator | None:
        parameters = self._parameters(location)
        if not parameters:
            return None
        schema = {
            "type": "object",
            "properties": {name: parameter.schema for name, parameter in parameters.items()},
            "required": [name for name, parameter in parameters.items() if parameter.required],
        }
        return self._factory.compile(schema)


# Authentication and the reading of the body have looked at these already.
_HANDLED_HEADERS = frozenset({"x-auth-token", "authorization", "content-type", "x-sdk-date", "accept"})


def _defaults(parameters: Iterable[Parameter]) -> dict[str, Any]:
    return {parameter.name: parameter.schema["default"] for parameter in parameters if "default" in parameter.schema}


def _check_type(header: str | None, content: Mapping[str, Any]) -> None:
    if header is None:
        return
    media, _, rest = header.partition(";")
    charset = rest.lower().partition("charset=")[2].strip(' "')
    if media.strip().lower() not in (name.lower() for name in content):
        raise InvalidError("header.Content-Type", f"it must be {' or '.join(content)}, not {media.strip()[:80]!r}")
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise InvalidError("header.Content-Type", "the character set must be UTF-8")


def _parse_json(body: bytes) -> Any:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidError("body", f"it is not valid JSON ({error})") from None
    if body.count(b"[") + body.count(b"{") > _MAX_DEPTH and _depth(body) > _MAX_DEPTH:
        raise InvalidError("body", f"it is nested more than {_MAX_DEPTH} levels deep")
    # A quick look first: hardly any body has such an escape.
    if b"\\u0000" in body and _has_nul(value):
        raise InvalidError("body", "it holds a NUL character")
    return value


def _depth(body: bytes) -> int:
    """Return how deep a valid JSON text is nested."""
    depth = deepest = 0
    for match in _BRACKETS.finditer(body):
        mark = match[0]
        if mark in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif mark in (b"]", b"}"):
            depth -= 1
    return deepest


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any("\x00" in key or _has_nul(part) for key, part in value.items())
    return isinstance(value, list) and any(_has_nul(part) for part in value)


def _first_error(validator: Draft202012Validator, value: Any, root: str) -> InvalidError:
    error: ValidationError = next(iter(validator.iter_errors(value)))
    place = root
    for part in error.instance_path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    reason = error.message
    return InvalidError(place[:200], reason if len(reason) <= _MAX_REASON else reason[:_MAX_REASON] + "…")


def _absolute(schema: Any) -> Any:
    """Make references into the description absolute: the schema itself is no part of it any more."""
    if isinstance(schema, list):
        return [_absolute(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _absolute(value) for key, value in schema.items()}
    if isinstance(result.get("$ref"), str) and result["$ref"].startswith("#"):
        result["$ref"] = _BASE + result["$ref"]
    return result


def _bounded(schema: Any) -> Any:
    """Add the limits of `format: int32` and `int64`, which validators take for mere remarks."""
    if isinstance(schema, list):
        return [_bounded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _bounded(value) for key, value in schema.items()}
    limit = _FORMAT_LIMITS.get(schema["format"]) if isinstance(schema.get("format"), str) else None
    if limit is not None and "type" in schema:
        result.setdefault("minimum", -limit)
        result.setdefault("maximum", limit - 1)
    return result
