"""Imports by several processes on one store, and by one that is killed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.limits import Limits
from modelarts_emulator.services.imports import first_import as dataset_import
from modelarts_emulator.store import Store
from modelarts_emulator.store.dataset_tables import datasets
from modelarts_emulator.testing import LocalEmulator
from sqlalchemy import select

from ..conftest import create_database
from ..datasets.service import Service
from .importing import MANIFEST, counts, held_samples, line, note, put_manifest, show, start

NUMBER = 1200
WAIT_SECONDS = 30


def fill(service: Service) -> None:
    """A manifest with a label on every other image."""
    rose = note("image_classification", "rose")
    lines = [line(f"/demo-bucket/flowers/{each:05}.jpg", *([rose] if each % 2 else [])) for each in range(NUMBER)]
    put_manifest(service, *lines)


def wait_for_end(service: Service, dataset_id: str, task_id: str) -> dict[str, object]:
    """Ask until the import has ended; no sleep is long enough for a machine that is busy."""
    deadline = time.monotonic() + WAIT_SECONDS
    while (task := show(service, dataset_id, task_id))["status"] not in ("COMPLETED", "FAILED"):
        assert time.monotonic() < deadline, task
    return task


def check(service: Service, dataset_id: str, task_id: str) -> None:
    """All samples are there once, and every figure agrees."""
    task = show(service, dataset_id, task_id)
    assert (task["status"], counts(task)) == ("COMPLETED", (NUMBER, NUMBER, NUMBER // 2))
    shown = service.show(dataset_id)
    assert (shown["status"], shown["total_sample_count"], shown["annotated_sample_count"]) == (1, NUMBER, NUMBER // 2)
    held = held_samples(service, dataset_id)
    assert [each[0] for each in held] == [f"/demo-bucket/flowers/{number:05}.jpg" for number in range(NUMBER)]
    assert [len(each[-1]) for each in held] == [number % 2 for number in range(NUMBER)]
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")
    assert [(label["name"], label["count"]) for label in stats["label_stats"]] == [("rose", NUMBER // 2)]


@pytest.fixture
def several(postgresql: str, tmp_path: Path) -> Iterator[list[Service]]:
    """Emulators on the same store, as several processes would be: each with a worker of its own."""
    config = Config(
        store=create_database(postgresql),
        objects=str(tmp_path / "objects"),
        auth=False,
        clock=ClockSetting("real"),
        limits=Limits(task_seconds=0.01),
    )
    with ExitStack() as stack:
        yield [Service(stack.enter_context(LocalEmulator(config))) for _ in range(3)]


@pytest.mark.usefixtures("small_chunks")
def test_several_processes_do_an_import_once(several: list[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_import, "PIECES", 3)
    service = several[0]
    fill(service)
    service.put_file("notes.md", b"not a sample")
    dataset_id = service.create(settle=False)
    while service.show(dataset_id)["status"] != 1:
        pass
    task_id = start(several[1], dataset_id, MANIFEST)
    wait_for_end(several[2], dataset_id, task_id)
    check(service, dataset_id, task_id)


CHILD = """
import sys
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.limits import Limits
from modelarts_emulator.services.imports import chunks as import_chunks
from modelarts_emulator.testing import LocalEmulator
import_chunks.CHUNK = 20
store, objects = sys.argv[1:]
config = Config(store=store, objects=objects, auth=False, clock=ClockSetting("real"), limits=Limits(task_seconds=0.01))
with LocalEmulator(config) as emulator:
    emulator.request("GET", "/_emulator/health")  # the worker starts with the first request
    sys.stdin.read()
"""


def run_and_kill(address: str, objects: str, dataset_id: str) -> int:
    """Let a process import until it has stored something, then kill it; return how much that was."""
    store = Store(address)
    number = select(datasets.c.total_sample_count).where(datasets.c.dataset_id == dataset_id)
    child = subprocess.Popen([sys.executable, "-c", CHILD, address, objects], stdin=subprocess.PIPE)
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        reached = 0
        while not reached:
            assert time.monotonic() < deadline
            assert child.poll() is None
            with store.read() as conn:
                reached = conn.execute(number).scalar_one()
    finally:
        child.kill()
        child.communicate()
        store.close()
    return reached


def test_an_import_whose_process_is_killed_goes_on(store_address: str, tmp_path: Path) -> None:
    config = Config(store=store_address, objects=str(tmp_path / "objects"), auth=False, clock=ClockSetting("manual"))
    with LocalEmulator(config) as emulator:
        service = Service(emulator)
        fill(service)
        service.put_file("notes.md", b"not a sample")
        dataset_id = service.create()
        task_id = start(service, dataset_id, MANIFEST)
    assert run_and_kill(store_address, config.objects, dataset_id) < NUMBER
    with LocalEmulator(replace(config, clock=ClockSetting("real"))) as emulator:
        service = Service(emulator)
        wait_for_end(service, dataset_id, task_id)
        check(service, dataset_id, task_id)
