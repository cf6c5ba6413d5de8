"""Timing in interleaved rounds, and the rows a benchmark reports."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, and the budget it is held against, if there is one."""

    bench: str
    what: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """`ok`, `MISSED`, or nothing where no budget applies."""
        if self.budget is None:
            return ""
        met = self.value >= self.budget if self.at_least else self.value <= self.budget
        return "ok" if met else "MISSED"

    def as_dict(self) -> dict[str, object]:
        """The row for a machine, with its verdict."""
        return {**asdict(self), "verdict": self.verdict}


def interleave(subjects: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Call each subject once per round, in turn, and return the median of what each returned."""
    seen: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, run in subjects.items():
            seen[name].append(run())
    return {name: statistics.median(values) for name, values in seen.items()}


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def command_seconds(command: Sequence[str], env: Mapping[str, str] | None = None) -> float:
    """How long a command takes from start to end; one that fails stops the benchmark."""
    return seconds(lambda: subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL))
