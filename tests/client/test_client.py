"""Clients as a whole: copies, closing, hooks, raw replies, threads, tasks, and what importing costs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import httpx2
import pytest
from modelarts_client._runtime import (
    AsyncClient,
    AsyncResource,
    ClientClosedError,
    ConfigurationError,
    ConnectionError_,
    Hooks,
    NotFoundError,
    RawResponse,
    Request,
    Resource,
    Response,
    SyncClient,
)
from modelarts_client._runtime.transport_httpx import ConnectionSettings

from .support import ENDPOINT, GET, LIST, PROJECT, Driver, FakeAsyncTransport, FakeTransport, reply

THING = {"id": "t1"}


def _get(driver: Driver, client: Any) -> Any:
    return driver.run(client.request(GET, path={"thing_id": "t1"}))


def test_copies_share_the_transport_and_not_the_options(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, THING))
    copy = client.with_options(timeout=5, headers={"A": "1", "B": "1"})
    second = copy.with_options(headers={"B": "2"})
    for each in (client, copy, second):
        _get(driver, each)
    assert type(copy) is type(client)
    assert [request.timeout.read for request in driver.sent] == [60, 5, 5]
    assert [(request.headers.get("A"), request.headers.get("B")) for request in driver.sent] == [
        (None, None),
        ("1", "1"),
        ("1", "2"),
    ]


def test_unknown_options_are_refused(driver: Driver) -> None:
    client = driver.client([])
    wrong: Any = {"timeot": 3}
    with pytest.raises(ConfigurationError, match="timeot"):
        client.with_options(**wrong)
    with pytest.raises(ConfigurationError, match="timeot"):
        driver.run(client.request(LIST, options=wrong))


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_timeouts_that_make_no_sense(driver: Driver, timeout: float) -> None:
    with pytest.raises(ConfigurationError, match="greater than 0"):
        driver.client([], timeout=timeout)
    with pytest.raises(ConfigurationError, match="greater than 0"):
        driver.run(driver.client([]).request(LIST, options={"timeout": timeout}))
    assert driver.sent == []


class _Things(Resource):
    def get(self, thing_id: str) -> Any:
        return self._client.request(GET, path={"thing_id": thing_id})


class _Client(SyncClient):
    @cached_property
    def things(self) -> _Things:
        return _Things(self)


def test_resources_of_a_copy_use_the_copy() -> None:
    transport = FakeTransport(lambda _: reply(200, THING))
    client = _Client(credentials=None, endpoint=ENDPOINT, project_id=PROJECT, transport=transport)
    client.things.get("t1")
    client.with_options(headers={"A": "1"}).things.get("t1")
    assert ["A" in request.headers for request in transport.sent] == [False, True]
    assert repr(client.things) == "<_Things>"


def test_closing(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, THING))
    copy = client.with_options(max_retries=1)
    driver.run(client.close())
    driver.run(client.close())
    assert driver.transport.closed == 1
    for each in (client, copy):
        with pytest.raises(ClientClosedError):
            _get(driver, each)


def test_context_manager() -> None:
    transport = FakeTransport(lambda _: reply(200, THING))
    with SyncClient(credentials=None, endpoint=ENDPOINT, project_id=PROJECT, transport=transport) as client:
        client.request(LIST)

    async def use() -> None:
        settings: dict[str, Any] = {"credentials": None, "endpoint": ENDPOINT, "project_id": PROJECT}
        async with AsyncClient(transport=FakeAsyncTransport(transport), **settings) as async_client:
            await async_client.request(LIST)

    asyncio.run(use())
    assert (transport.closed, len(transport.sent)) == (2, 2)


def test_hooks_see_and_change_requests(driver: Driver) -> None:
    seen: list[tuple[str, int]] = []

    def before(request: Request) -> None:
        request.headers["X-Trace"] = "42"

    def after(request: Request, response: Response) -> None:
        seen.append((request.operation, response.status))

    hooks = Hooks(before_request=(before,), after_response=(after,))
    client = driver.client([reply(500), reply(200, THING)], hooks=hooks)
    _get(driver, client)
    assert seen == [("GetThing", 500), ("GetThing", 200)]
    assert [request.headers["X-Trace"] for request in driver.sent] == ["42", "42"]


def test_hooks_may_be_coroutines() -> None:
    seen: list[str] = []

    async def before(request: Request) -> None:
        await asyncio.sleep(0)
        seen.append(request.operation)

    async def use() -> None:
        transport = FakeAsyncTransport(FakeTransport(lambda _: reply(200, THING)))
        client = AsyncClient(
            credentials=None,
            endpoint=ENDPOINT,
            project_id="p",
            transport=transport,
            hooks=Hooks(before_request=(before,)),
        )
        await client.request(GET, path={"thing_id": "t"})

    asyncio.run(use())
    assert seen == ["GetThing"]


def test_error_in_a_hook_ends_the_call(driver: Driver) -> None:
    def broken(_: Request) -> None:
        raise KeyError("mine")

    client = driver.client(lambda _: reply(200, THING), hooks=Hooks(before_request=(broken,)))
    with pytest.raises(KeyError, match="mine"):
        _get(driver, client)
    assert driver.sent == []


def test_raw(driver: Driver) -> None:
    client = driver.client([reply(500), reply(200, THING, X_Request_Id="r1")])
    raw = driver.run(client.raw(client.request, GET, path={"thing_id": "t1"}))
    assert isinstance(raw, RawResponse)
    assert raw.value.id == "t1"
    assert (raw.status, raw.request_id, raw.json(), raw.text) == (200, "r1", THING, '{"id": "t1"}')
    assert raw.content == b'{"id": "t1"}'
    assert raw.headers["X-Request-Id"] == "r1"
    assert raw.response.request is driver.sent[1]


def test_raw_of_a_page_and_of_an_error(driver: Driver) -> None:
    client = driver.client([reply(200, {"items": [], "total_number": 0}), reply(404)])
    assert driver.run(client.raw(client.request_page, LIST)).value.total == 0
    with pytest.raises(NotFoundError):
        driver.run(client.raw(client.request, LIST))


def test_raw_of_a_function_that_calls_nothing() -> None:
    client = SyncClient(credentials=None, endpoint=ENDPOINT, transport=FakeTransport([]))
    with pytest.raises(TypeError, match="made no call"):
        client.raw(lambda: 1)


def test_raw_in_threads_do_not_mix() -> None:
    def answer(request: Request) -> Response:
        return reply(200, {"id": request.path.rpartition("/")[2]})

    client = SyncClient(credentials=None, endpoint=ENDPOINT, project_id="p", transport=FakeTransport(answer))

    def call(name: str) -> tuple[str, str]:
        raw = client.raw(client.request, GET, path={"thing_id": name})
        return raw.value.id, raw.json()["id"]

    names = [f"t{index}" for index in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(call, names)) == [(name, name) for name in names]


def test_many_tasks_at_once() -> None:
    inner = FakeTransport(lambda request: reply(200, {"id": request.path.rpartition("/")[2]}))
    client = AsyncClient(credentials=None, endpoint=ENDPOINT, project_id="p", transport=FakeAsyncTransport(inner))

    async def call() -> list[Any]:
        calls: list[Coroutine[Any, Any, Any]] = [client.request(GET, path={"thing_id": f"t{n}"}) for n in range(100)]
        return list(await asyncio.gather(*calls))

    assert [thing.id for thing in asyncio.run(call())] == [f"t{n}" for n in range(100)]


def test_cancelled_task_leaves_the_client_usable() -> None:
    class Slow:
        def __init__(self) -> None:
            self.calls = 0

        async def send(self, request: Request, /) -> Response:
            self.calls += 1
            if self.calls == 1:
                await asyncio.Event().wait()
            return reply(200, THING)

        async def close(self) -> None: ...

    async def use() -> Any:
        client = AsyncClient(credentials=None, endpoint=ENDPOINT, project_id="p", transport=Slow())
        task = asyncio.create_task(client.request(GET, path={"thing_id": "t1"}))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await client.request(GET, path={"thing_id": "t1"})

    assert asyncio.run(use()).id == "t1"


def test_only_one_way_to_connect() -> None:
    with pytest.raises(ConfigurationError, match="only one"):
        SyncClient(credentials=None, endpoint=ENDPOINT, transport=FakeTransport([]), connections=ConnectionSettings())


def test_credentials_of_a_wrong_kind() -> None:
    wrong: Any = ("ak", "sk")
    with pytest.raises(ConfigurationError, match="not tuple"):
        SyncClient(credentials=wrong, endpoint=ENDPOINT)


def test_no_project_without_credentials(driver: Driver) -> None:
    client = driver.client([], project_id=None)
    with pytest.raises(ConfigurationError, match="project_id"):
        driver.run(client.request(LIST))


def test_httpx_client_is_made_once_and_on_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[httpx2.Client] = []
    original = httpx2.Client
    barrier = threading.Barrier(8)

    def make(**arguments: Any) -> httpx2.Client:
        arguments = {"transport": httpx2.MockTransport(lambda _: httpx2.Response(200, json=THING))}
        made.append(original(**arguments))
        return made[-1]

    monkeypatch.setattr(httpx2, "Client", make)
    client = SyncClient(credentials=None, endpoint=ENDPOINT, project_id="p")
    assert made == []

    def call(_: int) -> str:
        barrier.wait()
        return client.request(GET, path={"thing_id": "t"}).id

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(call, range(8))) == ["t1"] * 8
    assert len(made) == 1
    client.close()
    assert made[0].is_closed


def test_nothing_heavy_is_imported_before_the_first_call() -> None:
    code = (
        "import sys; from modelarts_client._runtime import SyncClient, AsyncClient, AkSk\n"
        "for kind in (SyncClient, AsyncClient): kind(credentials=AkSk('a' * 10, 'b'), region='eu-de', project_id='p')\n"
        "print([name for name in ('pydantic', 'httpx2', 'ssl', 'anyio', 'asyncio', 'ruamel', 'email') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unused_client_can_be_closed() -> None:
    SyncClient(credentials=None, endpoint=ENDPOINT).close()
    asyncio.run(AsyncClient(credentials=None, endpoint=ENDPOINT).close())


def test_runtime_has_what_it_exports() -> None:
    import modelarts_client._runtime as runtime

    assert [name for name in runtime.__all__ if getattr(runtime, name, None) is None] == []
    assert dir(runtime) == sorted(runtime.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = runtime.nonsense
    assert issubclass(AsyncResource, object)
    assert issubclass(runtime.TimeoutError_, ConnectionError_)
