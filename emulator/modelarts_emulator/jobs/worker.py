"""Does the jobs that are due."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from ..clock import dump_state, load_state
from ..store.metadata import jobs, meta
from .holding import next_job
from .queue import WAITING
from .running import run_job

if TYPE_CHECKING:
    from ..backend import Backend

logger = logging.getLogger("modelarts_emulator.jobs")

#: How long the worker sleeps at most, in real seconds: another process may have added a job.
POLL_SECONDS = 1.0
#: While requests come in, the worker rests this many times as long as a job took: both share one interpreter.
REST_FACTOR = 6
#: How long it rests at most, in seconds, so that a backlog shrinks however busy the emulator is.
MAX_REST = 0.05
#: How often jobs may leave other jobs behind before we take it that they will never end.
MAX_IDLE_ROUNDS = 10_000

_CLOCK = select(meta.c.value).where(meta.c.name == "clock")
_LAST_DUE = select(func.max(jobs.c.due_ms)).where(jobs.c.status == WAITING)
_NEXT_DUE = select(jobs.c.due_ms).where(jobs.c.status == WAITING).order_by(jobs.c.due_ms, jobs.c.id).limit(1)


class EndlessWorkError(Exception):
    """Every job that was done has left another one."""


class JobWorker:
    """Runs due jobs: in a thread while the clock runs by itself, inside `advance` while it is moved by hand.

    Each job is done once, however many processes share the store: its effects and its completion are one
    transaction, and a process that dies in between leaves it waiting.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        # Held while jobs are done, so that nobody moves the clock or replaces the state under one.
        self.busy = threading.RLock()
        #: How many requests have been answered; whoever answers them counts.
        self.answered = 0
        backend.jobs.scheduled = self._notice

    def start(self) -> None:
        """Start the thread."""
        if self._thread is None:
            self._stopping = False
            self._thread = threading.Thread(target=self._loop, name="modelarts-jobs", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Finish the job in hand and end the thread."""
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
            self._thread = None

    def wake(self) -> None:
        """Look at the clock and the store again."""
        self._wake.set()

    def advance(self, to_ms: int) -> int:
        """Move a manual clock to a time, doing each job at its own due time; return how many were done."""
        clock = self._backend.clock
        done = 0
        with self.busy:
            while True:
                with next_job(self._backend.store, to_ms) as row:
                    if row is None:
                        break
                    clock.move_to(row["due_ms"])
                    done += run_job(self._backend, row)
            clock.move_to(to_ms)
        return done

    def advance_until_idle(self) -> int:
        """Move a manual clock until nothing waits; return how many jobs were done. Raises EndlessWorkError."""
        done = 0
        for _ in range(MAX_IDLE_ROUNDS):
            with self._backend.store.read() as conn:
                last = conn.execute(_LAST_DUE).scalar()
            if last is None:
                return done
            done += self.advance(max(int(last), self._backend.clock.now_ms()))
        raise EndlessWorkError("the jobs do not come to an end")

    def settle(self) -> None:
        """Do all work in hand, where the clock is one that is moved by hand."""
        clock = self._backend.clock
        if not clock.is_manual:
            return
        with self.busy:
            if self.advance_until_idle():
                # What the store does not know of, `_follow_clock` would take back.
                with self._backend.store.write() as conn:
                    conn.execute(update(meta).where(meta.c.name == "clock").values(value=dump_state(clock.state)))

    def run_due(self) -> int:
        """Do everything that is due now; return how many jobs were done."""
        done = 0
        while not self._stopping:
            answered, started = self.answered, time.perf_counter()
            with self.busy, next_job(self._backend.store, self._backend.clock.now_ms()) as row:
                if row is None:
                    break
                done += run_job(self._backend, row)
            if self.answered != answered:
                time.sleep(min((time.perf_counter() - started) * REST_FACTOR, MAX_REST))
        return done

    def _loop(self) -> None:
        while not self._stopping:
            self._wake.clear()
            wait = POLL_SECONDS
            try:
                self._follow_clock()
                if not self._backend.clock.is_manual:
                    self.run_due()
                    wait = self._seconds_to_wait()
            except Exception:
                logger.exception("the job worker could not reach the store")
            self._wake.wait(wait)

    def _follow_clock(self) -> None:
        """Take over a setting of the clock that another process on the same store has made."""
        clock = self._backend.clock
        with self.busy, self._backend.store.read() as conn:
            stored = conn.execute(_CLOCK).scalar()
            if stored is not None and load_state(stored) != clock.state:
                clock.restore(load_state(stored))

    def _seconds_to_wait(self) -> float:
        with self._backend.store.read() as conn:
            due = conn.execute(_NEXT_DUE).scalar()
        if due is None:
            return POLL_SECONDS
        seconds = self._backend.clock.real_seconds_until(due)
        # A job that is due but was not free is in another process's hands: look again soon, not at once.
        return POLL_SECONDS if seconds is None else min(POLL_SECONDS, max(seconds, 0.01))

    def _notice(self, due_ms: int) -> None:
        # Called inside the transaction that adds the job. Should the worker look before its commit, it finds
        # nothing and comes back after POLL_SECONDS; usually the write lock makes it wait for the commit.
        seconds = self._backend.clock.real_seconds_until(due_ms)
        if seconds is not None and seconds < POLL_SECONDS:
            self._wake.set()
