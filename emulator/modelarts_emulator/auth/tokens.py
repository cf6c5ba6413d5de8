"""IAM tokens. They are signed, not stored: a restart, or another process on the same store, knows them all."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from .identity import Principal, User

if TYPE_CHECKING:
    from ..clock import Clock
    from .directory import Directory
    from .identity import Agency, Domain, Project

#: How long a token is valid, in milliseconds.
TOKEN_LIFETIME_MS = 24 * 3600 * 1000
_CACHE_SIZE = 1024


class TokenError(Exception):
    """The token cannot be accepted."""


class TokenExpiredError(TokenError):
    """The token was good once."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says. `assumed_by` is the user who acts through an agency."""

    user: User
    project: Project | None
    domain: Domain | None
    methods: tuple[str, ...]
    issued_ms: int
    expires_ms: int
    assumed_by: User | None = None


class Tokens:
    """Issues and reads tokens."""

    def __init__(self, directory: Directory, clock: Clock, key: bytes) -> None:
        self._directory = directory
        self._clock = clock
        self._key = key
        self._known: dict[str, tuple[Principal, int]] = {}

    def issue(
        self,
        user: User,
        methods: tuple[str, ...],
        project: Project | None = None,
        domain: Domain | None = None,
        agency: Agency | None = None,
    ) -> tuple[str, Token]:
        """Make a token for a user, in the scope of a project, of an account or of neither."""
        now = self._clock.now_ms()
        facts = {
            "user": user.id,
            "project": project.id if project else None,
            "domain": domain.id if domain else None,
            "methods": methods,
            "issued": now,
            "expires": now + TOKEN_LIFETIME_MS,
            "agency": agency.name if agency else None,
            "agency_domain": agency.domain.id if agency else None,
        }
        payload = urlsafe_b64encode(orjson.dumps(facts))
        text = f"{payload.decode()}.{self._sign(payload)}"
        return text, self._load(payload)

    def read(self, text: str) -> Token:
        """Read a token; raises TokenError, TokenExpiredError."""
        payload, _, signature = text.partition(".")
        if not text.isascii() or not hmac.compare_digest(self._sign(payload.encode()), signature):
            raise TokenError("it was not issued here")
        token = self._load(payload.encode())
        if token.expires_ms <= self._clock.now_ms():
            raise TokenExpiredError("it has expired")
        return token

    def identify(self, text: str) -> Principal:
        """Return whom a token stands for; raises TokenError, TokenExpiredError."""
        known = self._known.get(text)
        if known is None:
            token = self.read(text)
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            known = Principal(token.user, token.project, "token"), token.expires_ms
            self._known[text] = known
        principal, expires_ms = known
        if expires_ms <= self._clock.now_ms():
            raise TokenExpiredError("it has expired")
        return principal

    def _sign(self, payload: bytes) -> str:
        return hmac.digest(self._key, payload, "sha256").hex()

    def _load(self, payload: bytes) -> Token:
        facts = orjson.loads(urlsafe_b64decode(payload))
        user = self._directory.find_user(id=facts["user"])
        project = next((project for project in self._directory.projects if project.id == facts["project"]), None)
        if user is None or (facts["project"] and project is None):
            raise TokenError("its user or project no longer exists")
        assumed_by = None
        if facts["agency"]:
            domain = self._directory.find_domain(facts["agency_domain"]) or user.domain
            assumed_by, user = user, _agency_user(facts["agency"], domain, user)
        return Token(
            user=user,
            project=project,
            domain=self._directory.find_domain(facts["domain"]) if facts["domain"] else None,
            methods=tuple(facts["methods"]),
            issued_ms=facts["issued"],
            expires_ms=facts["expires"],
            assumed_by=assumed_by,
        )


def _agency_user(agency: str, domain: Domain, caller: User) -> User:
    projects = tuple(project for project in caller.projects if project.domain == domain)
    return User(caller.id, f"{domain.name}/{agency}", "", domain, projects)
