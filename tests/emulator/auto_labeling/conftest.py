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
from .labelling import Labelling


@pytest.fixture
def labelling(service: Service) -> Labelling:  # noqa: F811
    """Intelligent tasks on SQLite, and once more on PostgreSQL."""
    return Labelling(service)


@pytest.fixture
def one(local: Service) -> Labelling:  # noqa: F811
    """Intelligent tasks on SQLite only, where the database makes no difference."""
    return Labelling(local)
