"""The command line as a person uses it: a process of its own, over HTTP."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from modelarts_emulator.handlers import NOT_IMPLEMENTED

from .signing import sign
from .things import PROJECT

DATASETS = f"/v2/{PROJECT}/datasets"
COMMAND = [sys.executable, "-m", "modelarts_emulator"]


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command on a free port and give its process and its address."""
    command = [*COMMAND, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://[^ ]+", line)
        assert found, line + (process.stderr.read() if process.stderr and not line else "")
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


def body(name: str) -> dict[str, object]:
    return {
        "dataset_name": name,
        "dataset_type": 0,
        "data_sources": [{"data_type": 0, "data_path": "/demo-bucket/flowers/input/"}],
        "work_path": "/demo-bucket/flowers/output/",
        "work_path_type": 0,
    }


def test_a_first_walk(tmp_path: Path) -> None:
    with serve(tmp_path, "--auth", "off") as (process, url), httpx2.Client(base_url=url) as client:
        assert client.get("/_emulator/health").json()["status"] == "ok"
        assert client.put("/_emulator/objects/demo-bucket/flowers/input/rose.jpg", content=b"rose").status_code == 200
        assert client.post(DATASETS, json=body("flowers")).status_code == 201
        assert client.get(DATASETS).json()["total_number"] == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    # State stays in the working folder, and the next start finds it.
    assert (tmp_path / ".modelarts-emulator" / "objects" / "demo-bucket" / "flowers" / "input" / "rose.jpg").exists()
    with serve(tmp_path, "--auth", "off") as (_, url), httpx2.Client(base_url=url) as client:
        assert client.get(DATASETS).json()["datasets"][0]["dataset_name"] == "flowers"


def test_it_listens_on_loopback_and_wants_credentials(tmp_path: Path) -> None:
    with serve(tmp_path) as (_, url), httpx2.Client(base_url=url) as client:
        assert url.startswith("http://127.0.0.1:")
        assert client.get(DATASETS).json()["error_code"] == "ModelArts.0201"
        headers = sign("GET", DATASETS, {"Host": url.removeprefix("http://")})
        assert client.get(DATASETS, headers=headers).status_code == 200


def test_accounts_come_from_a_file(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(
        '[[domain]]\nname = "acme"\n[[domain.project]]\nname = "eu-nl"\n'
        '[[domain.user]]\nname = "ann"\npassword = "pw"\n'
    )
    user = {"name": "ann", "password": "pw", "domain": {"name": "acme"}}
    identity = {"methods": ["password"], "password": {"user": user}}
    auth = {"auth": {"identity": identity, "scope": {"project": {"name": "eu-nl"}}}}
    with serve(tmp_path, "--config", str(accounts), "--region", "eu-nl") as (_, url):
        token = httpx2.post(f"{url}/v3/auth/tokens", json=auth)
    assert token.status_code == 201
    assert token.json()["token"]["catalog"][0]["endpoints"][0]["region"] == "eu-nl"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--store", "nonsense"], "is no store address"),
        (["--store", "postgresql://demo@127.0.0.1:1/x"], "cannot open the store postgresql"),
        (["--objects", "/dev/null/x", "--store", "temporary"], "cannot use /dev/null/x for objects"),
        (["--clock", "fast"], "is no clock"),
        (["--config", "none.toml"], "cannot read none.toml"),
        (["--description", "none.json"], "cannot read none.json"),
        (["--host", "192.0.2.1"], "cannot listen on 192.0.2.1"),
    ],
)
def test_mistakes_are_explained_in_one_line(tmp_path: Path, options: list[str], message: str) -> None:
    done = run("serve", "--port", "0", *options, cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_port_in_use_is_explained(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip() == f"Error: cannot listen on 127.0.0.1:{port}: Address already in use"
    assert not (tmp_path / ".modelarts-emulator").exists()


def test_coverage_is_shown() -> None:
    done = run("coverage")
    assert done.returncode == 0
    assert "yes  ListDatasets" in done.stdout
    missing = run("coverage", "--missing")
    *listed, _ = missing.stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [["no", name] for name in sorted(NOT_IMPLEMENTED)]
    assert missing.returncode == (1 if NOT_IMPLEMENTED else 0)


def test_a_seeded_server_gives_the_same_bytes(tmp_path: Path) -> None:
    def session(folder: Path) -> list[object]:
        folder.mkdir()
        options = ("--seed", "7", "--clock", "manual", "--auth", "off")
        with serve(folder, *options) as (_, url), httpx2.Client(base_url=url) as client:
            host = {"Host": "emulator.example"}
            replies = [
                client.put("/_emulator/objects/demo-bucket/flowers/input/rose.jpg", content=b"rose", headers=host),
                client.post(DATASETS, json=body("flowers"), headers=host),
                client.post("/_emulator/clock/advance", json={"until_idle": True}, headers=host),
                client.get(f"{DATASETS}?file_preview=true&with_labels=true", headers=host),
                client.get("/_emulator/objects/demo-bucket/", headers=host),
                client.get(f"{DATASETS}/none", headers=host),
            ]
        return [(reply.status_code, sorted(reply.headers.items()), reply.content) for reply in replies]

    assert session(tmp_path / "first") == session(tmp_path / "second")


@pytest.mark.parametrize("round_number", range(3))
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, round_number: int) -> None:
    acknowledged: list[str] = []
    for attempt in range(3):
        options = ("--auth", "off", "--clock", "scaled:20")
        with serve(tmp_path, *options) as (process, url), httpx2.Client(base_url=url, timeout=10) as client:
            if attempt == 0:
                client.put("/_emulator/objects/demo-bucket/flowers/input/rose.jpg", content=b"rose")
            killer = subprocess.Popen(["sh", "-c", f"sleep {0.3 + 0.17 * round_number}; kill -9 {process.pid}"])
            acknowledged += _create_until_it_dies(client, f"flowers-{attempt}")
            killer.wait()
            assert process.wait() == -signal.SIGKILL
    assert len(acknowledged) > 3
    with serve(tmp_path, "--auth", "off", "--clock", "scaled:1000") as (_, url), httpx2.Client(base_url=url) as client:
        found: set[str] = set()
        for page in range(1000):
            datasets = client.get(f"{DATASETS}?limit=100&offset={page}").json()["datasets"]
            found |= {row["dataset_id"] for row in datasets}
            if not datasets:
                break
        assert set(acknowledged) <= found
        # What had been begun goes on: each import ends in a dataset that can be used.
        assert _settles(client, acknowledged[-1])
        check = client.get("/_emulator/health").json()
        assert check["jobs"]["failed"] == 0


def _create_until_it_dies(client: httpx2.Client, name: str) -> list[str]:
    created: list[str] = []
    stop = time.monotonic() + 20
    while time.monotonic() < stop:
        try:
            reply = client.post(DATASETS, json=body(f"{name}-{len(created)}"))
        except httpx2.TransportError:
            return created
        assert reply.status_code == 201
        created.append(reply.json()["dataset_id"])
    raise AssertionError("the server was not killed")


def _settles(client: httpx2.Client, dataset_id: str) -> bool:
    for _ in range(400):
        if client.get(f"{DATASETS}/{dataset_id}").json()["status"] == 1:
            return True
        time.sleep(0.05)
    return False


def test_no_store_is_left_behind_by_a_temporary_one(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [*COMMAND, "serve", "--port", "0", "--store", "temporary", "--objects", "temporary"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(list(tmp_path.iterdir())) == 1
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert list(tmp_path.iterdir()) == []


INTERRUPTED_IN_A_FINALIZER = """
import os, signal, sys
import modelarts_emulator.app as app
from modelarts_emulator.__main__ import main

class Falling:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(1000))  # the handler runs in here, and what it raises is swallowed

create_app = app.create_app
def create(config):
    Falling()
    return create_app(config)

app.create_app = create
main(["serve", "--port", "0", "--store", "temporary", "--objects", "temporary"])
"""


def test_an_interrupt_that_python_swallows_ends_the_server_all_the_same(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", INTERRUPTED_IN_A_FINALIZER]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=20, check=False)
    assert b"Exception ignored" in ended.stderr
    assert ended.stdout.startswith(b"modelarts-emulator")
    assert list(tmp_path.iterdir()) == []
