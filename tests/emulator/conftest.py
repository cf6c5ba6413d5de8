from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.testing import LocalEmulator

from .postgres import find_programs, run_cluster
from .things import HANDLERS, describe

_numbers = itertools.count(1)

#: Builds an emulator of the small service; closed at the end of the test.
MakeThings = Callable[..., LocalEmulator]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running cluster, with a hole for the database's name."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with run_cluster(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def store_address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty store, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('store')}/state.sqlite"
    return create_database(request.getfixturevalue("postgresql"))


def create_database(address: str) -> str:
    """Create an empty database in the cluster and return its address."""
    name = f"emulator_{next(_numbers)}"
    engine = sqlalchemy.create_engine(address.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.format(database=name)


@pytest.fixture
def make_things() -> Iterator[MakeThings]:
    """Build emulators of the small service: seeded, under a manual clock, unless told otherwise."""
    made: list[LocalEmulator] = []

    def make(*, server: bool = False, **options: object) -> LocalEmulator:
        settings: dict[str, object] = {
            "store": "temporary",
            "objects": "temporary",
            "seed": 1,
            "clock": ClockSetting("manual"),
            "check_responses": True,
            **options,
        }
        emulator = LocalEmulator(Config(**settings), server=server, description=describe(), handlers=HANDLERS)  # type: ignore[arg-type]
        made.append(emulator)
        return emulator

    yield make
    for emulator in made:
        emulator.close()


@pytest.fixture
def things(make_things: MakeThings) -> LocalEmulator:
    """An emulator of the small service, in process."""
    return make_things()
