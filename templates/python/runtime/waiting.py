"""Waiting for a thing to reach a state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from .effects import Flow, Notify, Pause
from .errors import ConfigurationError, NotFoundError, WaitFailedError, WaitTimeoutError
from .lookup import pick
from .operation import Lifecycle, Operation

if TYPE_CHECKING:
    from .clock import Clock

T = TypeVar("T")

_GROWTH = 1.5
_SHORTEST = 0.05
"""The second pause is at least this long: an interval of 0 looks again at once, but does not go on like that."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a wait is done; times in seconds."""

    timeout: float | None
    interval: float
    max_interval: float
    on_progress: Callable[[Any], object] | None

    def __post_init__(self) -> None:
        if not self.interval >= 0:
            raise ConfigurationError(f"interval must not be negative: {self.interval!r}")


def lifecycle_of(operation: Operation[Any]) -> Lifecycle:
    """Return an operation's lifecycle; it is an error to wait with an operation that has none."""
    if operation.lifecycle is None:
        raise ConfigurationError(f"{operation.id} has no lifecycle to wait for")
    return operation.lifecycle


def wait_for_success(look: Callable[[], Flow[T]], lifecycle: Lifecycle, patience: Patience, clock: Clock) -> Flow[T]:
    """Look again and again until the status means success; return that reply.

    A status that is not known yet counts as work in progress. Raises WaitFailedError for a failed or deleted state and
    WaitTimeoutError when the time is over.
    """
    watch = _Watch(patience, clock)
    while True:
        reply = yield from look()
        status = pick(reply, lifecycle.property)
        if status in lifecycle.succeeded:
            return reply
        yield from watch.report(reply)
        if status in lifecycle.failed or status in lifecycle.deleted:
            raise WaitFailedError(f"It ended with status {_name(status)}", reply=reply)
        yield from watch.rest(reply, f"status {_name(status)}")


def wait_until_deleted(
    look: Callable[[], Flow[Any]], lifecycle: Lifecycle, patience: Patience, clock: Clock
) -> Flow[None]:
    """Look again and again until the thing is not found, or its status says that it is deleted."""
    watch = _Watch(patience, clock)
    while True:
        try:
            reply = yield from look()
        except NotFoundError:
            return
        status = pick(reply, lifecycle.property)
        if status in lifecycle.deleted:
            return
        yield from watch.report(reply)
        yield from watch.rest(reply, f"status {_name(status)}, not deleted")


class _Watch:
    """Counts the time, and grows the pauses from ``interval`` to ``max_interval``."""

    def __init__(self, patience: Patience, clock: Clock) -> None:
        self._patience = patience
        self._clock = clock
        self._started = clock.monotonic()
        self._interval = patience.interval

    def report(self, reply: Any) -> Flow[None]:
        if self._patience.on_progress is not None:
            yield Notify(self._patience.on_progress, (reply,))

    def rest(self, reply: Any, state: str) -> Flow[None]:
        timeout = self._patience.timeout
        pause = self._interval
        if timeout is not None:
            left = timeout - (self._clock.monotonic() - self._started)
            if left <= 0:
                raise WaitTimeoutError(f"Still {state} after {timeout:g} s", reply=reply)
            # The last look happens exactly at the end of the time.
            pause = min(pause, left)
        yield Pause(pause)
        longest = max(self._patience.max_interval, self._patience.interval)
        self._interval = min(max(self._interval * _GROWTH, _SHORTEST), longest)


def _name(status: Any) -> str:
    name = getattr(status, "name", None)
    return f"{name} ({status.value!r})" if name else repr(status)
