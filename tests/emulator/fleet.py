"""Emulators in processes of their own, on one store and one folder of objects."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
from modelarts_emulator.store import Store

from .test_server import DATASETS, serve

WAIT_SECONDS: Final = 30
#: What a dataset answers while a task holds it: being imported into, being published, and labelling meanwhile.
BUSY: Final = {"ModelArts.4356", "ModelArts.4343", "ModelArts.4381"}


class Process:
    """One emulator, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.client = httpx2.Client(base_url=url, timeout=WAIT_SECONDS)

    def call(self, method: str, path: str = "", body: Any = None) -> Any:
        """Send a request that must succeed, again while a task holds the dataset; return the reply."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            reply = self.client.request(method, DATASETS + path, json=body)
            if reply.status_code < 300:
                return reply.json() if reply.content else None
            assert reply.json()["error_code"] in BUSY, (method, path, reply.status_code, reply.text)
            assert time.monotonic() < deadline, reply.text

    def put_object(self, path: str, data: bytes) -> None:
        """Store an object."""
        assert self.client.put("/_emulator/objects" + path, content=data).status_code == 200

    def wait_for(self, path: str, *ends: object) -> dict[str, Any]:
        """Ask for a task until it has one of these states."""
        deadline = time.monotonic() + WAIT_SECONDS
        while (shown := self.call("GET", path))["status"] not in ends:
            assert time.monotonic() < deadline, shown
        held: dict[str, Any] = shown
        return held

    def end(self) -> str:
        """End the process as a person would and return what it complained of."""
        self.client.close()
        self.process.terminate()
        return self.process.communicate(timeout=WAIT_SECONDS)[1]


@contextmanager
def start(folder: Path, *stores: str) -> Iterator[list[Process]]:
    """Start a process for each address of the store, all at once."""
    objects = str(folder / "objects")

    def enter(address: str) -> Process:
        options = ("--store", address, "--objects", objects, "--auth", "off", "--clock", "scaled:100")
        return Process(*stack.enter_context(serve(folder, *options)))

    with ExitStack() as stack, ThreadPoolExecutor(len(stores)) as pool:
        processes = list(pool.map(enter, stores))
        for process in processes:
            stack.callback(process.client.close)
        yield processes


@dataclass
class Fleet:
    """Processes on one store, which their names tell apart where it is PostgreSQL."""

    processes: list[Process]
    store: Store
    names: list[str]


@contextmanager
def start_fleet(folder: Path, address: str, names: list[str]) -> Iterator[Fleet]:
    """Start processes and end them; none of them may have complained, as of a job that had to be tried again."""
    addresses = [address + name for name in names]
    with start(folder, *addresses) as processes:
        store = Store(addresses[0])
        try:
            yield Fleet(processes, store, names)
        finally:
            store.close()
        assert "".join(process.end() for process in processes if process.process.poll() is None) == ""
