"""All errors that the client raises. Every one of them can be pickled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ModelArtsError(Exception):
    """The base of all errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception would call the class with `args`, which says nothing of keyword-only arguments.
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[ModelArtsError], args: tuple[Any, ...], state: dict[str, Any]) -> ModelArtsError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(ModelArtsError):
    """The client cannot work with the settings it was given."""


class ClientClosedError(ConfigurationError):
    """The client was used after it was closed."""


class CredentialsError(ModelArtsError):
    """No usable credentials, or the identity service refused them. Names what was looked at, never a value."""


class RequestValidationError(ModelArtsError):
    """The arguments of a call do not fit its description; nothing was sent.

    ``problems`` holds one (place, message) pair per finding, such as ``("labels.0.name", "Field required")``.
    """

    def __init__(self, message: str, problems: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


class ConnectionError_(ModelArtsError):  # noqa: N801, N818 - the plain name would hide Python's own
    """The service was not reached, or the connection broke before a whole reply had come.

    ``sent`` tells whether the service may have received the request.
    """

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class TimeoutError_(ConnectionError_):  # noqa: N801
    """No reply within the time limit."""


class ApiError(ModelArtsError):
    """The service answered with an error."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        error_code: str | None = None,
        error_msg: str | None = None,
        request_id: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error_code = error_code
        self.error_msg = error_msg
        self.request_id = request_id
        self.body = body
        """The decoded JSON body, or the text when it is not JSON."""
        self.headers = dict(headers or {})


class BadRequestError(ApiError):
    """400: the service refused the request's content."""


class AuthenticationError(ApiError):
    """401: the request was not signed in, or its signature or token is not valid."""


class PermissionDeniedError(ApiError):
    """403: the user may not do this."""


class NotFoundError(ApiError):
    """404: there is no such thing."""


class ConflictError(ApiError):
    """409: the thing is in a state that does not allow this."""


class RateLimitError(ApiError):
    """429: too many requests. ``retry_after`` holds the pause that the service asked for, in seconds."""

    retry_after: float | None = None


class ServerError(ApiError):
    """5xx: the service failed."""


class ResponseError(ModelArtsError):
    """The service answered with success, but the body is not what the API promises (not JSON, for example)."""

    def __init__(self, message: str, *, status: int, body: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class UploadError(ModelArtsError):
    """Files were not uploaded; ``report`` tells what became of each."""

    def __init__(self, message: str, *, report: Any = None) -> None:
        super().__init__(message)
        self.report = report


class WaitError(ModelArtsError):
    """Waiting ended without the awaited state. ``reply`` holds the last reply seen (None: there was none)."""

    def __init__(self, message: str, *, reply: Any = None) -> None:
        super().__init__(message)
        self.reply = reply


class WaitFailedError(WaitError):
    """The awaited thing ended in a failed state."""


class WaitTimeoutError(WaitError):
    """The awaited thing was still working when the time was over."""


BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}


def class_for(status: int) -> type[ApiError]:
    """Return the error class for an HTTP status."""
    return BY_STATUS.get(status, ServerError if status >= 500 else ApiError)
