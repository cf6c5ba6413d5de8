"""Runs the program inside the process, against answers made up by a test or against the emulator."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from modelarts_client import ModelArts
from modelarts_client.cli._app import GROUPS
from modelarts_client.cli._runtime import make_application, run
from modelarts_emulator.testing import LocalEmulator

from ..support import ENDPOINT, PROJECT, Answer, FakeClock, FakeTransport, Handler


@dataclass
class Result:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


@dataclass
class Program:
    """The program with a client of the test's own making."""

    capture: pytest.CaptureFixture[str]
    settings: dict[str, Any]
    seen: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, *arguments: str) -> Result:
        def connect(found: dict[str, Any]) -> ModelArts:
            self.seen.append(found)
            return ModelArts(**{**self.settings, **found})

        application = make_application("modelarts", "Help.", "1.2.3", GROUPS, connect)
        self.capture.readouterr()
        code = run(application, arguments)
        captured = self.capture.readouterr()
        return Result(int(code), captured.out, captured.err)


@dataclass
class Fake:
    """A program, and what it sent."""

    program: Program
    transport: FakeTransport
    clock: FakeClock

    def __call__(self, *arguments: str) -> Result:
        return self.program(*arguments)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.content) for request in self.transport.sent if request.content]


@pytest.fixture
def fake(capsys: pytest.CaptureFixture[str], clock: FakeClock) -> Callable[[list[Answer] | Handler], Fake]:
    """Make a program that gets the given answers."""

    def make(answers: list[Answer] | Handler) -> Fake:
        transport = FakeTransport(answers)
        settings = {
            "endpoint": ENDPOINT,
            "project_id": PROJECT,
            "credentials": None,
            "transport": transport,
            "clock": clock,
        }
        return Fake(Program(capsys, settings), transport, clock)

    return make


@pytest.fixture
def live(capsys: pytest.CaptureFixture[str], modelarts_emulator: LocalEmulator) -> Program:
    """Make a program that talks to a fresh emulator with a bucket of three pictures."""
    for name in ("a", "b", "c"):
        modelarts_emulator.put_object(f"/demo-bucket/flowers/input/{name}.jpg", name.encode())
    transport = modelarts_emulator.transport()
    settings = {
        "endpoint": modelarts_emulator.url,
        "project_id": modelarts_emulator.project_id,
        "credentials": None,
        "http_client": httpx2.Client(transport=transport),
    }
    return Program(capsys, settings)
