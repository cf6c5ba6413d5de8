from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from modelarts_emulator.clock import ClockState
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.jobs import JobRun, JobWorker, job
from modelarts_emulator.jobs.queue import FAILED
from modelarts_emulator.opening import OpenedBackend, save_clock
from modelarts_emulator.store.metadata import jobs, meta
from sqlalchemy import insert, select

PROJECT = "p"
done: list[tuple[str, int]] = []
failures: list[str] = []


@job("test.note", prepare=lambda run: run.payload.get("x", 0) * 2)
def note(run: JobRun) -> None:
    done.append((run.subject_id, run.backend.clock.now_ms()))
    assert run.prepared == run.payload.get("x", 0) * 2


@job("test.follow")
def follow(run: JobRun) -> None:
    done.append((run.subject_id, run.backend.clock.now_ms()))
    run.backend.jobs.schedule(run.conn, "test.note", run.project_id, f"{run.subject_id}+", 3)


@job("test.fail", failed=lambda run: failures.append(run.error))
def fail(run: JobRun) -> None:
    done.append((run.subject_id, run.backend.clock.now_ms()))
    run.conn.execute(insert(meta).values(name=f"half-{run.subject_id}", value=1))
    raise RuntimeError("not today")


@pytest.fixture(autouse=True)
def forget() -> None:
    done.clear()
    failures.clear()


@pytest.fixture
def opened(store_address: str) -> Iterator[OpenedBackend]:
    clock = ClockSetting("manual", start_ms=1000)
    opened = OpenedBackend(Config(store=store_address, objects="temporary", seed=1, clock=clock))
    yield opened
    opened.close()


def schedule(opened: OpenedBackend, kind: str, subject: str, after: float = 0, **payload: object) -> None:
    backend = opened.backend
    with backend.store.write() as conn:
        backend.jobs.schedule(conn, kind, PROJECT, subject, after, payload)


def count(opened: OpenedBackend, status: str = "waiting") -> int:
    with opened.backend.store.read() as conn:
        return opened.backend.jobs.count(conn, status)


def test_a_job_waits_for_its_time(opened: OpenedBackend) -> None:
    worker = JobWorker(opened.backend)
    schedule(opened, "test.note", "a", 5, x=4)
    assert (done, count(opened)) == ([], 1)
    assert worker.advance(5_999) == 0
    assert worker.advance(6_000) == 1
    assert (done, count(opened)) == ([("a", 6_000)], 0)


def test_jobs_are_done_in_order_at_their_own_times(opened: OpenedBackend) -> None:
    worker = JobWorker(opened.backend)
    schedule(opened, "test.follow", "late", 9)
    schedule(opened, "test.note", "b", 2)
    schedule(opened, "test.note", "c", 2)
    schedule(opened, "test.follow", "soon", 1)
    assert worker.advance(60_000) == 6
    assert done == [("soon", 2_000), ("b", 3_000), ("c", 3_000), ("soon+", 5_000), ("late", 10_000), ("late+", 13_000)]
    assert opened.backend.clock.now_ms() == 60_000


def test_a_job_belongs_to_its_transaction(opened: OpenedBackend) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        _schedule_and_fail(opened)
    assert count(opened) == 0


def _schedule_and_fail(opened: OpenedBackend) -> None:
    with opened.backend.store.write() as conn:
        opened.backend.jobs.schedule(conn, "test.note", PROJECT, "a")
        raise RuntimeError("in the middle")


def test_jobs_can_be_cancelled(opened: OpenedBackend) -> None:
    for subject in ("a", "a", "b"):
        schedule(opened, "test.note", subject)
    schedule(opened, "test.follow", "a")
    with opened.backend.store.write() as conn:
        assert opened.backend.jobs.cancel(conn, PROJECT, "a", "test.note") == 2
        assert opened.backend.jobs.cancel(conn, "other", "a") == 0
        assert opened.backend.jobs.cancel(conn, PROJECT, "a") == 1
    JobWorker(opened.backend).advance(1_000)
    assert [subject for subject, _ in done] == ["b"]


