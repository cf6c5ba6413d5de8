"""Calls the application inside this process: no socket, no port."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import httpx2

    from .app import EmulatorApp
    from .asgi import Message


class RawReply(NamedTuple):
    """What the application answered."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class InProcessCaller:
    """Runs an application on an event loop of its own, so that threads and other loops may call it."""

    def __init__(self, app: EmulatorApp) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="modelarts-in-process", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the loop; the application stays open."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def call(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes = b"", scheme: str = "http"
    ) -> RawReply:
        """Make a request; `target` is the path as it stands on the wire, with its query."""
        return asyncio.run_coroutine_threadsafe(
            self._exchange(method, target, headers, body, scheme), self._loop
        ).result()

    async def call_async(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes = b"", scheme: str = "http"
    ) -> RawReply:
        """Make a request from another event loop."""
        return await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(self._exchange(method, target, headers, body, scheme), self._loop)
        )

    def _exchange(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes, scheme: str
    ) -> Coroutine[Any, Any, RawReply]:
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": scheme,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower(), value) for name, value in headers],
            "client": None,
            "server": None,
        }
        return _run(self._app, scope, body)


async def _run(app: EmulatorApp, scope: dict[str, Any], body: bytes) -> RawReply:
    status = 0
    headers: list[tuple[bytes, bytes]] = []
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.extend(message["headers"])
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return RawReply(status, headers, b"".join(parts))


def make_transport(caller: InProcessCaller) -> httpx2.BaseTransport:
    """Return a transport for `httpx2.Client`, and so for the SDK."""
    import httpx2

    class InProcessTransport(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            target = request.url.raw_path.decode("ascii")
            try:
                reply = caller.call(request.method, target, [*request.headers.raw], request.read(), request.url.scheme)
            except ConnectionError as error:
                raise httpx2.ReadError(str(error), request=request) from error
            return httpx2.Response(reply.status, headers=reply.headers, content=reply.body, request=request)

    return InProcessTransport()


def make_async_transport(caller: InProcessCaller) -> httpx2.AsyncBaseTransport:
    """Return a transport for `httpx2.AsyncClient`, and so for the asynchronous SDK."""
    import httpx2

    class AsyncInProcessTransport(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            target = request.url.raw_path.decode("ascii")
            try:
                reply = await caller.call_async(
                    request.method, target, [*request.headers.raw], await request.aread(), request.url.scheme
                )
            except ConnectionError as error:
                raise httpx2.ReadError(str(error), request=request) from error
            return httpx2.Response(reply.status, headers=reply.headers, content=reply.body, request=request)

    return AsyncInProcessTransport()
