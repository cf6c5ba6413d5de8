"""schemathesis against the live emulator over HTTP: all phases, all checks, authentication on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.servers import INPUTS, emulator, sign_in

HERE = Path(__file__).parent
SEED = os.environ.get("FUZZ_SEED", "20251101")
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "10")
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A seeded emulator with a bucket that the examples speak of."""
    with emulator(tmp_path_factory.mktemp("emulator"), "--auth", "on", "--seed", SEED, "--clock", "instant") as address:
        for path in INPUTS:
            put(f"{address}/_emulator/objects{path}", path.encode())
        yield address


def put(address: str, content: bytes) -> None:
    request = urllib.request.Request(address, content, method="PUT")  # noqa: S310
    urllib.request.urlopen(request).close()  # noqa: S310


@pytest.mark.parametrize("phase", PHASES)
def test_emulator_and_description_agree(
    url: str, phase: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [f"{url}/_emulator/openapi.json", "--url", url, "--checks", "all", "--phases", phase]
    command += ["--seed", SEED, "--max-examples", EXAMPLES, "--report-json-path", str(report)]
    environment = {**os.environ, "CONTRACT_TOKEN": sign_in(url), "NO_COLOR": "1"}
    run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"seed {SEED}\n{run.stdout}\n{run.stderr}"
    found = json.loads(report.read_text())
    cases = int(found["test_cases"]["generated"])
    record_property("cases", cases)
    assert cases > 0
    if phase != "stateful":  # links start from what creates something
        assert found["operations"]["tested"] == found["operations"]["total"]
