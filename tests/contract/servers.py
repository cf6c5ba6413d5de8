"""An emulator in a process of its own, for tests that speak HTTP to it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"
INPUTS = tuple(f"/demo-bucket/{name}/input/{name}-{n}.jpg" for name in ("flowers", "petals", "gardens") for n in (1, 2))
USER = {"name": "demo", "password": "demo-password", "domain": {"name": "demo-domain"}}


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def emulator(folder: Path, *options: str) -> Iterator[str]:
    """Serve on a free port and yield the address; what it wrote to stderr is shown where it fails to start."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "modelarts_emulator", "serve", "--port", str(port), "--check-responses"]
    command += ["--store", f"sqlite:///{folder}/emulator.sqlite", "--objects", str(folder / "objects"), *options]
    with (folder / "emulator.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_until_healthy(url, process, folder / "emulator.log")
            yield url
        finally:
            process.terminate()


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return at the first answer; raise with the log where the process ends instead."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/_emulator/health", timeout=2).close()  # noqa: S310
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"the emulator did not start: {log.read_text()}")


def sign_in(url: str) -> str:
    """A token of the demo user for the demo project."""
    scope = {"project": {"id": PROJECT}}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": USER}}, "scope": scope}}
    request = urllib.request.Request(  # noqa: S310
        f"{url}/v3/auth/tokens", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as reply:  # noqa: S310
        return str(reply.headers["X-Subject-Token"])
