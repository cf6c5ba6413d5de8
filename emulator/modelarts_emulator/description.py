"""The description that drives the emulator: the published OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import orjson

from .resources import find_resource

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Location = Literal["path", "query", "header", "cookie"]


class DescriptionError(Exception):
    """The description is missing, or it is not one that we can work with."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation, its references resolved one level deep. `type` is the JSON type, if single."""

    name: str
    location: Location
    required: bool
    schema: Mapping[str, Any]
    type: str
    item_type: str
    explode: bool


class Operation:
    """One operation; its parts are worked out when they are first asked for."""

    def __init__(self, description: Description, path: str, method: str, item: Mapping[str, Any]) -> None:
        self._description = description
        self._item = item
        self.path = path
        self.method = method.upper()
        self.data: Mapping[str, Any] = item[method]
        self.id: str = self.data.get("operationId", f"{method} {path}")

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, those of the path included; the operation's own come first."""
        found: dict[tuple[str, str], Parameter] = {}
        for raw in (*self.data.get("parameters", ()), *self._item.get("parameters", ())):
            data = self._description.resolve(raw)
            found.setdefault((data["in"], data["name"]), _parameter(self._description, data))
        return tuple(found.values())

    @cached_property
    def body(self) -> Mapping[str, Any] | None:
        """The Request Body Object, `None` for an operation without one."""
        raw = self.data.get("requestBody")
        return None if raw is None else self._description.resolve(raw)

    @cached_property
    def is_public(self) -> bool:
        """Whether it needs no authentication."""
        security = self.data.get("security", self._description.data.get("security"))
        return security is not None and ({} in security or not security)

    @cached_property
    def is_legacy(self) -> bool:
        """Whether its errors have the shape of the training API's version 1."""
        for status, raw in self.data.get("responses", {}).items():
            if status[0] in "45d":
                for media in self._description.resolve(raw).get("content", {}).values():
                    schema = self._description.resolve(media.get("schema", {}))
                    if "error_message" in schema.get("properties", {}):
                        return True
        return False

    def response(self, status: int) -> Mapping[str, Any] | None:
        """Return the Response Object for a status, the one for its class or the default, `None` for none."""
        responses = self.data.get("responses", {})
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in responses:
                return self._description.resolve(responses[key])
        return None


class Description:
    """An OpenAPI 3.1 document."""

    def __init__(self, data: Any) -> None:
        if not isinstance(data, Mapping) or not isinstance(data.get("paths"), Mapping):
            raise DescriptionError("the description has no paths")
        self.data: Mapping[str, Any] = data
        self.operations: dict[str, Operation] = {}
        for operation in self._find_operations():
            if operation.id in self.operations:
                raise DescriptionError(f"two operations have the id {operation.id}")
            self.operations[operation.id] = operation

    def resolve(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow a local `$ref`, and another behind it; raises DescriptionError when it leads nowhere."""
        for _ in range(32):
            reference = value.get("$ref")
            if reference is None:
                return value
            found: Any = self.data
            for part in reference.removeprefix("#/").split("/"):
                try:
                    found = found[part.replace("~1", "/").replace("~0", "~")]
                except (KeyError, TypeError):
                    raise DescriptionError(f"the reference {reference} leads nowhere") from None
            value = found
        raise DescriptionError(f"the reference {value['$ref']} leads back to itself")

    def _find_operations(self) -> Iterator[Operation]:
        for path, raw in self.data["paths"].items():
            item = self.resolve(raw) if isinstance(raw, Mapping) else None
            if not isinstance(item, Mapping):
                raise DescriptionError(f"{path}: a path is an object of operations")
            for method in METHODS:
                if method in item:
                    if not isinstance(item[method], Mapping):
                        raise DescriptionError(f"{path}: {method} is no operation")
                    yield Operation(self, path, method, item)


def load_description(path: Path | None = None) -> Description:
    """Read the description that ships with the emulator, or the one at `path`; raises DescriptionError."""
    place = path or find_resource("openapi.json")
    if place is None:
        raise DescriptionError("there is no generated/openapi.json yet: run `make generate` first")
    try:
        return Description(orjson.loads(place.read_bytes()))
    except (OSError, orjson.JSONDecodeError) as error:
        raise DescriptionError(
            f"cannot read {place}: {error.strerror if isinstance(error, OSError) else error}"
        ) from error


def _parameter(description: Description, data: Mapping[str, Any]) -> Parameter:
    schema = data.get("schema", {})
    resolved = description.resolve(schema)
    location: Location = data["in"]
    form = location in ("query", "cookie")
    return Parameter(
        # Names of headers are compared in lower case.
        name=data["name"].lower() if location == "header" else data["name"],
        location=location,
        required=data.get("required", False) or location == "path",
        schema=schema,
        type=_single_type(description, resolved),
        item_type=_single_type(description, description.resolve(resolved.get("items", {}))),
        explode=data.get("explode", form and data.get("style", "form") == "form"),
    )


def _single_type(description: Description, schema: Mapping[str, Any]) -> str:
    """Return the JSON type that a text is read as; `string` when the schema leaves it open."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return declared
    if isinstance(declared, list):
        return next((name for name in declared if name != "null"), "string")
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            found = _single_type(description, description.resolve(part))
            if found != "string":
                return found
    return "string"
