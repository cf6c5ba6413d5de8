"""Which status may follow which: read from the description's ``x-lifecycle``, asserted in this one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from itertools import chain
from typing import Any, TypeVar

import orjson

from ..resources import find_resource


class DatasetStatus(IntEnum):
    """Where a dataset stands."""

    CREATING = 0
    NORMAL = 1
    DELETING = 2
    DELETED = 3
    ABNORMAL = 4
    SYNCHRONIZING = 5
    PUBLISHING = 6
    SWITCHING = 7
    IMPORTING = 8


class VersionStatus(IntEnum):
    """Where a dataset version stands."""

    CREATING = 0
    NORMAL = 1
    DELETING = 2
    DELETED = 3
    ERROR = 4


class ExportStatus(StrEnum):
    """Where an export task stands."""

    INIT = "INIT"
    RUNNING = "RUNNING"
    SUCCESSED = "SUCCESSED"
    FAILED = "FAILED"


class SyncStatus(StrEnum):
    """Where the synchronization of a dataset with its source stands."""

    QUEUING = "QUEUING"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    NOT_EXIST = "NOT_EXIST"


class WorkforceTaskStatus(IntEnum):
    """Where a team labelling task stands."""

    STARTING = 0
    RUNNING = 1
    ACCEPTING = 2
    ACCEPTED = 3
    REJECTED = 4
    SYNCHRONIZING = 5
    CREATED = 6
    SAMPLING = 7


class ProcessorStatus(IntEnum):
    """Where a data processing task, or one of its versions, stands."""

    INITIALIZED = 0
    RUNNING = 1
    COMPLETED = 2
    FAILED = 3
    STOPPED = 4


class SmartStatus(IntEnum):
    """Where an intelligent task stands."""

    QUEUING = -1
    INITIALIZING = 0
    RUNNING = 1
    FAILED = 2
    SUCCEEDED = 3
    STOPPING = 4
    STOPPED = 5


StatusT = TypeVar("StatusT", int, str)


class IllegalMoveError(Exception):
    """A status was about to follow one that it cannot follow."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of one kind of thing: whole numbers for some, words for others."""

    name: str
    initial: Any
    transitions: Mapping[Any, frozenset[Any]]

    def allows(self, old: int | str, new: int | str) -> bool:
        """Whether ``new`` may follow ``old``."""
        return new in self.transitions.get(old, frozenset())

    def move(self, old: int | str, new: StatusT) -> StatusT:
        """Return ``new``; raises `IllegalMoveError` where it may not follow ``old``."""
        if not self.allows(old, new):
            raise IllegalMoveError(f"{self.name}: status {new} cannot follow status {old}")
        return new


@cache
def find_lifecycle(name: str) -> Lifecycle:
    """Lifecycle of the ``status`` of a schema such as ``Dataset``. Raises LookupError where none is described."""
    held = _read_lifecycles().get(name)
    if held is None:
        raise LookupError(f"the description gives the status of {name} no x-lifecycle")
    # The keys of `transitions` are words in any case: numbers cannot be keys in JSON.
    known = {str(value): value for value in (held["initial"], *chain(*held["transitions"].values()))}
    moves = {known.get(old, old): frozenset(follows) for old, follows in held["transitions"].items()}
    return Lifecycle(name, held["initial"], moves)


@cache
def _read_lifecycles() -> dict[str, dict[str, Any]]:
    path = find_resource("openapi.json")
    if path is None:
        raise LookupError("the published description, openapi.json, is missing")
    schemas: dict[str, dict[str, Any]] = orjson.loads(path.read_bytes())["components"]["schemas"]
    found = {name: schema.get("properties", {}).get("status", {}) for name, schema in schemas.items()}
    return {name: status["x-lifecycle"] for name, status in found.items() if "x-lifecycle" in status}
