"""What was asked and answered, for tests and for debugging. Secrets do not get out of it."""

from __future__ import annotations

import re
from collections import Counter, deque
from itertools import islice
from typing import Any, NamedTuple

#: How much of a body is kept, in bytes.
MAX_BODY = 4096
_SECRET_HEADERS = frozenset({"authorization", "x-auth-token", "x-subject-token", "x-security-token", "cookie"})
# Ids are secrets only where a token is sent as one.
_TOKEN_ID = re.compile(r'("id"\s*:\s*")((?:[^"\\]|\\.){80,})("?)')
_SECRET_FIELD = re.compile(
    r'("(?:[a-z_]*password|passcode|[a-z_]*secret|secret_key|secret_access_key|sk|[a-z_]*token)"\s*:\s*")'
    r'((?:[^"\\]|\\.)*)("?)',
    re.IGNORECASE,
)
_SECRET_QUERY = re.compile(r"((?:^|&)(?:signature|token|security-token)=)[^&]*", re.IGNORECASE)
_HIDDEN = "***"


class Entry(NamedTuple):
    """One request; the headers and the body are as received and are cleaned when they are shown."""

    number: int
    at_ms: int
    method: str
    path: bytes
    query: bytes
    operation: str | None
    headers: list[tuple[bytes, bytes]]
    body: bytes
    status: int
    error_code: str
    request_id: str
    milliseconds: float


class RequestLog:
    """The last requests, up to a limit."""

    def __init__(self, size: int) -> None:
        self._entries: deque[Entry] = deque(maxlen=size)
        self._count = 0
        self._calls: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Keep a request."""
        self._entries.append(entry)
        if entry.operation is not None:
            self._calls[entry.operation] += 1

    def next_number(self) -> int:
        """Return the number of the next request, from 1."""
        self._count += 1
        return self._count

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._calls.clear()
        self._count = 0

    def count_operations(self) -> dict[str, int]:
        """Return how often each operation was called, beyond the entries that are still kept."""
        return dict(self._calls)

    def show(self, limit: int, operation: str | None = None) -> list[dict[str, Any]]:
        """Return the last requests, the newest first, without secrets."""
        newest_first = reversed(list(self._entries))
        fitting = (entry for entry in newest_first if operation is None or entry.operation == operation)
        return [_show(entry) for entry in islice(fitting, limit)]


def redact_body(text: str) -> str:
    """Hide passwords, keys and tokens in a JSON text, complete or cut off."""
    hidden = _SECRET_FIELD.sub(rf"\g<1>{_HIDDEN}\g<3>", text)
    return _TOKEN_ID.sub(rf"\g<1>{_HIDDEN}\g<3>", hidden)


def _show(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at_ms": entry.at_ms,
        "method": entry.method,
        "path": entry.path.decode("utf-8", "replace"),
        "query": _SECRET_QUERY.sub(rf"\g<1>{_HIDDEN}", entry.query.decode("utf-8", "replace")),
        "operation": entry.operation,
        "headers": [[name.decode("latin-1"), _header(name, value)] for name, value in entry.headers],
        "body": redact_body(entry.body.decode("utf-8", "replace")),
        "status": entry.status,
        "error_code": entry.error_code,
        "request_id": entry.request_id,
        "milliseconds": round(entry.milliseconds, 3),
    }


def _header(name: bytes, value: bytes) -> str:
    return _HIDDEN if name.decode("latin-1").lower() in _SECRET_HEADERS else value.decode("utf-8", "replace")
