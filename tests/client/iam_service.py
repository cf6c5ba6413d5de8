"""A small identity service for tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from modelarts_client._runtime import Request, Response

from .support import PROJECT, FakeClock, reply

THING = {"id": "t1"}


class Iam:
    """A small identity service with a thing service behind it."""

    def __init__(self, clock: FakeClock, life: float = 24 * 3600) -> None:
        self.clock = clock
        self.life = life
        self.issued = 0
        self.valid: set[str] = set()
        self.bodies: list[Any] = []
        self.callers: list[str | None] = []

    def __call__(self, request: Request) -> Response:
        if request.path == "/v3/auth/tokens":
            return self.issue(request)
        if request.path == "/v3/projects":
            return reply(200, {"projects": [{"id": "looked-up", "name": "eu-de"}, {"id": "x", "name": "other"}]})
        if request.headers.get("X-Auth-Token") not in self.valid:
            return reply(401, {"error_code": "APIGW.0307", "error_msg": "The token must be updated."})
        return reply(200, THING)

    def issue(self, request: Request) -> Response:
        self.issued += 1
        self.bodies.append(json.loads(request.content))
        self.callers.append(request.headers.get("X-Auth-Token"))
        token = f"token-{self.issued}"
        self.valid.add(token)
        ends = datetime.fromtimestamp(self.clock.now() + self.life, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return reply(201, {"token": {"expires_at": ends, "project": {"id": PROJECT}}}, X_Subject_Token=token)
