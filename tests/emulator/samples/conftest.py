from __future__ import annotations

import pytest
from modelarts_emulator.services.labels import deletion as label_deletion
from modelarts_emulator.services.samples import labelling as sample_labelling

from ..datasets.conftest import local, make_service, postgresql_emulator, service, sqlite_emulator
from ..datasets.service import Service
from .album import Album

__all__ = ["album", "few_at_once", "local", "make_service", "postgresql_emulator", "service", "sqlite_emulator"]


@pytest.fixture
def album(service: Service) -> Album:
    """A dataset of three roses, two tulips and one image without a label, on both databases."""
    return Album(service)


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let what touches many samples do so sooner: how many samples a transaction has at most."""
    for module in (label_deletion, sample_labelling):
        monkeypatch.setattr(module, "CHUNK", 2)
    return 2
