from __future__ import annotations

import pytest

from ..datasets.conftest import local, make_service, postgresql_emulator, service, sqlite_emulator
from ..datasets.service import Service
from .teams import Teams

__all__ = ["local", "local_teams", "make_service", "postgresql_emulator", "service", "sqlite_emulator", "teams"]


@pytest.fixture
def teams(service: Service) -> Teams:
    """The teams of an empty project, on SQLite and on PostgreSQL."""
    return Teams(service)


@pytest.fixture
def local_teams(local: Service) -> Teams:
    """The teams of an empty project on SQLite."""
    return Teams(local)