def test_a_job_that_raises_is_tried_again_and_then_recorded(
    opened: OpenedBackend, caplog: pytest.LogCaptureFixture
) -> None:
    worker = JobWorker(opened.backend)
    schedule(opened, "test.fail", "a", 1)
    schedule(opened, "test.note", "b", 10)
    worker.advance(60_000)
    assert done == [("a", 2_000), ("a", 3_000), ("a", 5_000), ("b", 11_000)]
    assert failures == ["RuntimeError: not today"]
    assert (count(opened), count(opened, FAILED)) == (0, 1)
    with opened.backend.store.read() as conn:
        # What the job had written is gone with its transaction.
        assert conn.execute(select(meta.c.name).where(meta.c.name == "half-a")).first() is None
        assert conn.execute(select(jobs.c.error, jobs.c.attempts)).one() == ("RuntimeError: not today", 3)
    assert "not today" in caplog.text


def test_a_job_of_an_unknown_kind_fails_by_itself(opened: OpenedBackend, caplog: pytest.LogCaptureFixture) -> None:
    schedule(opened, "test.nobody", "a")
    schedule(opened, "test.note", "b")
    JobWorker(opened.backend).advance(60_000)
    assert done == [("b", 1_000)]
    assert count(opened, FAILED) == 1
    assert "nothing does jobs of kind 'test.nobody'" in caplog.text


def test_jobs_survive_a_restart(store_address: str) -> None:
    config = Config(store=store_address, objects="temporary", clock=ClockSetting("manual", start_ms=1000))
    first = OpenedBackend(config)
    schedule(first, "test.note", "a", 5)
    first.close()
    second = OpenedBackend(Config(store=store_address, objects="temporary", clock=ClockSetting("manual")))
    assert second.backend.clock.now_ms() == 1000
    assert JobWorker(second.backend).advance(10_000) == 1
    second.close()
    assert done == [("a", 6_000)]


def test_the_thread_does_jobs_as_time_passes(opened: OpenedBackend) -> None:
    _set_clock(opened, ClockState())
    worker = JobWorker(opened.backend)
    worker.start()
    try:
        schedule(opened, "test.follow", "a", 0.05)
        _wait_for(lambda: len(done) == 1)
        now = opened.backend.clock.now_ms()
        _set_clock(opened, ClockState("scaled", now, now, 100))
        worker.wake()
        _wait_for(lambda: len(done) == 2)
    finally:
        worker.stop()
    assert [subject for subject, _ in done] == ["a", "a+"]


def test_the_thread_leaves_a_manual_clock_alone(opened: OpenedBackend) -> None:
    worker = JobWorker(opened.backend)
    worker.start()
    schedule(opened, "test.note", "a")
    worker.wake()
    time.sleep(0.05)
    worker.stop()
    assert done == []


def test_each_job_is_done_once_by_several_workers(store_address: str) -> None:
    backends = [OpenedBackend(Config(store=store_address, objects="temporary")) for _ in range(3)]
    for number in range(60):
        schedule(backends[0], "test.note", f"job-{number}")
    threads = [threading.Thread(target=JobWorker(opened.backend).run_due) for opened in backends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for opened in backends:
        opened.close()
    assert sorted(subject for subject, _ in done) == sorted(f"job-{number}" for number in range(60))


def test_processes_on_one_store_share_the_clock(store_address: str) -> None:
    first, second = (OpenedBackend(Config(store=store_address, objects="temporary")) for _ in range(2))
    worker = JobWorker(second.backend)
    worker.start()
    try:
        _set_clock(first, ClockState("manual", 5_000))
        worker.wake()
        _wait_for(lambda: second.backend.clock.is_manual)
        assert second.backend.clock.now_ms() == 5_000
    finally:
        worker.stop()
        first.close()
        second.close()


def _set_clock(opened: OpenedBackend, state: ClockState) -> None:
    opened.backend.clock.restore(state)
    with opened.backend.store.write() as conn:
        save_clock(conn, state)


def _wait_for(condition: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)
