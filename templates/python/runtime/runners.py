"""Running flows: the only place where the synchronous and the asynchronous client differ in what they do."""

from __future__ import annotations

import inspect
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from .effects import Blocking, Effect, Exclusive, Flow, Notify, Pause, Send
from .transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from .clock import Clock

T = TypeVar("T")


class Runner:
    """Runs flows in the calling thread."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self.transport = transport
        self._clock = clock

    def run(self, flow: Flow[T]) -> T:
        """Do what the flow asks for until it returns."""
        try:
            effect = next(flow)
            while True:
                try:
                    result = self._perform(effect)
                except Exception as error:  # noqa: BLE001, RUF100 - the flow decides
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as stop:
            value: T = stop.value
            return value

    def _perform(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return self.transport.send(request)
            case Pause(seconds):
                return self._clock.sleep(seconds)
            case Notify(function, arguments):
                return function(*arguments)
            case Exclusive(lock, flow):
                with lock:
                    return self.run(flow())
            case Blocking(function):
                return function()


class AsyncRunner:
    """Runs flows in a task."""

    def __init__(self, transport: AsyncTransport, clock: Clock) -> None:
        self.transport = transport
        self._clock = clock
        self._locks: dict[threading.Lock, Any] = {}

    async def run(self, flow: Flow[T]) -> T:
        """Do what the flow asks for until it returns."""
        try:
            effect = next(flow)
            while True:
                try:
                    result = await self._perform(effect)
                except Exception as error:  # noqa: BLE001, RUF100 - the flow decides
                    effect = flow.throw(error)
                else:
                    effect = flow.send(result)
        except StopIteration as stop:
            value: T = stop.value
            return value

    async def _perform(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return await self.transport.send(request)
            case Pause(seconds):
                return await self._clock.sleep_async(seconds)
            case Notify(function, arguments):
                result = function(*arguments)
                return await result if inspect.isawaitable(result) else result
            case Exclusive(lock, flow):
                async with self._lock(lock):
                    return await self.run(flow())
            case Blocking(function):
                from anyio import to_thread

                return await to_thread.run_sync(function)

    def _lock(self, lock: threading.Lock) -> Any:
        # A thread's lock must not be held over an await; tasks of this client queue up at one of their own.
        import anyio

        return self._locks.setdefault(lock, anyio.Lock())
