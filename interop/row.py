"""What a row of the table is, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Need(Enum):
    """What a tool runs on."""

    NODE = "node"
    PYTHON = "python"
    JAVA = "java"


class Verdict(Enum):
    """The result of a row, in the words of the table."""

    PASSES = "passes"
    FAILS_AS_KNOWN = "fails as known"
    FAILED = "FAILED"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Job:
    """What the use of a tool works with: the bundle, the operations in it, and an empty folder of its own."""

    bundle: Path
    operations: frozenset[str]
    folder: Path


@dataclass(frozen=True, slots=True)
class Row:
    """One use of one tool. `use` returns the problems found; `known` are those that are faults of the tool."""

    name: str
    tool: str
    needs: tuple[Need, ...]
    bundle: str
    checks: str
    use: Callable[[Job], list[str]]
    known: tuple[str, ...] = ()
    note: str = ""

    @property
    def expected(self) -> Verdict:
        """What comes out where nothing has changed."""
        return Verdict.FAILS_AS_KNOWN if self.known else Verdict.PASSES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: the verdict, what led to it, and how long it took."""

    row: Row
    verdict: Verdict
    details: tuple[str, ...] = ()
    seconds: float = 0.0


def judge(row: Row, problems: list[str]) -> tuple[Verdict, tuple[str, ...]]:
    """Compare what was found with what is known; a known fault that is gone is a failure too, so that it is noticed."""
    new = [f"new: {problem}" for problem in problems if problem not in row.known]
    gone = [f"gone: {problem} (take it out of interop/rows.py)" for problem in row.known if problem not in problems]
    if new or gone:
        return Verdict.FAILED, (*new, *gone)
    return row.expected, ()
