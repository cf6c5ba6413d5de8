"""What a client and its copies share: settings, credentials, and the flow of a call."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .building import Call, build_request
from .clock import Clock, SystemClock
from .effects import Exclusive, Flow
from .endpoints import Wanted, resolve_endpoints, split_endpoint
from .errors import ClientClosedError, ConfigurationError
from .exchange import Exchange
from .hooks import Hooks
from .messages import Request, Response
from .options import CallSettings, Timeout
from .retry import IDEMPOTENT_METHODS, RetryPolicy

if TYPE_CHECKING:
    from .auth.base import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """What a user can say when making a client; see the client for the meaning of each."""

    credentials: Credentials | Literal["default"] | None = "default"
    region: str | None = None
    cloud: str | None = None
    endpoint: str | None = None
    iam_endpoint: str | None = None
    project_id: str | None = None
    timeout: Timeout | float | None = field(default_factory=Timeout)
    total_timeout: float | None = None
    max_retries: int = 2
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    hooks: Hooks = field(default_factory=Hooks)
    clock: Clock = field(default_factory=SystemClock)


class Core:
    """The part of a client without input and output. It is the ``Session`` that credentials see."""

    def __init__(self, settings: ClientSettings, user_agent: str) -> None:
        environ = os.environ
        self.clock = settings.clock
        self.retry = settings.retry
        self.hooks = settings.hooks
        self.credentials, profile_region = _resolve_credentials(settings, environ)
        auth_url = self.credentials.iam_endpoint if self.credentials else None
        region = settings.region or _told_region(environ) or profile_region
        wanted = Wanted(region, settings.cloud, settings.endpoint, settings.iam_endpoint, auth_url)
        endpoints = resolve_endpoints(wanted, environ, Path.home())
        self.endpoint = endpoints.modelarts
        self.iam_endpoint = endpoints.iam
        self.region = endpoints.region
        self.origin, self.base_path = split_endpoint(endpoints.modelarts)
        self.wanted_project_id = settings.project_id or _told_project(environ, self.credentials)
        self.settings = CallSettings(Timeout.of(settings.timeout), settings.total_timeout, settings.max_retries)
        self.headers = {
            "User-Agent": user_agent,
            "Accept-Encoding": "gzip, deflate",
            **settings.headers,
        }
        self.closed = False
        self._project_id: str | None = None
        self._project_lock = threading.Lock()

    def call(self, call: Call) -> Flow[Response]:
        """Make one call: find the project, build the request, send it."""
        if self.closed:
            raise ClientClosedError("The client is closed")
        project_id = self._project_id or self.wanted_project_id
        if project_id is None and call.needs_project:
            project_id = yield Exclusive(self._project_lock, self._find_project)
        request = build_request(self, call, project_id)
        operation = call.operation
        idempotent = call.options.get("idempotent", operation.idempotent or operation.method in IDEMPOTENT_METHODS)
        settings = self.settings.apply(call.options)
        exchange = Exchange(self, request, settings, idempotent=idempotent, credentials=self.credentials)
        response = yield from exchange.run()
        return response

    def exchange(self, request: Request) -> Flow[Response]:
        """Send a request of the credentials' own. Asking for a token twice does no harm."""
        request = replace(request, headers={**self.headers, **request.headers})
        exchange = Exchange(self, request, self.settings, idempotent=True, credentials=None)
        response = yield from exchange.run()
        return response

    def _find_project(self) -> Flow[str]:
        if self._project_id is None:
            from .projects import find_project

            self._project_id = yield from find_project(self)
        return self._project_id

    def __repr__(self) -> str:
        return f"endpoint={self.endpoint!r}, region={self.region!r}, credentials={self.credentials!r}"


def _resolve_credentials(settings: ClientSettings, environ: Mapping[str, str]) -> tuple[Credentials | None, str | None]:
    given: Any = settings.credentials
    if given != "default":
        if given is not None and not hasattr(given, "authorize"):
            raise ConfigurationError(
                f"credentials must be AkSk, IamPassword, IamToken or None, not {type(given).__name__}"
            )
        return given, None
    from .auth.chain import find_profile

    profile = find_profile(environ, Path.home(), Path.cwd())
    return profile.credentials, profile.region


def _told_region(environ: Mapping[str, str]) -> str | None:
    from .auth.environment import region_from

    return region_from(environ)


def _told_project(environ: Mapping[str, str], credentials: Credentials | None) -> str | None:
    from .auth.environment import project_id_from

    return (credentials.project_id if credentials else None) or project_id_from(environ)
