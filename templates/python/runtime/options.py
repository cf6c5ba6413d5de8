"""Settings that can be given for one call, and how they are combined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypedDict, cast

from .errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Timeout:
    """Time limits of one attempt in seconds; None means no limit."""

    connect: float | None = 10.0
    read: float | None = 60.0
    write: float | None = 60.0
    pool: float | None = 60.0

    def __post_init__(self) -> None:
        for seconds in (self.connect, self.read, self.write, self.pool):
            if seconds is not None and not seconds > 0:
                raise ConfigurationError(f"A timeout must be greater than 0 seconds, not {seconds!r}")

    @classmethod
    def of(cls, value: Timeout | float | None) -> Timeout:
        """Make a Timeout of one number for all four parts (None: no limits)."""
        return value if isinstance(value, Timeout) else cls(value, value, value, value)

    def within(self, seconds: float | None) -> Timeout:
        """Shorten every part to what is left of a total time."""
        if seconds is None:
            return self
        parts = (self.connect, self.read, self.write, self.pool)
        return Timeout(*(seconds if part is None else min(part, seconds) for part in parts))


class RequestOptions(TypedDict, total=False):
    """What can be set for one call (``options=``) or a copy of the client (``with_options``)."""

    timeout: Timeout | float | None
    """Limits of one attempt, in seconds."""
    total_timeout: float | None
    """Limit of the whole call with all attempts and pauses, in seconds."""
    max_retries: int
    """How many times a failed attempt may be repeated."""
    headers: Mapping[str, str]
    """Headers to add or to replace."""
    query: Mapping[str, Any]
    """Query parameters to add or to replace."""
    body_extra: Mapping[str, Any]
    """Fields to merge into a JSON body after it was checked; inner objects are merged too."""
    idempotent: bool
    """Whether this call may be repeated after it may have reached the service."""


_MERGED = ("headers", "query", "body_extra")


def merge_options(base: RequestOptions, more: RequestOptions | None) -> RequestOptions:
    """Combine two sets of options: mappings are joined, all else is replaced."""
    if not more:
        return base
    if unknown := more.keys() - RequestOptions.__annotations__.keys():
        raise ConfigurationError(f"There is no option {', '.join(sorted(unknown))}")
    if not base:
        return more
    merged: dict[str, Any] = {**base, **more}
    former, latter = cast("dict[str, Any]", base), cast("dict[str, Any]", more)
    for name in _MERGED:
        if name in former and name in latter:
            merged[name] = {**former[name], **latter[name]}
    return cast("RequestOptions", merged)


@dataclass(frozen=True, slots=True)
class CallSettings:
    """The options that drive the loop of attempts, with the client's defaults filled in."""

    timeout: Timeout
    total_timeout: float | None
    max_retries: int

    def apply(self, options: RequestOptions) -> CallSettings:
        """Return the settings for one call with these options."""
        if not options:
            return self
        timeout = Timeout.of(options["timeout"]) if "timeout" in options else self.timeout
        return replace(
            self,
            timeout=timeout,
            total_timeout=options.get("total_timeout", self.total_timeout),
            max_retries=options.get("max_retries", self.max_retries),
        )
