"""Errors, delays and broken connections on demand."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class FaultError(ValueError):
    """The description of a fault is wrong; the message says what."""


@dataclass(slots=True)
class Fault:
    """What happens to a call. `times` counts down, `None` is for ever; `share` is a probability.

    `status` 0 lets the call through, after `latency_ms`; `drop` closes the connection without an answer.
    """

    id: int
    operation: str | None
    status: int
    code: str
    message: str
    retry_after: int | None
    latency_ms: int
    drop: bool
    times: int | None
    share: float

    def describe(self) -> dict[str, Any]:
        """Return the fault as it is shown."""
        return {name: getattr(self, name) for name in self.__slots__}


_NUMBERS = {"status": (400, 599), "retry_after": (0, 86400), "latency_ms": (0, 600_000), "times": (1, 1_000_000_000)}
_TEXTS = ("operation", "code", "message")
_KNOWN = (*_NUMBERS, *_TEXTS, "drop", "share")


class Faults:
    """The faults that are in force, the oldest first."""

    def __init__(self, seed: int | None, operations: Mapping[str, object]) -> None:
        self._seed = seed
        self._operations = operations
        self._lock = threading.Lock()
        self._list: list[Fault] = []
        self._count = 0
        self._random = random.Random(seed)  # noqa: S311  (which calls fail is no secret)

    def __bool__(self) -> bool:
        return bool(self._list)

    def add(self, data: object) -> Fault:
        """Put a fault in force; raises FaultError."""
        fault = _read(data, self._count + 1)
        if fault.operation is not None and fault.operation not in self._operations:
            raise FaultError(f"there is no operation {fault.operation!r}")
        with self._lock:
            self._count += 1
            self._list.append(fault)
        return fault

    def list(self) -> tuple[Fault, ...]:
        """Return the faults in force."""
        return tuple(self._list)

    def remove(self, fault_id: int) -> bool:
        """Lift a fault; return whether there was one."""
        with self._lock:
            before = len(self._list)
            self._list = [fault for fault in self._list if fault.id != fault_id]
            return len(self._list) < before

    def clear(self) -> None:
        """Lift all faults and start the chances anew."""
        with self._lock:
            self._list = []
            self._count = 0
            self._random = random.Random(self._seed)  # noqa: S311

    def pick(self, operation: str) -> Fault | None:
        """Return the fault that befalls this call, if any, and count it."""
        with self._lock:
            for fault in self._list:
                if fault.operation not in (None, operation):
                    continue
                if fault.share < 1 and self._random.random() >= fault.share:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        self._list = [other for other in self._list if other is not fault]
                return fault
        return None


def _read(data: object, fault_id: int) -> Fault:
    if not isinstance(data, dict):
        raise FaultError("a fault is a JSON object")
    unknown = sorted(set(data) - set(_KNOWN))
    if unknown:
        raise FaultError(f"a fault has no {unknown[0]!r}; it has {', '.join(_KNOWN)}")
    for name, (low, high) in _NUMBERS.items():
        value = data.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high):
            raise FaultError(f"{name} is a whole number from {low} to {high}")
    for name in _TEXTS:
        if not isinstance(data.get(name, ""), str | None):
            raise FaultError(f"{name} is text")
    share = data.get("share", 1)
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 < share <= 1:
        raise FaultError("share is more than 0 and at most 1")
    if not isinstance(data.get("drop", False), bool):
        raise FaultError("drop is true or false")
    if not (data.get("status") or data.get("latency_ms") or data.get("drop")):
        raise FaultError("a fault has a status, a latency_ms or drop")
    return Fault(
        id=fault_id,
        operation=data.get("operation"),
        status=data.get("status") or 0,
        code=data.get("code") or "",
        message=data.get("message") or "",
        retry_after=data.get("retry_after"),
        latency_ms=data.get("latency_ms") or 0,
        drop=data.get("drop", False),
        times=data.get("times"),
        share=float(share),
    )
