"""The emulator as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from .asgi import BodyTooLargeError, DisconnectedError, Request, has_body, read_body, send_response
from .config import Config
from .emulator import Emulator
from .errors import GatewayError
from .pipeline import Answer, Route, gateway_answer
from .requests_log import MAX_BODY, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .asgi import Receive, Scope, Send
    from .description import Description
    from .registry import Handler

logger = logging.getLogger("modelarts_emulator")

_NO_ROUTE = Route(None, {}, ())


class EmulatorApp:
    """An ASGI application around an emulator; `close` it when no server drives its life.

    The job worker starts with the server's lifespan, or with the first request where there is no lifespan.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._backend = emulator.backend
        # SQLite answers faster than a thread can be woken; a database behind a socket must not block the loop.
        self._inline = emulator.backend.store.is_sqlite
        self._instant = emulator.config.clock.instant
        self._pool = ThreadPoolExecutor(16, thread_name_prefix="modelarts-call")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection event."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    def close(self) -> None:
        """Finish the work in hand and close the store."""
        self._pool.shutdown(wait=True)
        self.emulator.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.emulator.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        emulator = self.emulator
        if not emulator.started:
            emulator.start()
        request = Request(scope)
        control = emulator.is_control(request)
        request_id = (emulator.control_ids if control else emulator.request_ids).hex32()
        try:
            if has_body(scope):
                request.body = await read_body(receive)
        except DisconnectedError:
            return
        except BodyTooLargeError:
            error = GatewayError(400, "ModelArts.0101", "Invalid argument: body: it is larger than 12 MB", _CLOSE)
            await self._send(send, request, gateway_answer(error, request_id), request_id)
            return
        if control:
            await self._control(request, request_id, send)
            return
        route = _NO_ROUTE if emulator.identity.knows(request.raw_path) else emulator.pipeline.route(request)
        emulator.worker.answered += 1
        answer = await self._carry_out(request, route, request_id)
        milliseconds = (time.perf_counter() - started) * 1000
        self._log(request, route, answer, request_id, milliseconds)
        if answer is None:
            await _cut(send)
        else:
            await self._send(send, request, answer, request_id)

    async def _carry_out(self, request: Request, route: Route, request_id: str) -> Answer | None:
        """Return the answer, `None` when an injected fault is to cut the connection."""
        emulator = self.emulator
        if emulator.faults:
            name = route.operation.id if route.operation is not None else request.raw_path.decode("ascii", "replace")
            fault = emulator.faults.pick(name)
            if fault is not None:
                await asyncio.sleep(fault.latency_ms / 1000)
                if fault.drop:
                    return None
                if fault.status:
                    return emulator.pipeline.fail(fault, route, request_id)
        work: Callable[[], Answer]
        if route is _NO_ROUTE:
            work = partial(emulator.answer_identity, request, request_id)
        else:
            work = partial(emulator.pipeline.answer, request, route, request_id)
        if self._instant:
            work = partial(self._settle, work)
        if self._inline:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _settle(self, work: Callable[[], Answer]) -> Answer:
        self.emulator.worker.settle()
        return work()

    async def _control(self, request: Request, request_id: str, send: Send) -> None:
        # Its work may take long: a snapshot, or an hour's jobs at once.
        work = partial(self.emulator.answer_control, request)
        answer = await asyncio.get_running_loop().run_in_executor(self._pool, work)
        await self._send(send, request, answer, request_id)

    async def _send(self, send: Send, request: Request, answer: Answer, request_id: str) -> None:
        headers = [(b"x-request-id", request_id.encode()), *answer.headers]
        await send_response(send, answer.status, headers, answer.body, head=request.method == "HEAD")

    def _log(self, request: Request, route: Route, answer: Answer | None, request_id: str, milliseconds: float) -> None:
        log = self.emulator.log
        log.add(
            Entry(
                log.next_number(),
                self._backend.clock.now_ms(),
                request.method,
                request.raw_path,
                request.query_string,
                route.operation.id if route.operation is not None else None,
                request.headers,
                request.body[:MAX_BODY],
                answer.status if answer is not None else 0,
                answer.error_code if answer is not None else "",
                request_id,
                milliseconds,
            )
        )


def create_app(
    config: Config | None = None,
    *,
    description: Description | None = None,
    handlers: Mapping[str, Handler] | None = None,
) -> EmulatorApp:
    """Return the emulator as an ASGI application; `description` and `handlers` replace those it ships with.

    Raises StoreError, ObjectError, DescriptionError or ConfigError when it cannot be opened.
    """
    return EmulatorApp(Emulator(config or Config(), description, handlers))


_CLOSE = (("Connection", "close"),)


async def _cut(send: Send) -> None:
    """Close the connection without an answer, as a broken network would."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("an injected fault dropped the connection")
    transport.abort()
    # The server notices on its loop's next rounds; until then it would try to send an error.
    for _ in range(3):
        await asyncio.sleep(0)
