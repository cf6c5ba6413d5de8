"""An emulator in a process of its own, as `modelarts-emulator serve` starts it, and what lies in its buckets."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2

ACCESS_KEY = "DEMOACCESSKEY"
SECRET_KEY = "demo-secret-key"
PROJECT_ID = "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"
OPTIONS = ("--port", "0", "--store", "temporary", "--objects", "temporary", "--clock", "instant", "--check-responses")


class Server:
    """A running emulator. Authentication is on, and all work is done before the next answer."""

    def __init__(self, log: Path) -> None:
        command = [str(Path(sys.executable).parent / "modelarts-emulator"), "serve", *OPTIONS]
        self._log = log.open("w")
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True)
        assert self._process.stdout is not None
        announced = re.search(r"on (http://\S+)", self._process.stdout.readline())
        assert announced, log.read_text()
        self.url = announced[1]
        self._http = httpx2.Client(base_url=f"{self.url}/_emulator", timeout=30)

    def stop(self) -> None:
        """End the process and wait until it is gone; it must not have failed on the way."""
        self._http.close()
        self._process.terminate()
        self._process.communicate(timeout=30)
        self._log.close()
        told = Path(self._log.name).read_text()
        assert "Traceback" not in told, told

    def reset(self) -> None:
        """Forget everything."""
        self._control("POST", "/reset")

    def pass_time(self, seconds: int) -> None:
        """Let time go by: a dataset publishes one version a minute."""
        self._control("POST", "/clock/advance", json={"seconds": seconds})

    def mails(self) -> list[dict[str, Any]]:
        """E-mails to labeling teams, the newest first."""
        mails: list[dict[str, Any]] = self._control("GET", "/outbox").json()["mails"]
        return mails

    def put(self, path: str, data: bytes) -> None:
        """Create or replace an object."""
        self._control("PUT", f"/objects{path}", content=data)

    def get(self, path: str) -> bytes:
        """The bytes of an object."""
        return self._control("GET", f"/objects{path}").content

    def delete(self, path: str) -> None:
        """Remove an object."""
        self._control("DELETE", f"/objects{path}")

    def names(self, folder: str) -> list[str]:
        """Names of the objects below a folder, without the folder's own."""
        listed = self._control("GET", f"/objects{folder}").json()["objects"]
        return [entry["path"].removeprefix(folder) for entry in listed]

    def lines(self, path: str) -> list[dict[str, Any]]:
        """Lines of a manifest."""
        return [json.loads(line) for line in self.get(path).splitlines()]

    def fetch(self, address: str) -> bytes:
        """What a signed address leads to."""
        return httpx2.get(address).raise_for_status().content

    def _control(self, method: str, path: str, **options: Any) -> httpx2.Response:
        return self._http.request(method, path, **options).raise_for_status()
