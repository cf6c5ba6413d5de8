"""The default transports, over httpx2. It is imported, and its TLS context made, on the first request."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import ConfigurationError, ConnectionError_, TimeoutError_
from .messages import Request, Response
from .redact import hide_secrets_of_httpcore

if TYPE_CHECKING:
    import ssl

    import httpx2


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """How connections are made."""

    verify: ssl.SSLContext | bool = True
    """A TLS context of your own, or False to accept any certificate (for tests only)."""
    proxy: str | None = None
    max_connections: int = 100
    max_keepalive: int = 20
    http2: bool = False

    def arguments(self) -> dict[str, Any]:
        """Return the arguments for an httpx2 client."""
        import httpx2

        limits = httpx2.Limits(max_connections=self.max_connections, max_keepalive_connections=self.max_keepalive)
        return {"verify": self.verify, "proxy": self.proxy, "limits": limits, "http2": self.http2}

    def __repr__(self) -> str:
        # The proxy's address may hold a password.
        return f"ConnectionSettings(verify={self.verify!r}, proxy={'***' if self.proxy else None})"


class HttpxTransport:
    """Sends over an ``httpx2.Client``: one given by the user (and then left open), or one of its own."""

    def __init__(self, client: httpx2.Client | None = None, settings: ConnectionSettings | None = None) -> None:
        self._client = client
        self._owned = client is None
        self._settings = settings or ConnectionSettings()
        self._lock = threading.Lock()

    def _open(self) -> httpx2.Client:
        import httpx2

        with self._lock:
            if self._client is None:
                hide_secrets_of_httpcore()
                self._client = httpx2.Client(**self._settings.arguments())
            return self._client

    def send(self, request: Request, /) -> Response:
        """Send one request; redirects are not followed, since a signature holds for one address only."""
        client = self._client or self._open()
        with _own_errors(request):
            outgoing = _outgoing(request, None if self._owned else client)
            reply = client.send(outgoing, auth=None, follow_redirects=False)
        return Response(reply.status_code, reply.headers, reply.content, request)

    def close(self) -> None:
        """Close the connections, unless the client was given by the user."""
        if self._owned and self._client is not None:
            self._client.close()


class AsyncHttpxTransport:
    """Like HttpxTransport, over an ``httpx2.AsyncClient``."""

    def __init__(self, client: httpx2.AsyncClient | None = None, settings: ConnectionSettings | None = None) -> None:
        self._client = client
        self._owned = client is None
        self._settings = settings or ConnectionSettings()

    def _open(self) -> httpx2.AsyncClient:
        import httpx2

        hide_secrets_of_httpcore()
        self._client = httpx2.AsyncClient(**self._settings.arguments())
        return self._client

    async def send(self, request: Request, /) -> Response:
        """Send one request; redirects are not followed, since a signature holds for one address only."""
        client = self._client or self._open()
        with _own_errors(request):
            outgoing = _outgoing(request, None if self._owned else client)
            reply = await client.send(outgoing, auth=None, follow_redirects=False)
        return Response(reply.status_code, reply.headers, reply.content, request)

    async def close(self) -> None:
        """Close the connections, unless the client was given by the user."""
        if self._owned and self._client is not None:
            await self._client.aclose()


def _outgoing(request: Request, given: httpx2.Client | httpx2.AsyncClient | None) -> httpx2.Request:
    import httpx2

    # Only a client that the user gave may have headers, cookies or parameters of its own; merging them takes time.
    build = given.build_request if given is not None and _has_own(given) else httpx2.Request

    limits = request.timeout
    extensions = {
        "timeout": {"connect": limits.connect, "read": limits.read, "write": limits.write, "pool": limits.pool}
    }
    return build(
        request.method,
        request.url,
        headers=request.headers,
        content=request.content or None,
        extensions=extensions,
    )


def _has_own(client: httpx2.Client | httpx2.AsyncClient) -> bool:
    # httpx2 gives every client four headers; ours stand in place of those.
    return len(client.headers) > 4 or bool(client.cookies) or bool(client.params)


@contextmanager
def _own_errors(request: Request) -> Generator[None]:
    import httpx2

    try:
        yield
    except httpx2.TransportError as error:
        raise _translate(error, request) from error
    except UnicodeEncodeError:
        # Without the cause, which holds the value: it may be a secret.
        names = ", ".join(name for name, value in request.headers.items() if not f"{name}{value}".isascii())
        raise ConfigurationError(f"A header can only be sent in ASCII: {names or 'one of the given client'}") from None
    except httpx2.InvalidURL as error:
        raise ConfigurationError(f"{request.origin} is not a usable endpoint: {error}") from error
    except httpx2.DecodingError as error:
        raise ConnectionError_(f"The reply of {request.host} could not be decoded: {error}") from error


def _translate(error: httpx2.TransportError, request: Request) -> Exception:
    import httpx2

    unsent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
    sent = not isinstance(error, unsent)
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError):
        return ConfigurationError(f"{request.method} {request.origin} cannot be sent: {error}")
    what = str(error) or type(error).__name__
    if isinstance(error, httpx2.TimeoutException):
        return TimeoutError_(f"No reply from {request.host} in time ({type(error).__name__})", sent=sent)
    return ConnectionError_(f"No connection to {request.host}: {what}", sent=sent)
