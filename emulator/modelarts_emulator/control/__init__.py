"""The control surface, `/_emulator/…`: for tests and for people, not part of the emulated service.

It needs no authentication. Unless told otherwise it answers clients on the same machine only, and no
page of a foreign web site that a browser there may show. Signed download addresses work from anywhere.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import orjson

from ..object_paths import ObjectError, ObjectMissingError
from ..parameters import InvalidError, split_query
from ..pipeline import Answer
from . import site
from .messages import ControlCall, ControlError, json_answer
from .objects import answer_object
from .routes import find_action

if TYPE_CHECKING:
    from ..asgi import Request
    from ..emulator import Emulator

__all__ = ["Control"]

logger = logging.getLogger("modelarts_emulator.control")

_LOOPBACK = ("127.", "::1", "::ffff:127.")


class Control:
    """Answers requests to `/_emulator/…`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        try:
            return self._answer(request)
        except ControlError as error:
            return json_answer(error.status, {"error": str(error)}, error.headers)
        except ObjectMissingError as error:
            return json_answer(404, {"error": str(error)})
        except (ObjectError, InvalidError) as error:
            return json_answer(400, {"error": str(error)})
        except Exception:
            logger.exception("%s %r failed", request.method, request.raw_path)
            return json_answer(500, {"error": "the emulator failed; its log says more"})

    def _answer(self, request: Request) -> Answer:
        call = ControlCall(self._emulator, request, dict(split_query(request.query_string)))
        path = request.raw_path.decode("ascii", "replace").removeprefix("/_emulator")
        signed = "Signature" in call.query and request.method in ("GET", "HEAD")
        if not signed:
            self._check_caller(request)
        if path == "/objects" or path.startswith("/objects/"):
            return answer_object(call, path.removeprefix("/objects"), signed=signed)
        if signed:
            raise ControlError(403, "only objects have signed addresses")
        if path == site.PATH or path.startswith(f"{site.PATH}/"):
            return site.answer_site(call, path.removeprefix(site.PATH))
        action, name = find_action(request.method, path.rstrip("/"))
        call.name = name
        call.body = _parse(request.body)
        return action(call)

    def _check_caller(self, request: Request) -> None:
        if self._emulator.config.control == "any":
            return
        # No client address: the application is called inside its own process.
        if request.client is not None and not request.client.startswith(_LOOPBACK):
            raise ControlError(403, "the control surface answers this machine only (see --control)")
        origin = request.header(b"origin")
        if origin is not None and origin != request.base_url:
            raise ControlError(403, "the control surface does not answer other web sites")


def _parse(body: bytes) -> Any:
    if not body:
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ControlError(400, f"the body is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise ControlError(400, "the body is a JSON object")
    return value
