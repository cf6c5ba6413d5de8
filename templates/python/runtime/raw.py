"""Replies as they came."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .messages import Response

T = TypeVar("T")

_RECORD: ContextVar[list[Response] | None] = ContextVar("record", default=None)


@dataclass(frozen=True, slots=True)
class RawResponse(Generic[T]):
    """What a call returned, with the reply that it came from (the last one, where there were several)."""

    value: T
    response: Response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        return self.response.headers

    @property
    def content(self) -> bytes:
        """The body as it came."""
        return self.response.content

    @property
    def text(self) -> str:
        """The body as text."""
        return self.response.text

    @property
    def request_id(self) -> str | None:
        """The id under which the service knows this request."""
        return self.response.request_id

    def json(self) -> Any:
        """Decode the body as JSON. Raises ValueError when it is not JSON."""
        return self.response.json()


def record(response: Response) -> None:
    """Keep a reply for whoever is recording in this context."""
    replies = _RECORD.get()
    if replies is not None:
        replies.append(response)


@contextmanager
def recording() -> Generator[list[Response]]:
    """Collect the replies of the calls made inside."""
    replies: list[Response] = []
    token = _RECORD.set(replies)
    try:
        yield replies
    finally:
        _RECORD.reset(token)


def with_reply(value: T, replies: list[Response]) -> RawResponse[T]:
    """Put a value and the last of its replies together."""
    if not replies:
        raise TypeError("The function given to raw() made no call")
    return RawResponse(value, replies[-1])
