"""Requests to the identity service (IAM)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..endpoints import split_endpoint
from ..messages import Request
from .base import Secret
from .signing import canonical_query


@dataclass(frozen=True, slots=True)
class Agency:
    """A role that another account has delegated."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token is for: a project, by id or name, or a whole account."""

    project_id: str | None = None
    project: str | None = None
    domain: str | None = None

    def body(self) -> dict[str, Any]:
        """Return the scope as the identity service wants it."""
        if self.project_id:
            return {"project": {"id": self.project_id}}
        if self.project:
            return {"project": {"name": self.project}}
        return {"domain": {"name": self.domain}}


@dataclass(frozen=True, slots=True)
class User:
    """A user who signs in, with the current code of an MFA device where there is one."""

    name: str
    password: Secret
    domain: str | None = None
    id: str | None = None
    passcode: Secret | None = None


# Requests are returned whole: their repr shows no body, so that no frame of a traceback holds a password in the clear.


def password_request(endpoint: str, user: User, scope: Scope) -> Request:
    """Return the request for a token by password, and by a code of an MFA device where one is given."""
    described: dict[str, Any] = {"name": user.name, "password": user.password.reveal()}
    if user.domain:
        described["domain"] = {"name": user.domain}
    identity: dict[str, Any] = {"methods": ["password"], "password": {"user": described}}
    if user.passcode:
        identity["methods"].append("totp")
        who = {"id": user.id} if user.id else {"name": user.name}
        identity["totp"] = {"user": {**who, "passcode": user.passcode.reveal()}}
    return _token_request(endpoint, identity, scope)


def role_request(endpoint: str, agency: Agency, scope: Scope, caller: Secret) -> Request:
    """Return the request for a token of a delegated role."""
    role = {"agency_name": agency.name, "domain_name": agency.domain}
    request = _token_request(endpoint, {"methods": ["assume_role"], "assume_role": role}, scope)
    request.headers["X-Auth-Token"] = caller.reveal()
    return request


def _token_request(endpoint: str, identity: dict[str, Any], scope: Scope) -> Request:
    content = json.dumps({"auth": {"identity": identity, "scope": scope.body()}}).encode()
    headers = {"Content-Type": "application/json;charset=utf8", "Accept": "application/json"}
    # The catalogue of services, which nobody here reads, would make the reply many times as long.
    origin, base = split_endpoint(endpoint)
    path = f"{base}/v3/auth/tokens"
    return Request("POST", origin, path, "nocatalog=true", headers, content, operation="iam:token")


def projects_request(endpoint: str, name: str) -> Request:
    """Return the request that looks up a project by its name."""
    query = canonical_query([("name", name)])
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    origin, base = split_endpoint(endpoint)
    return Request("GET", origin, f"{base}/v3/projects", query, headers, operation="iam:projects")
