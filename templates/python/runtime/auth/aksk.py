"""Signing in with an access key and a secret key."""

from __future__ import annotations

import time

from ..effects import Flow
from ..errors import CredentialsError
from ..messages import Request, Response
from . import signing
from .base import Credentials, Secret, Session, mask
from .mismatch import describe_mismatch


class AkSk(Credentials):
    """An access key (AK) with its secret key (SK); a temporary pair also has a security token."""

    def __init__(
        self,
        access_key: str,
        secret_key: str | Secret,
        *,
        security_token: str | Secret | None = None,
        project_id: str | None = None,
        iam_endpoint: str | None = None,
    ) -> None:
        self.access_key = access_key
        self._secret_key = Secret(secret_key)
        self._security_token = Secret(security_token) if security_token else None
        self.project_id = project_id
        self.iam_endpoint = iam_endpoint
        if not access_key or not self._secret_key:
            raise CredentialsError("An access key needs both parts: access_key and secret_key must not be empty")

    def authorize(self, session: Session, request: Request) -> Flow[None]:
        """Sign the request as it stands."""
        if self._security_token:
            request.headers["X-Security-Token"] = self._security_token.reveal()
        if request.project_id:
            request.headers["X-Project-Id"] = request.project_id
        date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(session.clock.now()))
        signing.sign(request, self.access_key, self._secret_key.reveal(), date)
        yield from ()

    def explain(self, request: Request, response: Response) -> str | None:
        """Compare the canonical request that the server computed with our own."""
        return describe_mismatch(request, response)

    def __repr__(self) -> str:
        temporary = ", temporary" if self._security_token else ""
        return f"AkSk({mask(self.access_key)}{temporary})"
