"""Two emulators on one store: each piece of work is done once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.limits import Limits
from modelarts_emulator.services.auto_labeling import steps as smart_steps
from modelarts_emulator.services.processing import runs as processor_runs
from modelarts_emulator.testing import LocalEmulator

from ..auto_labeling.labelling import AUTO, Labelling
from ..conftest import create_database
from ..datasets.service import Service
from ..pictures import photo
from .processing import Processing, Run

IMAGES = 24


@pytest.fixture
def pair(postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[LocalEmulator]]:
    """Two emulators, each with a worker of its own, on the same database and objects."""
    monkeypatch.setattr(processor_runs, "IMAGES_PER_STEP", 2)
    monkeypatch.setattr(smart_steps, "SAMPLES_PER_STEP", 2)
    config = Config(
        store=create_database(postgresql),
        objects=str(tmp_path),
        auth=False,
        clock=ClockSetting("scaled", 100),
        limits=Limits(task_seconds=0.01),
    )
    with LocalEmulator(config) as first, LocalEmulator(config) as second:
        yield [first, second]


def test_data_processing(pair: list[LocalEmulator]) -> None:
    first, second = (Processing(Service(emulator)) for emulator in pair)
    for number in range(IMAGES):
        first.service.put_file(f"{number}.jpg", photo(number))
    runs = [(one, *one.start(operator)) for operator, one in (("Flip", first), ("Blur", second), ("Crop", first))]
    for one, task_id, version_id in runs:
        wait(pair, lambda one=one, task_id=task_id: one.call("GET", f"/{task_id}")["status"] >= 2)
        run = Run(first, task_id, version_id)
        assert run.counts == [IMAGES, IMAGES, 0, IMAGES, 0]
        assert len({result["new_source"] for result in run.results}) == IMAGES


def test_auto_labeling(pair: list[LocalEmulator]) -> None:
    first, second = (Labelling(Service(emulator)) for emulator in pair)
    for number in range(IMAGES):
        first.service.put_file(f"new-{number}.jpg", photo(number))
        for label in ("rose", "tulip"):
            first.service.put_file(f"{label}/{number}.jpg", photo(number + len(label)))
    dataset_id = first.service.create(settle=False)
    first.dataset_id = second.dataset_id = dataset_id
    wait(pair, lambda: first.service.show(dataset_id)["status"] == 1)
    task_id = second.start(**AUTO)
    wait(pair, lambda: first.task(task_id)["status"] in (2, 3))
    assert first.task(task_id)["status"] == 3
    assert len(first.proposals()) == IMAGES
    shown = first.service.show(dataset_id)
    assert (shown["unconfirmed_sample_count"], shown["annotated_sample_count"]) == (IMAGES, 2 * IMAGES)
    stats = second.call("GET", "/data-annotations/stats")
    assert sum(label["sample_count"] for label in stats["label_stats"]) == 3 * IMAGES


def wait(pair: list[LocalEmulator], done: object) -> None:
    """Let both workers work until it is done."""
    assert callable(done)
    for _ in range(2000):
        if done():
            return
        for emulator in pair:
            emulator.app.emulator.worker.run_due()
    raise AssertionError("the work does not end")
