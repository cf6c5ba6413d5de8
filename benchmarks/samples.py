"""A dataset of 1,000,000 labelled samples: importing it, its pages, a label's new name, batches, memory."""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.emulator import DATASETS, create, put
from benchmarks.load import request, requests_per_second
from benchmarks.measure import Row, interleave, seconds
from benchmarks.servers import Server, emulator

SIZES = (1_000, 1_000_000)
MANIFEST = "demo-bucket/flowers/manifests/all.manifest"
LABELS = 9
PAGE_SIZE = 10
REQUESTS = 100
BATCH = 100
IMPORT_SECONDS = 600
#: What is asked for, and which share of all samples it finds.
PAGES = {"all": ("", 1.0), "one label": ("&label_name=label-0", 0.1), "one state": ("&sample_state=__NONE__", 0.1)}


@dataclass(slots=True)
class Watch:
    """What was seen beside an import: the largest memory in MiB, and the slowest answer to a read in seconds."""

    memory: float = 0.0
    reads: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filled:
    """An emulator with one large or small dataset."""

    server: Server
    path: str
    size: int
    watch: Watch
    import_seconds: float
    import_cpu: float


def run(rounds: int) -> list[Row]:
    """Import both sizes, then ask both for the same pages; all else on the large one."""
    with (
        tempfile.TemporaryDirectory() as name,
        filled(Path(name), SIZES[0]) as small,
        filled(Path(name), SIZES[1]) as large,
    ):
        rows = [
            Row(
                "samples",
                f"import of {large.size:,} from a manifest",
                large.size / large.import_seconds,
                "/s",
                10_000,
                at_least=True,
            ),
            Row("samples", "processor time of that, for a sample", large.import_cpu / large.size * 1e6, "us"),
            Row("samples", "slowest read meanwhile", max(large.watch.reads) * 1000, "ms"),
        ]
        rows += [row for what in PAGES for last in (False, True) for row in page(what, small, large, rounds, last=last)]
        rows += [*updates(large, rounds), *renaming(large)]
        memory = max(large.watch.memory, large.server.memory_mib())
        return [*rows, Row("samples", "memory, at most", memory, "MiB", budget=500)]


@contextmanager
def filled(folder: Path, size: int) -> Iterator[Filled]:
    """Start an emulator and import samples into a dataset of its own."""
    place = folder / str(size)
    place.mkdir()
    write_manifest(place / "objects" / MANIFEST, size)
    with emulator(place) as server:
        put(server, "/_emulator/objects/demo-bucket/flowers/input/rose.jpg", b"rose")
        path = f"{DATASETS}/{create(server)}"
        wait_for(server, path, "status", (1,))
        watch = Watch()
        spent = server.cpu_seconds()
        with watching(server, path, watch):
            taken = seconds(partial(import_all, server, path))
        spent = server.cpu_seconds() - spent
        found = get(server, f"{path}/data-annotations/samples?limit=1")["sample_count"]
        if found != size + 1:
            raise RuntimeError(f"{found} samples instead of {size + 1}")
        yield Filled(server, path, size, watch, taken, spent)


def write_manifest(path: Path, size: int) -> None:
    """One line an image; every tenth is not labelled, the others carry one of nine labels in turn."""
    path.parent.mkdir(parents=True)
    with path.open("w") as file:
        for number in range(size):
            line: dict[str, Any] = {"source": f"s3://demo-bucket/flowers/input/{number:07}.jpg"}
            if number % (LABELS + 1) < LABELS:
                line["annotation"] = [
                    {
                        "name": f"label-{number % (LABELS + 1)}",
                        "type": "modelarts/image_classification",
                        "annotated-by": "human",
                        "creation-time": "2025-10-09 08:53:20",
                    }
                ]
            file.write(json.dumps(line) + "\n")


def import_all(server: Server, path: str) -> None:
    """Import the manifest and wait until that has ended."""
    body = {"import_path": f"/{MANIFEST}", "import_type": "manifest", "import_annotations": True}
    task = send(server, "POST", f"{path}/import-tasks", body)["task_id"]
    wait_for(server, f"{path}/import-tasks/{task}", "status", ("COMPLETED", "FAILED"))


