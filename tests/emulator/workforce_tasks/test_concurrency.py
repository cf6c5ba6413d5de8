"""Several members and owners at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.limits import Limits
from modelarts_emulator.testing import LocalEmulator

from ..datasets.service import RefusedError, Service
from ..workforces.teams import REVIEWER, Task, Teams, comment, named
from .test_journeys import LABELS, REVIEWS

SAMPLES = 24
EMAILS = [f"{number}@example.com" for number in range(4)]


@pytest.fixture
def busy(store_address: str) -> Iterator[Teams]:
    """Teams whose tasks are worked on at once, by a worker of the emulator's own."""
    limits = Limits(task_seconds=0.01)
    clock = ClockSetting("scaled", 100)
    config = Config(store=store_address, objects="temporary", auth=False, clock=clock, limits=limits)
    with LocalEmulator(config) as emulator:
        yield Teams(Service(emulator))


def until(teams: Teams, task: Task, *statuses: int) -> None:
    """Wait until the background has done its part."""
    for _ in range(2000):
        if task.status in statuses:
            return
        teams.service.emulator.app.emulator.worker.run_due()
    raise AssertionError(f"the task stays at {task.status}")


def begin(teams: Teams, *others: str, **request: Any) -> Task:
    """A running task of four labelers."""
    team = teams.create("gardeners", *EMAILS)
    for email in others:
        teams.add(team, email, REVIEWER)
    teams.service.put_images(*(f"{number}.jpg" for number in range(SAMPLES)))
    dataset_id = teams.service.create(labels=LABELS, settle=False)
    task = Task.create(teams, dataset_id, workforces_config=named(team), settle=False, **request)
    until(teams, task, 1)
    return task


def test_members_label_at_once(busy: Teams) -> None:
    task = begin(busy, repetition=2)
    share = {email: [sample["sample_id"] for sample in task.samples(email)] for email in EMAILS}
    assert {len(held) for held in share.values()} == {SAMPLES // 2}

    def work(email: str) -> None:
        for place, sample_id in enumerate(share[email]):
            task.label(email, {sample_id: "rose" if place % 2 else "tulip"})

    with ThreadPoolExecutor(len(EMAILS)) as pool:
        list(pool.map(work, EMAILS))
    assert task.numbers() == {"total": 2 * SAMPLES, "uncheck": 2 * SAMPLES}
    stats = task.call("GET", "/data-annotations/stats")
    assert {held["name"]: held["count"] for held in stats["label_stats"]} == {"rose": SAMPLES, "tulip": SAMPLES}
    metrics = task.call("GET", "/metrics")["sample_stats"]
    assert {email: held["uncheck"] for email, held in metrics.items()} == dict.fromkeys(EMAILS, SAMPLES // 2)


def test_one_acceptance_wins(busy: Teams) -> None:
    task = begin(busy)
    for email in EMAILS:
        task.label(email, "rose")

    def start(_: int) -> str:
        try:
            task.call("POST", "/acceptance", {"sampling_rate": 1})
        except RefusedError as refused:
            return str(refused.code)
        return ""

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(start, range(8)))
    assert sorted(codes) == ["", *["4623"] * 7]
    until(busy, task, 2)

    def end(_: int) -> str:
        try:
            task.call("PUT", "/acceptance/status", {"action": 0}, locale="en-us")
        except RefusedError as refused:
            return str(refused.code)
        return ""

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(end, range(8)))
    assert codes.count("") == 1
    assert set(codes) <= {"", "4623", "4624"}
    until(busy, task, 3)
    assert busy.service.show(task.dataset_id)["annotated_sample_count"] == SAMPLES


def test_labelling_and_reviewing_at_once_lose_nothing(busy: Teams) -> None:
    task = begin(busy, REVIEWS)
    share = {email: task.samples(email) for email in EMAILS}

    def work(email: str) -> None:
        for sample in share[email]:
            task.label(email, {sample["sample_id"]: "rose"})
            task.review(comment(sample, accept=email != EMAILS[0], score="A"))

    with ThreadPoolExecutor(len(EMAILS)) as pool:
        list(pool.map(work, EMAILS))
    quarter = SAMPLES // len(EMAILS)
    assert task.numbers() == {"total": SAMPLES, "rejected": quarter, "uncheck": SAMPLES - quarter}


def test_a_name_has_one_winner(busy: Teams) -> None:
    team = busy.create("gardeners")

    def join(number: int) -> str:
        try:
            busy.api.call("POST", f"/{team}/workers", {"emails": f"{number % 2}@example.com", "role": 0})
        except RefusedError as refused:
            return str(refused.code)
        return ""

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(join, range(16)))
    assert sorted(codes) == ["", "", *["4605"] * 14]
    assert busy.api.call("GET", f"/{team}")["worker_count"] == 2
