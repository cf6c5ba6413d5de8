"""The emulator's requests, start and memory, against bare routes of the same framework, server and database."""

from __future__ import annotations

import itertools
import json
import tempfile
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.load import request, requests_per_second
from benchmarks.measure import Row, interleave
from benchmarks.servers import Server, bare, emulator

PROJECT = "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"
DATASETS = f"/v2/{PROJECT}/datasets"
REQUESTS = 3000
NUMBERS = itertools.count()


def run(rounds: int) -> list[Row]:
    """Describing and creating datasets at 1 and at 32 connections; start and memory."""
    with tempfile.TemporaryDirectory() as name, emulator(Path(name)) as ours:
        put(ours, "/_emulator/objects/demo-bucket/flowers/input/rose.jpg", b"rose")
        shown = f"{DATASETS}/{create(ours)}"
        reply = urllib.request.urlopen(ours.url + shown).read()
        get, bare_get = request("GET", shown), request("GET", "/json")
        with bare(Path(name), reply) as plain:
            rows = compare("DescDataset", rounds, ours, lambda: [get] * REQUESTS, plain, lambda: [bare_get] * REQUESTS)
            rows += creations(rounds, ours, plain)
        rows.append(Row("emulator", "memory after the run", ours.memory_mib(), "MiB", budget=120))
    starts = interleave({"start": start_seconds}, max(rounds, 5))
    return [*rows, Row("emulator", "first answer after start", starts["start"], "s", budget=0.6)]


def creations(rounds: int, ours: Server, plain: Server) -> list[Row]:
    """Fresh names each time: a dataset's name is unique in its project."""

    def fresh(path: str) -> list[bytes]:
        return [post(path) for _ in range(REQUESTS // 3)]

    return compare("CreateDataset", rounds, ours, lambda: fresh(DATASETS), plain, lambda: fresh("/insert"))


def compare(
    what: str, rounds: int, ours: Server, our: Callable[[], list[bytes]], plain: Server, its: Callable[[], list[bytes]]
) -> list[Row]:
    """Send requests to both servers in turn, at 1 and at 32 connections."""
    rows = []
    for connections in (1, 32):
        subjects = {
            "ours": partial(rate, ours.port, our, connections),
            "bare": partial(rate, plain.port, its, connections),
        }
        rows += ratio_rows(what, connections, interleave(subjects, rounds))
    return rows


def rate(port: int, prepare: Callable[[], list[bytes]], connections: int) -> float:
    """Prepare requests, then measure how fast they are answered."""
    return requests_per_second(port, prepare(), connections)


def ratio_rows(what: str, connections: int, medians: dict[str, float]) -> list[Row]:
    """Both rates and their ratio."""
    at = f"{what}, {connections} connection{'s' * (connections > 1)}"
    return [
        Row("emulator", f"{at}: emulator", medians["ours"], "1/s"),
        Row("emulator", f"{at}: bare route", medians["bare"], "1/s"),
        Row("emulator", f"{at}: emulator / bare", medians["ours"] / medians["bare"], "x", budget=0.5, at_least=True),
    ]


def start_seconds() -> float:
    """From the start of the process to its first answer."""
    with tempfile.TemporaryDirectory() as name, emulator(Path(name)) as server:
        return server.started_in


def dataset_body() -> bytes:
    """A body for CreateDataset with a name not used before."""
    source = {"data_type": 0, "data_path": "/demo-bucket/flowers/input/"}
    body = {"dataset_name": f"bench-{next(NUMBERS)}", "dataset_type": 0, "data_sources": [source]}
    return json.dumps({**body, "work_path": "/demo-bucket/flowers/output/", "work_path_type": 0}).encode()


def post(path: str) -> bytes:
    """One prepared creation."""
    return request("POST", path, dataset_body())


def put(server: Server, path: str, content: bytes) -> None:
    """Store one object."""
    urllib.request.urlopen(urllib.request.Request(server.url + path, content, method="PUT")).close()


def create(server: Server) -> str:
    """Create one dataset and return its id."""
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(server.url + DATASETS, dataset_body(), headers)) as reply:
        return str(json.load(reply)["dataset_id"])
