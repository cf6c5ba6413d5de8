"""Gives every test a clean environment, and a client of each kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .support import Driver, FakeClock

PREFIXES = ("HUAWEICLOUD_", "OS_", "HW_", "MODELARTS_")


@pytest.fixture(autouse=True)
def empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No test sees the credentials of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(PREFIXES):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest, clock: FakeClock) -> Driver:
    """Runs the same test against both clients."""
    return Driver(request.param, clock)
