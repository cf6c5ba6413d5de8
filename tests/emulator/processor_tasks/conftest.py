from __future__ import annotations

import pytest

from ..datasets.conftest import (  # noqa: F401  (fixtures)
    local,
    make_service,
    postgresql_emulator,
    service,
    sqlite_emulator,
)
from ..datasets.service import Service
from .processing import Processing


@pytest.fixture
def processing(service: Service) -> Processing:  # noqa: F811
    """Data processing on SQLite, and once more on PostgreSQL."""
    return Processing(service)


@pytest.fixture
def one(local: Service) -> Processing:  # noqa: F811
    """Data processing on SQLite only, where the database makes no difference."""
    return Processing(local)
