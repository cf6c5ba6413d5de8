"""Following a text that grows, such as the log of a job: its lines, as they are written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

from .effects import Flow, Pause
from .errors import ConfigurationError, NotFoundError, WaitTimeoutError
from .lookup import pick
from .redact import package_logger

if TYPE_CHECKING:
    from .building import Call
    from .core import Core
    from .operation import Follow, Operation
    from .runners import AsyncRunner, Runner

_logger = package_logger()


def follow_of(operation: Operation[Any]) -> Follow:
    """Return how an operation's text is followed; it is an error to follow one that does not grow."""
    if operation.follow is None:
        raise ConfigurationError(f"{operation.id} has no text to follow")
    return operation.follow


class Follower:
    """Looks at the text again and again, and keeps count of what was seen."""

    def __init__(
        self,
        core: Core,
        answer: Callable[[Call], Flow[Any]],
        calls: tuple[Call, Call],
        shape: Follow,
        times: tuple[float, float | None],
    ) -> None:
        self._core = core
        self._answer = answer
        self._text_call, self._owner_call = calls
        self._shape = shape
        self._interval, self._timeout = times
        if not self._interval >= 0:
            raise ConfigurationError(f"interval must not be negative: {self._interval!r}")
        self._started = core.clock.monotonic()
        self._seen = 0
        self._rest = ""
        self.ended = False

    def look(self) -> Flow[list[str]]:
        """Return the lines that are new. Raises WaitTimeoutError when the time is over."""
        # The owner first: what it wrote before its end is in the text that is read then.
        self.ended = yield from self._has_ended()
        try:
            reply = yield from self._answer(self._text_call)
        except NotFoundError:
            if self.ended:
                raise
            return []  # nothing was written yet
        content = pick(reply, self._shape.content)
        data = content.encode() if isinstance(content, str) else b""
        size = pick(reply, self._shape.size)
        lines = self._take(data, size if isinstance(size, int) else len(data))
        if self.ended and self._rest:
            lines.append(self._rest)
        return lines

    def rest(self) -> Flow[None]:
        """Pause until the next look."""
        if self._timeout is not None and self._core.clock.monotonic() - self._started >= self._timeout:
            raise WaitTimeoutError(f"The text still grows after {self._timeout:g} s")
        yield Pause(self._interval)

    def _take(self, data: bytes, total: int) -> list[str]:
        # The service shows the end of a long text only. A total that has shrunk means that it was begun anew.
        new = total - self._seen if total >= self._seen else total
        if new > len(data):
            _logger.warning("%s left out %d bytes", self._text_call.operation.id, new - len(data))
        self._seen = total
        fresh = data[max(0, len(data) - new) :] if new else b""
        *lines, self._rest = (self._rest + fresh.decode("utf-8", "replace")).split("\n")
        return lines

    def _has_ended(self) -> Flow[bool]:
        lifecycle = self._owner_call.operation.lifecycle
        if lifecycle is None:
            raise ConfigurationError(f"{self._owner_call.operation.id} has no lifecycle")
        owner = yield from self._answer(self._owner_call)
        return pick(owner, lifecycle.property) in {*lifecycle.succeeded, *lifecycle.failed, *lifecycle.deleted}


class Lines:
    """The lines of a text that grows; iterating over it ends when its owner has ended."""

    def __init__(self, follower: Follower, runner: Runner) -> None:
        self._follower = follower
        self._runner = runner

    def __iter__(self) -> Iterator[str]:
        follower = self._follower
        while True:
            yield from self._runner.run(follower.look())
            if follower.ended:
                return
            self._runner.run(follower.rest())


class AsyncLines:
    """The same for the asynchronous client."""

    def __init__(self, follower: Follower, runner: AsyncRunner) -> None:
        self._follower = follower
        self._runner = runner

    async def __aiter__(self) -> AsyncIterator[str]:
        follower = self._follower
        while True:
            for line in await self._runner.run(follower.look()):
                yield line
            if follower.ended:
                return
            await self._runner.run(follower.rest())
