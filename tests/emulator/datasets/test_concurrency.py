"""Several clients at once, while tasks run in the background."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.limits import Limits
from modelarts_emulator.testing import LocalEmulator

from .service import RefusedError, Service, new_dataset

CLIENTS = 8


@pytest.fixture
def busy(store_address: str) -> Any:
    """A service whose tasks are done at once, by a worker of its own."""
    limits = Limits(task_seconds=0.01, version_interval_seconds=0)
    config = Config(
        store=store_address, objects="temporary", auth=False, clock=ClockSetting("scaled", 100), limits=limits
    )
    with LocalEmulator(config) as emulator:
        service = Service(emulator)
        service.put_images(*(f"rose/{number}.jpg" for number in range(3)))
        yield service


def attempt(service: Service, *request: Any) -> str:
    """Send a request; return the error's code, if any. Errors of the emulator itself are raised."""
    try:
        service.call(*request)
    except RefusedError as refused:
        if refused.status >= 500:
            raise
        return str(refused.code)
    return ""


def test_a_name_has_one_winner(busy: Service) -> None:
    def create(number: int) -> str:
        return attempt(busy, "POST", "", new_dataset(f"flowers-{number % 5}"))

    with ThreadPoolExecutor(CLIENTS) as pool:
        codes = list(pool.map(create, range(5 * CLIENTS)))
    assert sorted(codes) == [""] * 5 + ["4351"] * 5 * (CLIENTS - 1)
    assert busy.call("GET")["total_number"] == 5


def test_whatever_clients_do_at_once_the_figures_hold(busy: Service) -> None:
    shared = busy.call("POST", "", new_dataset("shared"))["dataset_id"]

    def live(number: int) -> None:
        for step in range(4):
            name = f"own-{number}-{step}"
            own = busy.call("POST", "", new_dataset(name))["dataset_id"]
            for dataset_id in (own, shared):
                attempt(busy, "POST", f"/{dataset_id}/versions", {})
                attempt(busy, "PUT", f"/{dataset_id}", {"add_labels": [{"name": name}]})
                attempt(busy, "GET", f"/{dataset_id}/data-annotations/stats")
                attempt(busy, "PUT", f"/{dataset_id}", {"delete_labels": [{"name": name}]})
            attempt(busy, "GET")
            attempt(busy, "DELETE", f"/{own}")

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(live, range(CLIENTS)))
    page = settled_page(busy)
    assert page["total_number"] == len(page["datasets"])
    for entry in page["datasets"]:
        stats = busy.call("GET", f"/{entry['dataset_id']}/data-annotations/stats")
        names = [label["name"] for label in entry["labels"]]
        assert entry["total_sample_count"] == stats["sample_stats"]["all"] == 3
        assert names == [label["name"] for label in stats["label_stats"]]
        assert stats["label_stats"][names.index("rose")]["count"] == 3


def settled_page(service: Service) -> Any:
    """The list of datasets, once no task holds any of them."""
    for _ in range(1000):
        page = service.call("GET", "", None, limit=100, with_labels=True)
        if all(entry["status"] == 1 for entry in page["datasets"]):
            return page
        service.emulator.app.emulator.worker.run_due()
    raise AssertionError("the tasks do not end")
