"""Many clients of several processes that share a database and a folder of objects, one of which is killed."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import text

from .conftest import create_database
from .counters import check_counters
from .datasets.service import BUCKET, PNG, new_dataset
from .fleet import WAIT_SECONDS, Fleet, Process, start_fleet

CLIENTS: Final = 16
#: How often each client goes through its round at least; it goes on for as long as tasks run.
ROUNDS: Final = 2
SHARED: Final = 24
IMPORTED: Final = 150
MANY: Final = 5000
EXPORTS: Final = f"/{BUCKET}/exports/"
MANIFEST: Final = f"/{BUCKET}/more/all.manifest"
#: Name of the process that has a job in hand, as its connection says.
HOLDER: Final = text(
    "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE classid = 7719285 AND granted"
)


def write_manifest(process: Process, number: int) -> list[str]:
    """A manifest whose samples carry the label rose; returns their paths."""
    note = {"type": "modelarts/image_classification", "name": "rose", "annotated-by": "human"}
    note["creation-time"] = "2025-10-09 08:53:20"
    paths = [f"/{BUCKET}/more/{each:05}.png" for each in range(number)]
    lines = [orjson.dumps({"source": "s3:/" + path, "annotation": [note]}) for path in paths]
    process.put_object(MANIFEST, b"\n".join(lines))
    return paths


def create(process: Process, name: str, images: int) -> str:
    """Create a dataset over a folder with this many images and something that is none."""
    source = f"/{BUCKET}/{name}/input/"
    process.put_object(source + "notes.md", b"no sample")
    for number in range(images):
        process.put_object(f"{source}shared-{number}.png", PNG)
    body = new_dataset(name, data_sources=[{"data_type": 0, "data_path": source}])
    dataset_id: str = process.call("POST", "", body)["dataset_id"]
    process.wait_for(f"/{dataset_id}", 1)
    return dataset_id


class Client:
    """One of the clients: it labels what all share, and adds, labels and deletes samples of its own."""

    def __init__(self, number: int, processes: list[Process], dataset_id: str, shared: list[str]) -> None:
        self.number = number
        self.processes = processes
        self.base = f"/{dataset_id}/data-annotations/samples"
        self.shared = shared
        self.turn = number
        #: The labels of its own samples that are to be there, as was acknowledged.
        self.labels: dict[str, str] = {}

    def call(self, method: str, path: str = "", body: Any = None) -> Any:
        """Send a request, each to another process than the one before."""
        self.turn += 1
        return self.processes[self.turn % len(self.processes)].call(method, self.base + path, body)

    def live(self, done: threading.Event) -> None:
        """Go on until the tasks are done."""
        rounds = 0
        while rounds < ROUNDS or not done.is_set():
            self.go_round(rounds)
            rounds += 1

    def go_round(self, step: int) -> None:
        """Upload two files, label one of them anew and delete the other."""
        label = f"label-{self.number}"
        files = [
            {"name": f"{self.number}-{step}-{name}.png", "data": b64encode(PNG).decode(), "labels": [{"name": label}]}
            for name in ("kept", "gone")
        ]
        results = self.call("POST", "", {"samples": files})["results"]
        assert all(result["success"] for result in results), results
        kept, gone = (result["info"] for result in results)
        shown = self.call("GET", f"/{kept}")  # by another process than the one that took it
        assert [each["name"] for each in shown["labels"]] == [label]
        changed = [*self.shared[self.number % 8 :: 8], kept]
        label = f"label-{(self.number + step) % CLIENTS}"
        changes = [{"sample_id": sample_id, "labels": [{"name": label}]} for sample_id in changed]
        assert self.call("PUT", "", {"samples": changes})["success"]
        self.labels[kept] = label
        assert self.call("POST", "/delete", {"samples": [gone]})["success"]
        listed = self.call("GET", f"?limit=100&label_name={label}")
        assert gone not in {sample["sample_id"] for sample in listed["samples"]}


def run_tasks(process: Process, others: list[Process], dataset_id: str) -> tuple[Any, Any, Any]:
    """Import, publish and export one after the other, while the clients are at work; return how each ended."""
    base = f"/{dataset_id}"
    request = {"import_path": MANIFEST, "import_type": "manifest"}
    task_id = process.call("POST", f"{base}/import-tasks", request)["task_id"]
    imported = others[0].wait_for(f"{base}/import-tasks/{task_id}", "COMPLETED", "FAILED")
    version_id = others[-1].call("POST", f"{base}/versions", {})["version_id"]
    version = process.wait_for(f"{base}/versions/{version_id}", 1, 4)
    task_id = process.call("POST", f"{base}/export-tasks", {"path": EXPORTS, "version_id": version_id})["task_id"]
    exported = others[0].wait_for(f"{base}/export-tasks/{task_id}", "SUCCESSED", "FAILED")
    return imported, version, exported


def list_samples(process: Process, dataset_id: str) -> dict[str, dict[str, Any]]:
    """All samples by their ids, page by page; none is listed twice."""
    found: dict[str, dict[str, Any]] = {}
    number = 0
    while True:
        query = f"?limit=100&offset={number}&order=asc"
        page = process.call("GET", f"/{dataset_id}/data-annotations/samples{query}")
        assert found.keys().isdisjoint(each["sample_id"] for each in page["samples"])
        found |= {each["sample_id"]: each for each in page["samples"]}
        number += 1
        if len(page["samples"]) < 100:
            assert page["sample_count"] == len(found)
            return found


def read_lines(process: Process, path: str) -> list[dict[str, Any]]:
    """Lines of a manifest."""
    reply = process.client.get("/_emulator/objects" + path)
    assert reply.status_code == 200
    return [orjson.loads(line) for line in reply.content.splitlines()]


@pytest.fixture(scope="module")
def four(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Four processes on PostgreSQL, for all tests: they take seconds to start."""
    names = [f"&application_name=process-{number}" for number in range(4)]
    with start_fleet(tmp_path_factory.mktemp("four"), create_database(postgresql), names) as fleet:
        yield fleet


