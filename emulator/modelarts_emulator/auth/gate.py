"""Lets a request in, or says why not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..errors import GatewayError, ServiceError
from .identity import Principal, Project
from .signature import ALGORITHM, SignatureError, verify_signature
from .tokens import TokenError, TokenExpiredError

if TYPE_CHECKING:
    from ..asgi import Request
    from .directory import Directory
    from .tokens import Tokens


class Gate:
    """Authentication and the check that the project of the path is the caller's own."""

    def __init__(self, directory: Directory, tokens: Tokens, *, enabled: bool) -> None:
        self._directory = directory
        self._tokens = tokens
        self._enabled = enabled
        self._anyone = Principal(directory.users[0], None, "none")

    def admit(self, request: Request, project_id: str | None) -> Principal:
        """Return the caller; raises ServiceError or GatewayError when it may not make this request."""
        if not self._enabled:
            return self._anyone
        principal = self.identify(request)
        if project_id is not None:
            self._check_project(principal, project_id)
        return principal

    def identify(self, request: Request) -> Principal:
        """Return the caller, whatever it asks for; raises ServiceError or GatewayError."""
        token = request.header(b"x-auth-token")
        if token:
            return self._by_token(token)
        authorization = request.header(b"authorization")
        if authorization is None:
            raise ServiceError("ModelArts.0201", status=401)
        if not authorization.startswith(ALGORITHM):
            raise ServiceError("ModelArts.0206", status=401)
        return self._by_signature(request)

    def _by_token(self, token: str) -> Principal:
        try:
            return self._tokens.identify(token)
        except TokenExpiredError:
            raise ServiceError("ModelArts.0202", status=401) from None
        except TokenError:
            raise ServiceError("ModelArts.0203", status=401) from None

    def _by_signature(self, request: Request) -> Principal:
        try:
            # Clients sign with their own clock, so a clock of ours that was moved must not count here.
            key = verify_signature(request, self._directory, time.time())
        except SignatureError as error:
            raise GatewayError(401, "APIGW.0301", f"Incorrect IAM authentication information: {error}") from None
        project_id = request.header(b"x-project-id")
        return Principal(key.user, _find_project(key.user.projects, project_id), "signature")

    def _check_project(self, principal: Principal, project_id: str) -> None:
        if principal.method == "token":
            if principal.project is None:
                raise ServiceError("ModelArts.0212", status=401)
            allowed = principal.project.id == project_id
        else:
            allowed = any(project.id == project_id for project in principal.user.projects)
            # X-Project-Id says which project a signed request is for: it has to be the one of the path.
            allowed = allowed and principal.project in (None, _find_project(principal.user.projects, project_id))
        if not allowed:
            raise ServiceError("ModelArts.0210", status=403)


def _find_project(projects: tuple[Project, ...], project_id: str | None) -> Project | None:
    return next((project for project in projects if project.id == project_id), None)
