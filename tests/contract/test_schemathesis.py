"""schemathesis against the live emulator over HTTP: all phases, all checks, authentication on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from modelarts_emulator.handlers import NOT_IMPLEMENTED

from tests.contract.servers import INPUTS, emulator, sign_in
from tests.contract.world import below_project, build_world, write_config

SEED = os.environ.get("FUZZ_SEED", "20251101")
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "3")
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@dataclass(frozen=True)
class World:
    """A running emulator with something of everything in it, and how schemathesis is to use it."""

    url: str
    config: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A seeded emulator; its state is that of the start again in every phase."""
    folder = tmp_path_factory.mktemp("emulator")
    with emulator(folder, "--auth", "on", "--seed", SEED, "--clock", "instant") as url:
        token = sign_in(url)

        def put(path: str, content: bytes) -> None:
            ask(url, "PUT", f"/_emulator/objects{path}", content)

        def send(method: str, path: str, body: Any) -> Any:
            content = b"" if body is None else json.dumps(body).encode()
            reply = ask(url, method, below_project(path), content, {"X-Auth-Token": token})
            return json.loads(reply) if reply else None

        for path in INPUTS:
            put(path, path.encode())
        config = write_config(build_world(send, put), folder)
        ask(url, "POST", "/_emulator/snapshot", b'{"name": "world"}')
        yield World(url, config)


def ask(url: str, method: str, path: str, content: bytes, headers: dict[str, str] | None = None) -> bytes:
    """Send a request and return the body of the reply; the reply of an error is shown."""
    held = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url + path, content or None, held, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request) as reply:  # noqa: S310
            return bytes(reply.read())
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None


@pytest.mark.fuzz
@pytest.mark.parametrize("phase", PHASES)
def test_emulator_and_description_agree(
    world: World, phase: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    url = world.url
    ask(url, "POST", "/_emulator/restore", b'{"name": "world"}')
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(world.config), "run"]
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
        assert found["operations"]["tested"] == found["operations"]["total"] - len(NOT_IMPLEMENTED)
