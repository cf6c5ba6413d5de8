"""One page of ListDatasets in a project of 100,000 datasets, against the same page in one of 100."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks.emulator import DATASETS, create, put
from benchmarks.load import request, requests_per_second
from benchmarks.measure import Row, interleave
from benchmarks.servers import Server, emulator

SIZES = (100, 100_000)
REQUESTS = 200
PAGES = {
    "first page": "limit=20",
    "one type": "limit=20&dataset_type=0",
    "by name": "limit=20&sort_by=dataset_name&order=asc",
}


def run(rounds: int) -> list[Row]:
    """The same pages of a small and of a large project, each in an emulator of its own."""
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(size) for size in SIZES]
        for folder, size in zip(folders, SIZES, strict=True):
            folder.mkdir()
            fill(folder, size)
        with emulator(folders[0]) as small, emulator(folders[1]) as large:
            return [row for what, query in PAGES.items() for row in page(what, query, small, large, rounds)]


def page(what: str, query: str, small: Server, large: Server, rounds: int) -> list[Row]:
    """One page's rate in both, and how many times slower the large one is."""
    requests = [request("GET", f"{DATASETS}?{query}")] * REQUESTS
    subjects = {
        "small": partial(requests_per_second, small.port, requests, 1),
        "large": partial(requests_per_second, large.port, requests, 1),
    }
    medians = interleave(subjects, rounds)
    return [
        Row("listing", f"{what}, {SIZES[0]:,} datasets", 1000 / medians["small"], "ms"),
        Row("listing", f"{what}, {SIZES[1]:,} datasets", 1000 / medians["large"], "ms"),
        Row("listing", f"{what}: large / small", medians["small"] / medians["large"], "x", budget=2.0),
    ]


def fill(folder: Path, size: int) -> None:
    """Create one dataset through the interface, then copy its row in the store."""
    with emulator(folder) as server:
        put(server, "/_emulator/objects/demo-bucket/flowers/input/rose.jpg", b"rose")
        create(server)
    with closing(sqlite3.connect(folder / "emulator.sqlite")) as store, store:
        columns = [str(row[1]) for row in store.execute("PRAGMA table_info(datasets)") if row[1] != "pk"]
        fresh = {
            "dataset_id": "'copy' || number",
            "dataset_name": "'copy-' || number",
            "create_time": "create_time + number",
        }
        values = ", ".join(fresh.get(column, column) for column in columns)
        store.execute(
            "WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?) "
            f"INSERT INTO datasets ({', '.join(columns)}) SELECT {values} FROM datasets, numbers",
            (size - 1,),
        )
        store.execute("UPDATE dataset_counts SET number = ? WHERE number > 0", (size,))
