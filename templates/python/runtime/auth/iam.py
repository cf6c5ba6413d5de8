"""Signing in with a user's name and password: the identity service gives a token, which is kept and renewed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..effects import Exclusive, Flow
from ..errors import ConfigurationError, CredentialsError
from ..messages import Request, Response
from .base import Credentials, Secret, Session
from .iam_requests import Agency, Scope, User, password_request, role_request

_MARGIN = 300.0
"""A token is renewed this long before it ends, in seconds (or at nine tenths of a shorter life)."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the identity service."""

    value: Secret
    renew_at: float
    project_id: str | None


class IamPassword(Credentials):
    """A user of the identity service, by name and password.

    ``domain`` is the account's name. The token is asked for ``project_id``, or else for the project named ``project``,
    or else for the one named like the client's region. ``passcode`` is the current code of a virtual MFA device (with
    ``user_id``), or a function that returns it. ``agency`` and ``agency_domain`` switch to the role that another
    account has delegated.
    """

    def __init__(
        self,
        username: str,
        password: str | Secret,
        domain: str | None = None,
        *,
        project: str | None = None,
        project_id: str | None = None,
        user_id: str | None = None,
        passcode: str | Callable[[], str] | None = None,
        agency: str | None = None,
        agency_domain: str | None = None,
        iam_endpoint: str | None = None,
    ) -> None:
        if not username or not password:
            raise CredentialsError("IamPassword needs a username and a password that are not empty")
        if agency and not agency_domain:
            raise ConfigurationError("An agency needs agency_domain, the name of the account that delegated it")
        self.username = username
        self.domain = domain
        self.project = project
        self.project_id = project_id
        self.user_id = user_id
        self.iam_endpoint = iam_endpoint
        self._password = Secret(password)
        self._passcode: Callable[[], str] | None = _supply(passcode)
        self._agency = Agency(agency, agency_domain) if agency and agency_domain else None
        self._tokens: dict[Scope, Token] = {}
        self._lock = threading.Lock()

    def authorize(self, session: Session, request: Request) -> Flow[None]:
        """Add the current token, asking for a new one where there is none or it ends soon."""
        token = yield from self._current(session)
        request.headers["X-Auth-Token"] = token.value.reveal()

    def find_project(self, session: Session) -> Flow[str | None]:
        """Return the project that the token is for."""
        if self.project_id:
            return self.project_id
        token = yield from self._current(session)
        return token.project_id

    def renew(self, request: Request) -> bool:
        """Forget the token that a request was refused with; another thread may have renewed it already."""
        refused = request.headers.get("X-Auth-Token")
        for scope, token in list(self._tokens.items()):
            if token.value.reveal() == refused:
                self._tokens.pop(scope, None)
        return True

    def _current(self, session: Session) -> Flow[Token]:
        scope = self._scope(session)
        token = self._usable(session, scope)
        if token is None:
            token = yield Exclusive(self._lock, lambda: self._replace(session, scope))
        return token

    def _usable(self, session: Session, scope: Scope) -> Token | None:
        token = self._tokens.get(scope)
        return token if token and session.clock.now() < token.renew_at else None

    def _replace(self, session: Session, scope: Scope) -> Flow[Token]:
        # Whoever waited for the lock finds the token that the first one brought.
        token = self._usable(session, scope)
        if token is None:
            token = yield from self._obtain(session, scope)
            self._tokens[scope] = token
        return token

    def _obtain(self, session: Session, scope: Scope) -> Flow[Token]:
        # The caller of an agency signs in to the account; only the role is bound to the project.
        own_scope = Scope(domain=self.domain) if self._agency else scope
        passcode = Secret(self._passcode()) if self._passcode else None
        user = User(self.username, self._password, self.domain, self.user_id, passcode)
        token = yield from self._ask(session, password_request(session.iam_endpoint, user, own_scope))
        if self._agency:
            request = role_request(session.iam_endpoint, self._agency, scope, token.value)
            token = yield from self._ask(session, request)
        return token

    def _scope(self, session: Session) -> Scope:
        project_id = self.project_id or session.wanted_project_id
        if project_id:
            return Scope(project_id=project_id)
        name = self.project or session.region
        if not name:
            raise ConfigurationError(
                "IamPassword needs a project or the client needs a region, to know what the token is for"
            )
        return Scope(project=name)

    def _ask(self, session: Session, request: Request) -> Flow[Token]:
        response = yield from session.exchange(request)
        return _read_token(response, session.clock.now(), self.username)

    def __repr__(self) -> str:
        return f"IamPassword({self.username!r}, domain={self.domain!r})"


def _supply(passcode: str | Callable[[], str] | None) -> Callable[[], str] | None:
    if passcode is None or callable(passcode):
        return passcode
    secret = Secret(passcode)
    return secret.reveal


def _read_token(response: Response, now: float, username: str) -> Token:
    value = Secret(response.header("x-subject-token") or "")
    if response.status >= 300 or not value:
        raise CredentialsError(_describe_refusal(response, username))
    try:
        told: Any = response.json()
        token: dict[str, Any] = told["token"]
        ends = datetime.fromisoformat(str(token["expires_at"])).timestamp()
        project: Any = token.get("project") or {}
    except (ValueError, KeyError, TypeError, AttributeError):
        # The token itself came; without its end it is kept for half of the usual 24 hours.
        return Token(value, now + 12 * 3600, None)
    life = ends - now
    return Token(value, ends - min(_MARGIN, life / 10), project.get("id"))


def _describe_refusal(response: Response, username: str) -> str:
    from ..failures import read_failure

    failure = read_failure(response)
    reason = failure.error_msg or "no reason given"
    return f"The identity service gave no token for user {username!r}: {response.status} {reason}"
