"""The fixture `modelarts_emulator`: a fresh emulator for each test.

    def test_it(modelarts_emulator):
        http_client = httpx2.Client(transport=modelarts_emulator.transport())
        client = ModelArts(endpoint=modelarts_emulator.url, http_client=http_client, …)

Options are given by a marker, `@pytest.mark.modelarts_emulator(server=True, auth=False, clock="manual", seed=1)`, or
for all tests in the ini file: `modelarts_emulator_server`, `_auth`, `_clock`, `_seed`, `_store`, `_objects`.
By default the emulator runs in process, checks credentials, keeps its state in a temporary folder, and its
clock runs 60 times as fast as the real one, so that jobs end in a moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .testing import LocalEmulator

_OPTIONS = {
    "server": ("bool", False, "Serve on a free port instead of running in process."),
    "auth": ("bool", True, "Check credentials."),
    "clock": ("string", "scaled:60", "real, manual, manual@MS, instant or scaled:FACTOR."),
    "seed": ("string", "", "A number that makes ids repeatable."),
    "store": ("string", "temporary", "sqlite:///FILE, postgresql://… or temporary."),
    "objects": ("string", "temporary", "A folder, s3://… or temporary."),
    "check_responses": ("bool", True, "Hold every reply against the description."),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini options."""
    for name, (kind, default, about) in _OPTIONS.items():
        parser.addini(f"modelarts_emulator_{name}", f"ModelArts emulator: {about}", type=kind, default=default)  # type: ignore[arg-type]


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers", f"modelarts_emulator({', '.join(_OPTIONS)}): options of the emulator that the test gets"
    )


@pytest.fixture
def modelarts_emulator(request: pytest.FixtureRequest) -> Iterator[LocalEmulator]:
    """Give a fresh emulator; see the module's text for its options."""
    from .config import Config, parse_clock
    from .testing import LocalEmulator

    options = _read_options(request)
    config = Config(
        store=options["store"],
        objects=options["objects"],
        auth=options["auth"],
        seed=int(options["seed"]) if options["seed"] not in ("", None) else None,
        clock=parse_clock(options["clock"]),
        check_responses=options["check_responses"],
    )
    with LocalEmulator(config, server=options["server"]) as emulator:
        yield emulator


def _read_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    options: dict[str, Any] = {name: request.config.getini(f"modelarts_emulator_{name}") for name in _OPTIONS}
    for marker in reversed([*request.node.iter_markers("modelarts_emulator")]):
        unknown = sorted(set(marker.kwargs) - set(_OPTIONS))
        if unknown or marker.args:
            raise pytest.UsageError(f"the marker modelarts_emulator takes {', '.join(_OPTIONS)} by name")
        options.update(marker.kwargs)
    return options
