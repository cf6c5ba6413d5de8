"""How the logic, written once, asks a synchronous or an asynchronous client to do things.

The logic is a generator (a flow). It yields one of these effects and gets back the effect's result, or the exception it
caused. The clients only run flows; they hold no logic of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from .messages import Request

T = TypeVar("T")


@dataclass(slots=True)
class Send:
    """Send a request; the result is a Response."""

    request: Request


@dataclass(slots=True)
class Pause:
    """Sleep for some seconds."""

    seconds: float


@dataclass(slots=True)
class Notify:
    """Call a function of the user (and await what it returns, where the client is asynchronous)."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(slots=True)
class Exclusive:
    """Run a flow while no other call runs one under the same lock; the result is the flow's."""

    lock: threading.Lock
    flow: Callable[[], Flow[Any]]


@dataclass(slots=True)
class Blocking:
    """Call a function that reads files; the result is the function's. Other tasks run meanwhile."""

    function: Callable[[], Any]


Effect: TypeAlias = Send | Pause | Notify | Exclusive | Blocking
Flow: TypeAlias = Generator[Effect, Any, T]
