"""Fake time, fake transports, and one way to drive both clients."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from modelarts_client._runtime import AsyncClient, Lifecycle, Operation, Pagination, Request, Response, SyncClient
from modelarts_client._runtime.messages import Response as _Response

from . import sample_models

sys.modules["modelarts_client.models.sample"] = sample_models

PROJECT = "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"
ENDPOINT = "http://modelarts.test:8080"

GET: Operation[sample_models.Thing] = Operation(
    id="GetThing",
    method="GET",
    path="/v2/{project_id}/things/{thing_id}",
    response="sample:Thing",
    lifecycle=Lifecycle(property=("status",), working=(0, 2), succeeded=(1,), failed=(4,), deleted=(3,)),
)
CREATE: Operation[sample_models.Thing] = Operation(
    id="CreateThing",
    method="POST",
    path="/v2/{project_id}/things",
    response="sample:Thing",
    request="sample:NewThing",
)
DELETE: Operation[None] = Operation(id="DeleteThing", method="DELETE", path="/v2/{project_id}/things/{thing_id}")
LIST: Operation[sample_models.Things] = Operation(
    id="ListThings",
    method="GET",
    path="/v2/{project_id}/things",
    response="sample:Things",
    pagination=Pagination(
        style="page-index", page="offset", size="limit", items=("items",), total=("total_number",), max_size=100
    ),
)
DOWNLOAD: Operation[bytes] = Operation(id="Download", method="GET", path="/v2/{project_id}/file", response="bytes")

Answer = Response | Exception
Handler = Callable[[Request], Answer]


def reply(status: int = 200, body: Any = None, **headers: str) -> Response:
    """Make a reply with a JSON body; header names are written with underscores."""
    content = b"" if body is None else json.dumps(body).encode()
    return _Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


class FakeClock:
    """Time that passes only when somebody sleeps; jitter that is always the longest."""

    def __init__(self) -> None:
        self.time = 1760000000.0
        self.slept: list[float] = []
        self.chance = 1.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float, /) -> None:
        self.slept.append(seconds)
        self.time += seconds

    async def sleep_async(self, seconds: float, /) -> None:
        self.sleep(seconds)

    def random(self) -> float:
        return self.chance


class FakeTransport:
    """Answers from a list, in order, or by a function; keeps what was sent."""

    def __init__(self, answers: list[Answer] | Handler) -> None:
        self.answers = answers
        self.sent: list[Request] = []
        self.closed = 0

    def send(self, request: Request, /) -> Response:
        self.sent.append(request)
        answer = self.answers(request) if callable(self.answers) else self.answers[len(self.sent) - 1]
        if isinstance(answer, Exception):
            raise answer
        return Response(answer.status, answer.headers, answer.content)

    def close(self) -> None:
        self.closed += 1


class FakeAsyncTransport:
    """The same for the asynchronous client."""

    def __init__(self, inner: FakeTransport) -> None:
        self.inner = inner

    async def send(self, request: Request, /) -> Response:
        await asyncio.sleep(0)
        return self.inner.send(request)

    async def close(self) -> None:
        self.inner.close()


class Driver:
    """Makes a client of one kind and runs its methods to their end."""

    def __init__(self, kind: str, clock: FakeClock) -> None:
        self.kind = kind
        self.clock = clock
        self.transport = FakeTransport([])

    def client(self, answers: list[Answer] | Handler, **settings: Any) -> Any:
        self.transport = FakeTransport(answers)
        settings = {"credentials": None, "endpoint": ENDPOINT, "project_id": PROJECT, "clock": self.clock, **settings}
        if self.kind == "sync":
            return SyncClient(transport=self.transport, **settings)
        return AsyncClient(transport=FakeAsyncTransport(self.transport), **settings)

    @property
    def sent(self) -> list[Request]:
        return self.transport.sent

    def run(self, value: Any) -> Any:
        """Await a coroutine or a page of the asynchronous client; anything else is returned as it is."""
        if self.kind == "sync":
            return value
        return asyncio.run(_wait(value))

    def collect(self, iterable: Any) -> list[Any]:
        """Return all that an iterator of either kind yields."""
        return list(iterable) if self.kind == "sync" else asyncio.run(_collect(iterable))


async def _wait(value: Coroutine[Any, Any, Any]) -> Any:
    return await value


async def _collect(iterable: Any) -> list[Any]:
    return [item async for item in iterable]


def write_file(path: Path, text: str) -> Path:
    """Write a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