@pytest.fixture(params=["one on SQLite", "four on PostgreSQL"])
def fleet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fleet]:
    """One process on SQLite, then four on PostgreSQL."""
    if request.param == "four on PostgreSQL":
        yield request.getfixturevalue("four")
        return
    with start_fleet(tmp_path, f"sqlite:///{tmp_path}/state.sqlite", [""]) as fleet:
        yield fleet


def test_whatever_clients_do_at_once_nothing_is_lost(fleet: Fleet) -> None:
    processes, store = fleet.processes, fleet.store
    first = processes[0]
    paths = write_manifest(first, IMPORTED)
    for path in paths:
        first.put_object(path, PNG)
    dataset_id = create(first, "flowers", SHARED)
    names = [f"label-{number}" for number in range(CLIENTS)]
    first.call("POST", f"/{dataset_id}/data-annotations/labels", {"labels": [{"name": name} for name in names]})
    shared = list(list_samples(first, dataset_id))
    clients = [Client(number, processes, dataset_id, shared) for number in range(CLIENTS)]
    done = threading.Event()
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(client.live, done) for client in clients]
        try:
            imported, version, exported = run_tasks(first, processes[::-1], dataset_id)
        finally:
            done.set()
        for each in running:
            each.result()
    own = {sample_id: label for client in clients for sample_id, label in client.labels.items()}
    for process in processes:
        held = list_samples(process, dataset_id)
        assert {key: [each["name"] for each in held[key]["labels"]] for key in own} == {
            key: [label] for key, label in own.items()
        }
        assert all(len(held[key]["labels"]) == 1 for key in shared)
        rest = [sample for key, sample in held.items() if key not in own and key not in shared]
        assert sorted(sample["source"].partition("?")[0].rpartition("/more/")[2] for sample in rest) == [
            path.rpartition("/")[2] for path in paths
        ]
        assert all([each["name"] for each in sample["labels"]] == ["rose"] for sample in rest)
    total = len(own) + SHARED + IMPORTED
    assert check_counters(store, dataset_id) == (total, total)
    check_tasks(processes, dataset_id, imported, version, exported)


def check_tasks(processes: list[Process], dataset_id: str, imported: Any, version: Any, exported: Any) -> None:
    """Each task was done, once, and what it left behind fits the others'."""
    process, base = processes[-1], f"/{dataset_id}"
    assert (imported["status"], imported["imported_sample_count"]) == ("COMPLETED", IMPORTED)
    assert imported["total_sample_count"] == imported["annotated_sample_count"] == IMPORTED
    assert process.call("GET", f"{base}/import-tasks")["total_count"] == 1
    total = version["total_sample_count"]
    assert (version["status"], exported["status"]) == (1, "SUCCESSED"), exported
    assert exported["finished_sample_count"] == exported["total_sample_count"] == total >= SHARED + IMPORTED
    assert process.call("GET", f"{base}/versions")["total_number"] == 1
    assert process.call("GET", f"{base}/export-tasks")["total_count"] == 1
    for path in (version["manifest_path"], EXPORTS + f"flowers-{version['version_name']}.manifest"):
        lines = read_lines(process, path)
        assert len(lines) == len({line["source"] for line in lines}) == total, path
    for each in processes:
        assert each.client.get("/_emulator/health").json()["jobs"] == {"waiting": 0, "failed": 0}


def kill_in_the_middle(fleet: Fleet, dataset_id: str) -> Process:
    """Kill the process that does an import once it has stored something; return it.

    Nobody writes while we look, and whoever waits to write has a turn before we look again.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        with fleet.store.write() as conn:
            name = conn.execute(HOLDER).scalar()
            stored, labelled = check_counters(fleet.store, dataset_id)
            assert stored == labelled < MANY  # no sample without its label
            if stored and name:
                victim = fleet.processes[fleet.names.index(f"&application_name={name}")]
                victim.process.kill()
                victim.process.wait()
                return victim
    raise AssertionError("the import does not get on")


def test_an_import_outlives_the_process_that_does_it(four: Fleet) -> None:
    processes = four.processes
    write_manifest(processes[0], MANY)
    dataset_id = create(processes[0], "many", 0)
    request = {"import_path": MANIFEST, "import_type": "manifest"}
    task_id = processes[0].call("POST", f"/{dataset_id}/import-tasks", request)["task_id"]
    victim = kill_in_the_middle(four, dataset_id)
    survivors = [process for process in processes if process is not victim]
    task = survivors[0].wait_for(f"/{dataset_id}/import-tasks/{task_id}", "COMPLETED", "FAILED")
    counts = (task["total_sample_count"], task["imported_sample_count"], task["annotated_sample_count"])
    assert (task["status"], counts) == ("COMPLETED", (MANY, MANY, MANY))
    assert check_counters(four.store, dataset_id) == (MANY, MANY)
    assert survivors[-1].call("GET", f"/{dataset_id}")["status"] == 1