def wait_for(server: Server, path: str, name: str, values: tuple[object, ...]) -> None:
    """Ask again and again until a property has one of some values."""
    deadline = time.monotonic() + IMPORT_SECONDS
    while get(server, path).get(name) not in values:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{path}: {name} did not become one of {values}")
        time.sleep(0.05)


@contextmanager
def watching(server: Server, path: str, watch: Watch) -> Iterator[None]:
    """Look at memory and at one page again and again, beside what is measured."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            watch.memory = max(watch.memory, server.memory_mib())
            watch.reads.append(seconds(lambda: get(server, f"{path}/data-annotations/samples?limit=10")))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def page(what: str, small: Filled, large: Filled, rounds: int, *, last: bool) -> list[Row]:
    """The first or the last page of a list in both, and how many times slower the large one is."""
    subjects = {}
    for name, one in (("small", small), ("large", large)):
        query, share = PAGES[what]
        index = int(one.size * share) // PAGE_SIZE - 1 if last else 0
        asked = f"{one.path}/data-annotations/samples?limit={PAGE_SIZE}&offset={index}{query}"
        if len(get(one.server, asked)["samples"]) != PAGE_SIZE:
            raise RuntimeError(f"{asked} is no full page")
        subjects[name] = partial(requests_per_second, one.server.port, [request("GET", asked)] * REQUESTS, 1)
        # What is read for the first time comes from the disk, which is not what the two are compared by.
        subjects[name]()
    medians = interleave(subjects, rounds)
    title = f"{'last' if last else 'first'} page of {what}"
    return [
        Row("samples", f"{title}, {large.size:,} samples", 1000 / medians["large"], "ms"),
        Row("samples", f"{title}: large / small", medians["small"] / medians["large"], "x", budget=3.0),
    ]


def updates(large: Filled, rounds: int) -> list[Row]:
    """Requests that give 100 samples another label each, of parts all over the dataset; another label each round."""
    path = f"{large.path}/data-annotations/samples"
    step = large.size // BATCH // REQUESTS
    pages = [get(large.server, f"{path}?limit={BATCH}&offset={index * step}")["samples"] for index in range(REQUESTS)]
    rates, spent = [], []
    for turn in range(max(rounds, 1)):
        label = {"name": f"label-{(turn + 1) % LABELS}", "type": 0}
        sent = [request("PUT", path, as_update(found, label)) for found in pages]
        before = large.server.cpu_seconds()
        rates.append(requests_per_second(large.server.port, sent, 1))
        spent.append((large.server.cpu_seconds() - before) / REQUESTS)
    return [
        Row("samples", f"updates of {BATCH} samples", statistics.median(rates), "/s", budget=50, at_least=True),
        Row("samples", "processor time of an update", statistics.median(spent) * 1000, "ms"),
    ]


def as_update(found: Sequence[dict[str, Any]], label: dict[str, Any]) -> bytes:
    """The body that gives samples a label in place of those they have."""
    return json.dumps({"samples": [{"sample_id": one["sample_id"], "labels": [label]} for one in found]}).encode()


def renaming(large: Filled) -> list[Row]:
    """Give a label that a tenth of all samples carry another name, and read meanwhile."""
    watch = Watch()
    body = {"labels": [{"name": "label-2", "property": {"@modelarts:rename_to": "renamed"}}]}
    with watching(large.server, large.path, watch):
        taken = seconds(lambda: send(large.server, "PUT", f"{large.path}/data-annotations/labels", body))
    found = get(large.server, f"{large.path}/data-annotations/samples?limit=1&label_name=renamed")["sample_count"]
    if found < large.size // 20:
        raise RuntimeError(f"only {found} samples carry the new name")
    return [Row("samples", f"a new name for a label of {found:,} samples", taken, "s", budget=10)]


def get(server: Server, path: str) -> Any:
    """The JSON of a GET."""
    with urllib.request.urlopen(server.url + path, timeout=60) as reply:
        return json.load(reply)


def send(server: Server, method: str, path: str, body: object) -> Any:
    """Send JSON and read JSON."""
    asked = urllib.request.Request(
        server.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(asked, timeout=60) as reply:
        return json.load(reply)
