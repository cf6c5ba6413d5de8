"""Signing in with a token of the identity service that the user already has."""

from __future__ import annotations

from ..effects import Flow
from ..errors import CredentialsError
from ..messages import Request
from .base import Credentials, Secret, Session


class IamToken(Credentials):
    """A token as it is. It cannot be renewed: after its 24 hours calls raise AuthenticationError."""

    def __init__(self, token: str | Secret, *, project_id: str | None = None, iam_endpoint: str | None = None) -> None:
        self._token = Secret(token)
        self.project_id = project_id
        self.iam_endpoint = iam_endpoint
        if not self._token:
            raise CredentialsError("The token must not be empty")

    def authorize(self, session: Session, request: Request) -> Flow[None]:
        """Add the token."""
        del session
        request.headers["X-Auth-Token"] = self._token.reveal()
        yield from ()
