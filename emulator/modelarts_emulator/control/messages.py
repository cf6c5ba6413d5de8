"""What actions of the control surface get and give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from ..pipeline import Answer

if TYPE_CHECKING:
    from ..asgi import Request
    from ..emulator import Emulator


# Names of columns are a kind of str of their own.
_ANY_KEYS = orjson.OPT_NON_STR_KEYS


class ControlError(Exception):
    """A request that cannot be carried out; the message says why."""

    def __init__(self, status: int, message: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


@dataclass(slots=True)
class ControlCall:
    """One request to the control surface; `name` is the variable part of its path."""

    emulator: Emulator
    request: Request
    query: dict[str, str]
    name: str = ""
    body: dict[str, Any] = field(default_factory=dict)


def json_answer(status: int, body: Any, headers: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
    """Return an answer with a JSON body, `None` for no body."""
    if body is None:
        return Answer(status, [*headers], None)
    return Answer(status, [(b"content-type", b"application/json"), *headers], orjson.dumps(body, option=_ANY_KEYS))
