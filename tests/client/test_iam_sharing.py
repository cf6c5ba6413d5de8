"""Looking the project up, and asking for a token once however many callers wait for it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from modelarts_client._runtime import (
    AkSk,
    AsyncClient,
    ConfigurationError,
    Credentials,
    CredentialsError,
    IamPassword,
    IamToken,
    Request,
    Response,
    SyncClient,
)

from .iam_service import THING, Iam
from .support import ENDPOINT, GET, LIST, Driver, FakeAsyncTransport, FakeClock, FakeTransport, reply


def _password(**more: Any) -> IamPassword:
    return IamPassword("demo", "demo-password", "demo-domain", **more)


def _client(driver: Driver, handler: Callable[[Request], Response], credentials: Credentials, **settings: Any) -> Any:
    settings = {"region": "eu-de", "project_id": None, **settings}
    return driver.client(handler, credentials=credentials, **settings)


def _get(driver: Driver, client: Any) -> Any:
    return driver.run(client.request(GET, path={"thing_id": "t1"}))


def test_project_is_looked_up_once(driver: Driver) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Iam(driver.clock)(request) if request.path == "/v3/projects" else reply(200, {})

    client = _client(driver, answer, AkSk("DEMOACCESSKEY", "demo-secret-key"))
    driver.run(client.request(LIST))
    driver.run(client.request(LIST))
    lookup, *calls = seen
    assert lookup.url == "http://iam.test:8080/v3/projects?name=eu-de"
    assert lookup.headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=DEMOACCESSKEY")
    assert [call.path for call in calls] == ["/v2/looked-up/things"] * 2
    assert calls[0].headers["X-Project-Id"] == "looked-up"


def test_identity_service_below_a_path(driver: Driver) -> None:
    iam = Iam(driver.clock)
    seen: list[str] = []

    def answer(request: Request) -> Response:
        seen.append(request.url)
        return iam.issue(request) if "/v3/auth/tokens" in request.path else reply(200, THING)

    credentials = _password(iam_endpoint="https://gateway.test/identity/v3")
    driver.run(_client(driver, answer, credentials).request(GET, path={"thing_id": "t"}))
    assert seen[0] == "https://gateway.test/identity/v3/auth/tokens?nocatalog=true"


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (reply(200, {"projects": []}), ConfigurationError, "no project named 'eu-de'"),
        (reply(403, {"error_msg": "not allowed"}), CredentialsError, "403 not allowed"),
        (reply(200, {"odd": 1}), CredentialsError, "could not be read"),
    ],
)
def test_project_that_cannot_be_found(driver: Driver, answer: Response, kind: type[Exception], message: str) -> None:
    client = _client(driver, lambda _: answer, IamToken("given"))
    with pytest.raises(kind, match=message):
        driver.run(client.request(LIST))


def test_single_flight_between_threads() -> None:
    clock = FakeClock()
    iam = Iam(clock)
    barrier = threading.Barrier(16)

    def answer(request: Request) -> Response:
        if request.path == "/v3/auth/tokens":
            time.sleep(0.02)  # long enough for the others to arrive
        return iam(request)

    credentials = _password()
    settings: dict[str, Any] = {"credentials": credentials, "endpoint": ENDPOINT, "region": "eu-de", "clock": clock}
    clients = [SyncClient(transport=FakeTransport(answer), **settings) for _ in range(2)]

    def call(index: int) -> str:
        barrier.wait()
        return clients[index % 2].request(GET, path={"thing_id": "t1"}).id

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(call, range(16))) == ["t1"] * 16
        assert iam.issued == 1
        iam.valid.clear()
        list(pool.map(call, range(16)))
    assert iam.issued == 2


def test_single_flight_between_tasks() -> None:
    clock = FakeClock()
    iam = Iam(clock)
    inner = FakeTransport(iam)
    settings: dict[str, Any] = {"credentials": _password(), "endpoint": ENDPOINT, "region": "eu-de", "clock": clock}
    client = AsyncClient(transport=FakeAsyncTransport(inner), **settings)

    async def call() -> None:
        await asyncio.gather(*(client.request(GET, path={"thing_id": "t1"}) for _ in range(20)))

    asyncio.run(call())
    assert iam.issued == 1
    iam.valid.clear()
    asyncio.run(call())
    assert iam.issued == 2
