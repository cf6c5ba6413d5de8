"""The loop of attempts that every request goes through."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from .effects import Flow, Notify, Pause, Send
from .errors import ConnectionError_, TimeoutError_
from .hooks import Retry
from .messages import Request, Response
from .options import CallSettings
from .redact import package_logger, redact_headers, redact_query
from .retry import is_repeatable, retry_after

if TYPE_CHECKING:
    from .auth.base import Credentials
    from .core import Core

_logger = package_logger()


class Exchange:
    """One request with all its attempts. ``credentials`` None: it is not signed in."""

    def __init__(
        self, core: Core, request: Request, settings: CallSettings, *, idempotent: bool, credentials: Credentials | None
    ) -> None:
        self._core = core
        self._request = request
        self._settings = settings
        self._idempotent = idempotent
        self._credentials = credentials
        self._started = core.clock.monotonic()

    def run(self) -> Flow[Response]:
        """Return the first reply that is good or not worth another attempt, whatever its status."""
        failures = 0
        renewed = False
        while True:
            request = yield from self._prepare()
            outcome = yield from self._attempt(request)
            if not renewed and self._may_renew(request, outcome):
                renewed = True
                continue
            failures += 1
            pause = self._pause(outcome, failures)
            if pause is None:
                break
            yield from self._announce(request, outcome, failures, pause)
            yield Pause(pause)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _prepare(self) -> Flow[Request]:
        left = self._left()
        if left is not None and left <= 0:
            raise TimeoutError_(
                f"No good reply from {self._request.host} within {self._settings.total_timeout} s", sent=False
            )
        # Each attempt is signed anew: its headers must not pile up.
        request = replace(
            self._request, headers=dict(self._request.headers), timeout=self._settings.timeout.within(left)
        )
        for hook in self._core.hooks.before_request:
            yield Notify(hook, (request,))
        if self._credentials is not None:
            yield from self._credentials.authorize(self._core, request)
        return request

    def _attempt(self, request: Request) -> Flow[Response | ConnectionError_]:
        debug = _logger.isEnabledFor(logging.DEBUG)
        if debug:
            _log_request(request)
        try:
            response: Response = yield Send(request)
        except ConnectionError_ as error:
            _logger.debug("%s %s failed: %s", request.method, request.path, error)
            return error
        response.request = request
        if debug:
            _log_response(request, response)
        for hook in self._core.hooks.after_response:
            yield Notify(hook, (request, response))
        return response

    def _may_renew(self, request: Request, outcome: Response | Exception) -> bool:
        unauthorized = isinstance(outcome, Response) and outcome.status == 401
        return unauthorized and self._credentials is not None and self._credentials.renew(request)

    def _pause(self, outcome: Response | Exception, failures: int) -> float | None:
        if failures > self._settings.max_retries or not is_repeatable(outcome, idempotent=self._idempotent):
            return None
        clock = self._core.clock
        asked = retry_after(outcome, clock.now()) if isinstance(outcome, Response) else None
        pause = self._core.retry.pause(failures, asked, clock.random())
        left = self._left()
        return None if pause is None or (left is not None and pause >= left) else pause

    def _left(self) -> float | None:
        total = self._settings.total_timeout
        return None if total is None else total - (self._core.clock.monotonic() - self._started)

    def _announce(self, request: Request, outcome: Response | Exception, failures: int, pause: float) -> Flow[None]:
        response, error = (outcome, None) if isinstance(outcome, Response) else (None, outcome)
        reason = response.status if response is not None else type(error).__name__
        _logger.info(
            "%s %s: %s, attempt %d follows in %.2f s", request.method, request.path, reason, failures + 1, pause
        )
        for hook in self._core.hooks.on_retry:
            yield Notify(hook, (Retry(request, failures, pause, response, error),))


def _log_request(request: Request) -> None:
    query = f"?{redact_query(request.query)}" if request.query else ""
    headers = redact_headers(request.headers)
    _logger.debug("> %s %s%s%s %s", request.method, request.origin, request.path, query, headers)


def _log_response(request: Request, response: Response) -> None:
    headers = redact_headers(response.headers)
    size = len(response.content)
    _logger.debug("< %d %s %s %d bytes %s", response.status, request.method, request.path, size, headers)
