"""From replies to values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import ResponseError
from .failures import make_error, refused_in_success
from .lookup import load_model
from .messages import Response
from .operation import Operation
from .retry import retry_after

if TYPE_CHECKING:
    from pydantic import BaseModel

    from .core import Core


def read_reply(core: Core, operation: Operation[Any], response: Response) -> Any:
    """Return the value that an operation promises; raise ApiError for an error reply."""
    if not 200 <= response.status < 300 or refused_in_success(response):
        raise make_error(response, retry_after(response, core.clock.now()), core.credentials)
    match operation.response:
        case None:
            return None
        case "bytes":
            return response.content
        case "json":
            return _read_json(response) if response.content else None
        case name:
            return read_model(load_model(name), response)


def read_model(model: type[BaseModel], response: Response) -> BaseModel:
    """Read a body leniently: first all at once; when something is odd, whatever fits is kept.

    Raises ResponseError only when the body is no JSON, or no object where the API promises one.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate_json(response.content or b"{}")
    except ValidationError:
        from .lenient import read_leniently

        data: Any = _read_json(response) if response.content else {}
        found = read_leniently(model, data)
        if not isinstance(found, model):
            kind = type(data).__name__
            raise ResponseError(
                f"The reply holds {kind} instead of {model.__name__}", status=response.status, body=response.content
            ) from None
        return found


def _read_json(response: Response) -> Any:
    try:
        return response.json()
    except ValueError:
        kind = response.header("content-type") or "no content type"
        raise ResponseError(
            f"The reply is not JSON ({kind}, {len(response.content)} bytes)",
            status=response.status,
            body=response.content,
        ) from None
