"""Snapshots and restarts with everything in them: datasets, samples, versions, files."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.testing import LocalEmulator

from .things import PROJECT

DATASETS = f"/v2/{PROJECT}/datasets"
NEW: dict[str, Any] = {
    "dataset_name": "flowers",
    "dataset_type": 0,
    "data_sources": [{"data_type": 0, "data_path": "/demo-bucket/flowers/input/"}],
    "work_path": "/demo-bucket/flowers/output/",
    "work_path_type": 0,
    "labels": [{"name": "rose"}, {"name": "tulip"}],
}


def start(store: str, folder: Path) -> LocalEmulator:
    objects = str(folder / "objects")
    clock = ClockSetting("manual")
    return LocalEmulator(Config(store=store, objects=objects, auth=False, seed=1, clock=clock, check_responses=True))


def send(emulator: LocalEmulator, method: str, target: str, body: Any = None) -> Any:
    reply = emulator.request(method, target, body=b"" if body is None else orjson.dumps(body))
    assert reply.status < 300, reply.body
    return orjson.loads(reply.body) if reply.body else None


def fill(emulator: LocalEmulator) -> str:
    for name in ("rose.jpg", "tulip.jpg", "deep/er.jpg"):
        emulator.put_object(f"/demo-bucket/flowers/input/{name}", name.encode())
    dataset_id: str = send(emulator, "POST", DATASETS, NEW)["dataset_id"]
    emulator.advance()
    send(emulator, "POST", f"{DATASETS}/{dataset_id}/versions", {"version_name": "V001"})
    emulator.advance()
    return dataset_id


def look(emulator: LocalEmulator, dataset_id: str) -> list[Any]:
    targets = (
        "",
        "?file_preview=true",
        f"/{dataset_id}",
        f"/{dataset_id}/versions",
        f"/{dataset_id}/data-annotations/stats",
    )
    found = [send(emulator, "GET", DATASETS + target) for target in targets]
    return [*found, emulator.list_objects("/demo-bucket/"), emulator.control("GET", "/clock")["now_ms"]]


@pytest.fixture
def emulator(store_address: str, tmp_path: Path) -> Any:
    with start(store_address, tmp_path) as emulator:
        yield emulator


def test_a_snapshot_holds_everything(emulator: LocalEmulator) -> None:
    dataset_id = fill(emulator)
    before = look(emulator, dataset_id)
    assert before[0]["total_number"] == 1
    emulator.snapshot("filled")
    send(emulator, "DELETE", f"{DATASETS}/{dataset_id}")
    emulator.advance()
    emulator.put_object("/demo-bucket/flowers/input/more.jpg", b"more")
    assert send(emulator, "GET", DATASETS)["total_number"] == 0
    emulator.restore("filled")
    assert look(emulator, dataset_id) == before
    emulator.reset()
    assert send(emulator, "GET", DATASETS)["total_number"] == 0
    assert fill(emulator) == dataset_id
    assert look(emulator, dataset_id) == before


def test_a_restart_finds_everything(store_address: str, tmp_path: Path) -> None:
    with start(store_address, tmp_path) as first:
        dataset_id = fill(first)
        before = look(first, dataset_id)
    with start(store_address, tmp_path) as second:
        assert look(second, dataset_id) == before


def test_work_in_hand_goes_on_after_a_restart(store_address: str, tmp_path: Path) -> None:
    with start(store_address, tmp_path) as first:
        first.put_object("/demo-bucket/flowers/input/rose.jpg", b"rose")
        dataset_id = send(first, "POST", DATASETS, NEW)["dataset_id"]
    with start(store_address, tmp_path) as second:
        assert send(second, "GET", f"{DATASETS}/{dataset_id}")["status"] == 0
        second.advance()
        found = send(second, "GET", f"{DATASETS}/{dataset_id}")
        assert (found["status"], found["total_sample_count"]) == (1, 1)


def test_many_clients_at_once(store_address: str, tmp_path: Path) -> None:
    config = Config(
        store=store_address, objects=str(tmp_path / "objects"), auth=False, clock=ClockSetting("scaled", 100)
    )
    with LocalEmulator(config, server=True) as emulator:
        emulator.put_object("/demo-bucket/flowers/input/rose.jpg", b"rose")

        def work(worker: int) -> list[int]:
            with httpx2.Client(base_url=emulator.url, timeout=30) as client:
                statuses = []
                for number in range(10):
                    name = f"flowers-{worker}-{number}"
                    statuses.append(client.post(DATASETS, json={**NEW, "dataset_name": name}).status_code)
                    statuses.append(client.get(DATASETS).status_code)
                return statuses

        with ThreadPoolExecutor(8) as pool:
            statuses = [status for statuses in pool.map(work, range(8)) for status in statuses]
        assert sorted(set(statuses)) == [200, 201]
        assert send(emulator, "GET", DATASETS)["total_number"] == 80
