"""The default transports over httpx2."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest
from modelarts_client._runtime import (
    AsyncClient,
    AsyncTransport,
    ConfigurationError,
    ConnectionError_,
    Request,
    Response,
    SyncClient,
    Timeout,
    TimeoutError_,
    Transport,
)
from modelarts_client._runtime.transport_httpx import AsyncHttpxTransport, ConnectionSettings, HttpxTransport

from .support import GET, PROJECT, FakeAsyncTransport, FakeTransport

REQUEST = Request("GET", "http://a.test", "/v1/x", "a=1", {"X-A": "b"}, timeout=Timeout(1, 2, 3, 4))


def _send(kind: str, handler: Any, request: Request = REQUEST, **client: Any) -> Response:
    mock = httpx2.MockTransport(handler)
    if kind == "sync":
        return HttpxTransport(httpx2.Client(transport=mock, **client)).send(request)

    async def send() -> Response:
        return await AsyncHttpxTransport(httpx2.AsyncClient(transport=mock, **client)).send(request)

    return asyncio.run(send())


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_request_and_reply(kind: str) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(
            418, headers={"X-Request-Id": "r", "Content-Encoding": "gzip"}, content=gzip.compress(b"hi")
        )

    response = _send(kind, answer)
    assert (response.status, response.content, response.request_id) == (418, b"hi", "r")
    assert str(seen[0].url) == "http://a.test/v1/x?a=1"
    assert seen[0].headers["X-A"] == "b"
    assert seen[0].extensions["timeout"] == {"connect": 1, "read": 2, "write": 3, "pool": 4}


def test_header_that_is_not_ascii(kind: str) -> None:
    request = Request("GET", "http://a.test", "/x", headers={"X-A": "b", "X-Name": "Müller"})
    with pytest.raises(ConfigurationError, match="X-Name") as caught:
        _send(kind, lambda _: httpx2.Response(200), request)
    assert "ller" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_body(kind: str, method: str) -> None:
    sent = Request(method, "http://a.test", "/x", content=b"\x00body", headers={"Content-Type": "text/plain"})
    response = _send(kind, lambda request: httpx2.Response(200, content=request.read()), sent)
    assert response.content == b"\x00body"


@pytest.mark.parametrize(
    ("error", "expected", "sent"),
    [
        (httpx2.ConnectError("refused"), ConnectionError_, False),
        (httpx2.ConnectTimeout(""), TimeoutError_, False),
        (httpx2.PoolTimeout(""), TimeoutError_, False),
        (httpx2.ProxyError("407"), ConnectionError_, False),
        (httpx2.ReadTimeout(""), TimeoutError_, True),
        (httpx2.WriteTimeout(""), TimeoutError_, True),
        (httpx2.ReadError(""), ConnectionError_, True),
        (httpx2.WriteError(""), ConnectionError_, True),
        (httpx2.CloseError(""), ConnectionError_, True),
        (httpx2.RemoteProtocolError("gone"), ConnectionError_, True),
        (httpx2.DecodingError("gzip"), ConnectionError_, True),
    ],
)
def test_errors_without_a_reply(kind: str, error: Exception, expected: type[ConnectionError_], sent: bool) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise error

    with pytest.raises(ConnectionError_) as caught:
        _send(kind, answer)
    assert type(caught.value) is expected
    assert caught.value.sent is sent
    assert "a.test" in str(caught.value)
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    "error", [httpx2.UnsupportedProtocol("x"), httpx2.LocalProtocolError("x"), httpx2.InvalidURL("x")]
)
def test_requests_that_cannot_be_sent(kind: str, error: Exception) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise error

    with pytest.raises(ConfigurationError):
        _send(kind, answer)


def test_redirects_are_not_followed(kind: str) -> None:
    answer = httpx2.Response(302, headers={"Location": "http://evil.test/"})
    assert _send(kind, lambda _: answer, follow_redirects=True).status == 302


def test_sign_in_of_the_given_client_is_not_used(kind: str) -> None:
    seen: list[httpx2.Headers] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers)
        return httpx2.Response(200)

    _send(kind, answer, auth=("user", "password"), headers={"X-Theirs": "1", "X-A": "theirs"}, cookies={"c": "1"})
    assert "Authorization" not in seen[0]
    assert (seen[0]["X-Theirs"], seen[0]["X-A"], seen[0]["Cookie"]) == ("1", "b", "c=1")


def test_given_client_stays_open() -> None:
    http = httpx2.Client()
    SyncClient(credentials=None, endpoint="http://a.test", http_client=http).close()
    assert not http.is_closed
    http.close()

    async def use() -> None:
        async_http = httpx2.AsyncClient()
        await AsyncClient(credentials=None, endpoint="http://a.test", http_client=async_http).close()
        assert not async_http.is_closed
        await async_http.aclose()

    asyncio.run(use())


def test_connection_settings_reach_httpx2() -> None:
    settings = ConnectionSettings(verify=False, proxy="http://user:secret@proxy.test", max_connections=7)
    arguments = settings.arguments()
    assert (arguments["verify"], arguments["limits"].max_connections) == (False, 7)
    assert "secret" not in repr(settings)


def test_protocols() -> None:
    sync: Transport = HttpxTransport()
    asynchronous: AsyncTransport = AsyncHttpxTransport()
    assert isinstance(sync, Transport)
    assert isinstance(asynchronous, AsyncTransport)
    assert isinstance(FakeTransport([]), Transport)
    assert isinstance(FakeAsyncTransport(FakeTransport([])), AsyncTransport)


class _Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    connections: set[Any] = set()  # noqa: RUF012 - the handler is made anew for each connection

    def do_GET(self) -> None:
        self.connections.add(self.client_address)
        body = b'{"id": "real"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    _Server.connections.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as http:
        http.daemon_threads = True
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


def test_real_connections_are_kept(server: str) -> None:
    with SyncClient(credentials=None, endpoint=server, project_id=PROJECT) as client:
        copy = client.with_options(max_retries=0)
        for each in (client, copy, client):
            assert each.request(GET, path={"thing_id": "t"}).id == "real"

    async def use() -> None:
        async with AsyncClient(credentials=None, endpoint=server, project_id=PROJECT) as client:
            things = [await client.request(GET, path={"thing_id": "t"}) for _ in range(3)]
            assert [thing.id for thing in things] == ["real"] * 3

    asyncio.run(use())
    assert len(_Server.connections) == 2


def test_nobody_listens(kind: str) -> None:
    settings: dict[str, Any] = {
        "credentials": None,
        "endpoint": "http://127.0.0.1:9",
        "project_id": "p",
        "max_retries": 0,
    }

    def call() -> object:
        if kind == "sync":
            return SyncClient(**settings).request(GET, path={"thing_id": "t"})
        return asyncio.run(AsyncClient(**settings).request(GET, path={"thing_id": "t"}))

    with pytest.raises(ConnectionError_, match=r"127\.0\.0\.1:9") as caught:
        call()
    assert caught.value.sent is False
