"""Functions of the user that the client calls at certain moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from .messages import Request, Response

BeforeRequest: TypeAlias = Callable[[Request], Any]
AfterResponse: TypeAlias = Callable[[Request, Response], Any]


@dataclass(frozen=True, slots=True)
class Retry:
    """A repetition that is about to happen."""

    request: Request
    attempt: int
    """How many attempts were made so far."""
    delay: float
    """The pause before the next attempt, in seconds."""
    response: Response | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Hooks:
    """Hooks of a client. With the asynchronous client they may be coroutine functions.

    ``before_request`` sees each attempt before it is signed and may add headers; ``after_response`` sees each reply,
    errors too; ``on_retry`` is called before each pause. An exception in a hook ends the call.
    """

    before_request: tuple[BeforeRequest, ...] = ()
    after_response: tuple[AfterResponse, ...] = ()
    on_retry: tuple[Callable[[Retry], Any], ...] = ()
