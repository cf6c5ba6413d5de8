"""What the client needs of a transport: two small protocols."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from .messages import Request, Response


@runtime_checkable
class Transport(Protocol):
    """Sends requests.

    ``send`` returns any reply as it is, whatever its status, and raises ``ConnectionError_`` or ``TimeoutError_`` when
    there is none, with ``sent=False`` when the service surely did not receive the request. It may be called from
    several threads at once.
    """

    def send(self, request: Request, /) -> Response:
        """Send one request and return the reply with its whole body."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...


@runtime_checkable
class AsyncTransport(Protocol):
    """Like Transport, for the asynchronous client."""

    async def send(self, request: Request, /) -> Response:
        """Send one request and return the reply with its whole body."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
