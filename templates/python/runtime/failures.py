"""From error replies to exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import ApiError, RateLimitError, class_for
from .messages import Response
from .redact import redact_data, redact_headers, redact_text
from .shapes import is_object

if TYPE_CHECKING:
    from .auth.base import Credentials

_CODE = ("error_code", "errorCode", "code", "reason", "title")
_MESSAGE = ("error_msg", "error_message", "errorMsg", "message", "detail")


@dataclass(frozen=True, slots=True)
class Failure:
    """What an error reply says, with secrets hidden."""

    error_code: str | None
    error_msg: str | None
    request_id: str | None
    body: Any


def read_failure(response: Response) -> Failure:
    """Read an error body of any known form: of the APIs, of the gateway, of the identity service, or plain text."""
    try:
        body: Any = response.json() if response.content else None
    except ValueError:
        text = response.text
        return Failure(None, redact_text(_first_line(text) or "") or None, response.request_id, redact_text(text))
    said: dict[str, Any] = body if is_object(body) else {}
    inner = said.get("error")
    if is_object(inner):
        said = {**said, **inner}
    request_id = response.request_id or _pick(said, ("request_id", "requestId"))
    message = _pick(said, _MESSAGE)
    return Failure(_pick(said, _CODE), redact_text(message) if message else None, request_id, redact_data(body))


def make_error(
    response: Response, retry_after: float | None = None, credentials: Credentials | None = None
) -> ApiError:
    """Return the exception for an error reply."""
    failure = read_failure(response)
    kind = class_for(response.status)
    error = kind(
        _describe(response, failure, credentials),
        status=response.status,
        error_code=failure.error_code,
        error_msg=failure.error_msg,
        request_id=failure.request_id,
        body=failure.body,
        headers=redact_headers(response.headers),
    )
    if isinstance(error, RateLimitError):
        error.retry_after = retry_after
    return error


def refused_in_success(response: Response) -> bool:
    """Tell whether a reply of the oldest API version says ``is_success: false`` under a good status."""
    if b'"is_success"' not in response.content:
        return False
    try:
        body: Any = response.json()
    except ValueError:
        return False
    return is_object(body) and body.get("is_success") is False


def _describe(response: Response, failure: Failure, credentials: Credentials | None) -> str:
    request = response.request
    parts = [f"{response.status}"]
    parts += [text for text in (failure.error_code, failure.error_msg) if text]
    if request is not None:
        parts.append(f"({request.method} {request.path})")
    if failure.request_id:
        parts.append(f"[request id {failure.request_id}]")
    message = " ".join(parts)
    if request is not None and credentials is not None and response.status == 401:
        reason = credentials.explain(request, response)
        message = f"{message}\n{reason}" if reason else message
    return message


def _pick(said: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = said.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return None


def _first_line(text: str) -> str | None:
    line = text.strip().partition("\n")[0].strip()
    return line[:200] or None
