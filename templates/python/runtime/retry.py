"""When a failed attempt is repeated, and after which pause."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ConnectionError_
from .messages import Response

IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_NEVER_PROCESSED = frozenset({429})
_REPEATABLE = frozenset({408, 409, 429})
_HOPELESS = frozenset({501, 505})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Pauses between attempts, in seconds: random between 0 and a bound that doubles each time (full jitter)."""

    first: float = 0.5
    longest: float = 8.0
    longest_asked: float = 120.0
    """A service that asks for a longer pause than this is not waited for."""

    def pause(self, failures: int, asked: float | None, chance: float) -> float | None:
        """Return the pause after this many failures, or None when the service asks for too long a one."""
        if asked is not None:
            return asked if asked <= self.longest_asked else None
        return chance * min(self.longest, self.first * 2.0 ** (failures - 1))


def is_repeatable(outcome: Response | Exception, *, idempotent: bool) -> bool:
    """Tell whether a failure may pass by itself, and repeating the request does no harm.

    A request that is not idempotent is repeated only when it was surely not processed: no connection, 429, or 503 with
    ``Retry-After``.
    """
    if isinstance(outcome, Exception):
        return isinstance(outcome, ConnectionError_) and (idempotent or not outcome.sent)
    status = outcome.status
    if status < 400:
        return False
    if idempotent:
        return status in _REPEATABLE or (status >= 500 and status not in _HOPELESS)
    return status in _NEVER_PROCESSED or (status == 503 and outcome.header("retry-after") is not None)


def retry_after(response: Response, now: float) -> float | None:
    """Return the pause that ``Retry-After`` asks for: seconds, or a date. None when there is none to understand."""
    text = response.header("retry-after")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            seconds = parsedate_to_datetime(text).timestamp() - now
        except (ValueError, TypeError, IndexError):
            return None
    # NaN compares false: it counts as no answer, like a text that is not understood.
    return max(0.0, seconds) if seconds == seconds else None
