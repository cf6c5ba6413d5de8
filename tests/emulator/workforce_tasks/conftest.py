from __future__ import annotations

import pytest
from modelarts_emulator.services.workforce_tasks import checks as workforce_checks
from modelarts_emulator.services.workforce_tasks import handout as workforce_handout

from ..workforces.conftest import (
    local,
    local_teams,
    make_service,
    postgresql_emulator,
    service,
    sqlite_emulator,
    teams,
)

__all__ = [
    "few_at_once",
    "local",
    "local_teams",
    "make_service",
    "postgresql_emulator",
    "service",
    "sqlite_emulator",
    "teams",
]


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let large tasks be large sooner: how many samples a transaction has at most."""
    for module in (workforce_checks, workforce_handout):
        monkeypatch.setattr(module, "CHUNK", 10)
    return 10
