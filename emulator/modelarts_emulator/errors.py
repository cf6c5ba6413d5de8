"""Errors that the service documents, and the bodies they are sent in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from .description import DescriptionError
from .resources import find_resource

_PLACE = re.compile(r"\{([^{}]*)\}|%[sd]")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One documented error: its code, HTTP status and message, which may have holes such as `{0}` or `%s`."""

    code: str
    status: int
    message: str


class ServiceError(Exception):
    """An error of the catalogue, to be sent to the client.

    `args` fill the holes of the documented message in their order; `detail` is added behind it. Where the
    documents give one code several HTTP statuses, `status` says which one is meant. Raises LookupError for
    a code that is not in the catalogue, or when the status is needed and missing.
    """

    def __init__(self, code: str, *args: object, status: int | None = None, detail: str = "") -> None:
        entry = find_error(code, status)
        self.code = code
        self.status = entry.status
        self.message = fill_message(entry.message, args)
        if detail:
            self.message = f"{self.message.rstrip('.')}: {detail}"
        self.headers: tuple[tuple[str, str], ...] = ()
        super().__init__(f"{code} {self.message}")


class GatewayError(Exception):
    """An error of the gateway in front of the service, such as `APIGW.0301`; these are in no catalogue."""

    def __init__(self, status: int, code: str, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(f"{code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def find_error(code: str, status: int | None = None) -> CatalogueEntry:
    """Look a code up. Raises LookupError when it is unknown, or when several statuses fit."""
    entries = load_catalogue().get(code, ())
    fitting = [entry for entry in entries if status is None or entry.status == status]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise LookupError(f"{code} (status {status or 'any'}) is not in the error catalogue")
    statuses = ", ".join(str(entry.status) for entry in fitting)
    raise LookupError(f"{code} is documented with the statuses {statuses}: say which one is meant")


@cache
def load_catalogue() -> dict[str, tuple[CatalogueEntry, ...]]:
    """Read the catalogue that ships with the emulator, grouped by code; raises DescriptionError without one."""
    path = find_resource("errors.json")
    if path is None:
        raise DescriptionError("there is no generated/errors.json yet: run `make generate` first")
    rows: list[dict[str, Any]] = orjson.loads(path.read_bytes())
    catalogue: dict[str, tuple[CatalogueEntry, ...]] = {}
    for row in rows:
        entry = CatalogueEntry(row["code"], row["status"], row["message"])
        known = catalogue.get(entry.code, ())
        # One code may be listed twice for a status, with two wordings: the first is used.
        if all(other.status != entry.status for other in known):
            catalogue[entry.code] = (*known, entry)
    return catalogue


def fill_message(template: str, values: tuple[object, ...]) -> str:
    """Put values into the holes of a documented message: `{0}` by number, `{name}`, `{}` and `%s` in order."""
    rest = iter(values)

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is not None and name.isdigit():
            return str(values[int(name)]) if int(name) < len(values) else ""
        return str(next(rest, ""))

    return _PLACE.sub(fill, template)


def error_body(code: str, message: str, *, legacy: bool = False) -> dict[str, Any]:
    """Return the body of an error: version 1 of the training API has a shape of its own."""
    if legacy:
        return {"is_success": False, "error_code": code, "error_message": message}
    return {"error_code": code, "error_msg": message}
