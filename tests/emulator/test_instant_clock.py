"""The clock `instant`: what is in hand is done before the next answer, whatever the speed of the machine."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from modelarts_emulator.config import Config, parse_clock
from modelarts_emulator.testing import LocalEmulator

PROJECT = "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"
DATASETS = f"/v2/{PROJECT}/datasets"


def ask(emulator: LocalEmulator, method: str, target: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    headers = {"Content-Type": "application/json"} if body else {}
    reply = emulator.request(method, target, body=orjson.dumps(body) if body else b"", headers=headers)
    return reply.status, orjson.loads(reply.body) if reply.body else None


@pytest.mark.parametrize("start", ["instant", "instant@1760000000000"])
def test_work_is_done_before_the_next_answer(start: str) -> None:
    config = Config(store="temporary", objects="temporary", auth=False, clock=parse_clock(start), seed=1)
    body = {
        "dataset_name": "flowers",
        "data_sources": [{"data_type": 0, "data_path": "/demo-bucket/flowers/input/"}],
        "work_path": "/demo-bucket/flowers/output/",
        "work_path_type": 0,
    }
    with LocalEmulator(config) as emulator:
        emulator.request("PUT", "/_emulator/objects/demo-bucket/flowers/input/1.jpg", body=b"1")
        status, created = ask(emulator, "POST", DATASETS, body)
        assert status == 201
        target = f"{DATASETS}/{created['dataset_id']}"
        assert ask(emulator, "GET", target)[1]["status"] == 1
        assert ask(emulator, "DELETE", target)[0] == 204
        assert ask(emulator, "GET", target)[0] == 404


def test_time_does_not_go_back() -> None:
    config = Config(store="temporary", objects="temporary", auth=False, clock=parse_clock("instant@1760000000000"))
    body = {
        "dataset_name": "flowers",
        "data_sources": [{"data_type": 0, "data_path": "/demo-bucket/flowers/input/"}],
        "work_path": "/demo-bucket/flowers/output/",
        "work_path_type": 0,
    }
    with LocalEmulator(config) as emulator:
        emulator.request("PUT", "/_emulator/objects/demo-bucket/flowers/input/1.jpg", body=b"1")
        ask(emulator, "POST", DATASETS, body)
        ask(emulator, "GET", DATASETS)
        moved = emulator.app.emulator.backend.clock.now_ms()
        assert moved > 1760000000000
        emulator.app.emulator.worker._follow_clock()  # as the worker does every second
        assert emulator.app.emulator.backend.clock.now_ms() == moved
