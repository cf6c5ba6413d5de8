"""Time and chance, so that tests can set them."""

from __future__ import annotations

import random
import time
from typing import Protocol


class Clock(Protocol):
    """What the client needs to know about time."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        ...

    def sleep(self, seconds: float, /) -> None:
        """Block for some seconds."""
        ...

    async def sleep_async(self, seconds: float, /) -> None:
        """Let other tasks run for some seconds."""
        ...

    def random(self) -> float:
        """Return a number from 0 up to 1, for jitter."""
        ...


class SystemClock:
    """The machine's own time and chance."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float, /) -> None:
        """Block for some seconds."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float, /) -> None:
        """Let other tasks run for some seconds, under asyncio or trio."""
        import anyio

        await anyio.sleep(seconds)

    def random(self) -> float:
        """Return a number from 0 up to 1."""
        return random.random()  # noqa: S311 - jitter is no secret
