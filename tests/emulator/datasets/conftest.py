from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.limits import Limits
from modelarts_emulator.services.datasets import deletion as dataset_deletion
from modelarts_emulator.services.imports import chunks as import_chunks
from modelarts_emulator.services.versions import samples as version_samples
from modelarts_emulator.testing import LocalEmulator

from ..conftest import create_database
from .service import Service

MakeService = Callable[..., Service]


def _build(store: str, limits: dict[str, Any] | None = None, **options: Any) -> LocalEmulator:
    """An emulator that is seeded, under a manual clock, and checks its replies against the description."""
    return LocalEmulator(
        Config(
            store=store,
            objects="temporary",
            auth=False,
            seed=1,
            clock=ClockSetting("manual"),
            check_responses=True,
            limits=replace(Limits(), **(limits or {})),
            **options,
        )
    )


def _fill(emulator: LocalEmulator) -> Service:
    service = Service(emulator)
    service.put_file("notes.md", b"not a sample")
    return service


@pytest.fixture(scope="session")
def sqlite_emulator() -> Iterator[LocalEmulator]:
    with _build("temporary") as emulator:
        yield emulator


@pytest.fixture(scope="session")
def postgresql_emulator(postgresql: str) -> Iterator[LocalEmulator]:
    with _build(create_database(postgresql)) as emulator:
        yield emulator


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest) -> Service:
    """An empty service on SQLite, and once more on PostgreSQL."""
    emulator: LocalEmulator = request.getfixturevalue(f"{request.param}_emulator")
    emulator.reset()
    return _fill(emulator)


@pytest.fixture
def local(sqlite_emulator: LocalEmulator) -> Service:
    """An empty service on SQLite only, where the database makes no difference."""
    sqlite_emulator.reset()
    return _fill(sqlite_emulator)


@pytest.fixture
def make_service() -> Iterator[MakeService]:
    """Build services of one's own, with other limits than the usual ones."""
    made: list[LocalEmulator] = []

    def make(*, store: str = "temporary", **options: Any) -> Service:
        made.append(_build(store, **options))
        return _fill(made[-1])

    yield make
    for emulator in made:
        emulator.close()


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let large things be large sooner: how many samples a transaction has at most."""
    for module in (dataset_deletion, import_chunks, version_samples):
        monkeypatch.setattr(module, "CHUNK", 10)
    return 10
