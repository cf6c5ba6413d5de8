"""Tasks while two emulators work on one store."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.limits import Limits
from modelarts_emulator.testing import LocalEmulator

from ..conftest import create_database
from ..datasets.service import BUCKET, INPUT, Service, new_dataset
from .exporting import TARGET, files, into_copy, manifest, show

ROSES = 60


@pytest.fixture
def pair(postgresql: str, tmp_path: Path) -> Iterator[list[Service]]:
    """Two emulators that share a database and a folder of objects, each with a worker of its own."""
    config = Config(
        store=create_database(postgresql),
        objects=str(tmp_path),
        auth=False,
        clock=ClockSetting("scaled", 100),
        limits=Limits(task_seconds=0.01, version_interval_seconds=0),
    )
    emulators = [LocalEmulator(config) for _ in range(2)]
    yield [Service(emulator) for emulator in emulators]
    for emulator in emulators:
        emulator.close()


def _wait_for(look: Callable[[], dict[str, Any]], *values: object) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while (shown := look())["status"] not in values:
        assert time.monotonic() < deadline, shown
    return shown


def test_each_task_is_done_once(pair: list[Service]) -> None:
    first, second = pair
    first.put_images(*(f"rose/{number:02}.jpg" for number in range(ROSES)))
    dataset_id = first.call("POST", "", new_dataset())["dataset_id"]
    _wait_for(lambda: second.show(dataset_id), 1)
    first.put_images("tulip/1.jpg", "tulip/2.jpg")
    assert first.emulator.app.emulator.backend.objects.delete(INPUT + "rose/00.jpg")
    second.call("POST", f"/{dataset_id}/sync-data")
    shown = _wait_for(lambda: first.call("GET", f"/{dataset_id}/sync-data/status"), "COMPLETED", "FAILED")
    assert (shown["add_sample_count"], shown["deleted_sample_count"]) == (2, 1)
    version_id = first.publish(dataset_id, settle=False)
    version = _wait_for(lambda: second.version(dataset_id, version_id), 1, 4)
    assert (version["status"], version["total_sample_count"]) == (1, ROSES + 1)
    tasks = [
        service.call("POST", f"/{dataset_id}/export-tasks", {"path": path, "export_params": params})["task_id"]
        for service, path, params in (
            (first, TARGET, {}),
            (second, f"/{BUCKET}/copy/input/", into_copy()),
        )
    ]
    for task_id in tasks:
        ended = _wait_for(partial(show, first, dataset_id, task_id), "SUCCESSED", "FAILED")
        assert (ended["status"], ended["finished_sample_count"]) == ("SUCCESSED", ROSES + 1)
    assert len(manifest(first)) == ROSES + 1
    assert sum(name.endswith(".jpg") for name in files(first)) == ROSES + 1
    copy = next(held for held in second.call("GET")["datasets"] if held["dataset_name"] == "copy")
    assert _wait_for(lambda: first.show(copy["dataset_id"]), 1)["total_sample_count"] == ROSES + 1
