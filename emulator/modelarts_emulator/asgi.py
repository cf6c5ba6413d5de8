"""A request as the emulator sees it, and the sending of replies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import quote

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: The gateway's limit on a request's body, in bytes.
MAX_BODY_BYTES = 12 * 1024 * 1024


class BodyTooLargeError(Exception):
    """The body is larger than the gateway takes."""


class DisconnectedError(Exception):
    """The client went away before its request was complete."""


class Request:
    """One HTTP request, its body read."""

    __slots__ = ("body", "client", "headers", "method", "query_string", "raw_path", "scheme")

    def __init__(self, scope: Scope, body: bytes = b"") -> None:
        self.method: str = scope["method"]
        # The decoded path cannot tell a separator from an encoded slash.
        self.raw_path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        self.query_string: bytes = scope["query_string"]
        self.headers: list[tuple[bytes, bytes]] = scope["headers"]
        self.scheme: str = scope.get("scheme", "http")
        client = scope.get("client")
        self.client: str | None = client[0] if client else None
        self.body = body

    def header(self, name: bytes) -> str | None:
        """Return a header's value by its lower-case name, `None` without one."""
        for key, value in self.headers:
            if key == name:
                return _decode(value)
        return None

    @property
    def base_url(self) -> str:
        """The address that the client used for the emulator, without a closing slash."""
        return f"{self.header(b'x-forwarded-proto') or self.scheme}://{self.header(b'host') or 'localhost'}"


def has_body(scope: Scope) -> bool:
    """Tell whether the request announces a body."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return bool(value != b"0")
        if name == b"transfer-encoding":
            return True
    return False


async def read_body(receive: Receive, limit: int = MAX_BODY_BYTES) -> bytes:
    """Read the whole body; raises BodyTooLargeError once it is longer than `limit`, after reading it to its end."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise DisconnectedError
        part: bytes = message.get("body", b"")
        size += len(part)
        if size <= limit:
            parts.append(part)
        elif size > 8 * limit:
            break
        if not message.get("more_body", False):
            break
    if size > limit:
        raise BodyTooLargeError
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def send_response(
    send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes | None, *, head: bool = False
) -> None:
    """Send a whole response; `None` for the body sends none and no type either."""
    all_headers = [*headers]
    if body is not None:
        all_headers.append((b"content-length", str(len(body)).encode()))
    elif status not in (204, 304) and not any(name == b"content-length" for name, _ in all_headers):
        all_headers.append((b"content-length", b"0"))
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": b"" if head or body is None else body})


def _decode(value: bytes) -> str:
    # Clients send UTF-8 in headers, although the standard says Latin-1.
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
