"""Carrying out rows, two at a time."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .environments import BUILD
from .errors import ToolError
from .operations import operation_ids
from .row import Job, Need, Outcome, Row, Verdict, judge

WORKERS = 2


def run_rows(
    rows: Sequence[Row], generated: Path, missing: Mapping[Need, str], tell: Callable[[Outcome], None]
) -> list[Outcome]:
    """Return what became of each row, in the same order; `tell` hears of each as it ends."""
    operations = operation_ids(generated / "openapi.json")

    def one(row: Row) -> Outcome:
        outcome = run_row(row, generated / row.bundle, operations, missing)
        tell(outcome)
        return outcome

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, rows))


def run_row(row: Row, bundle: Path, operations: frozenset[str], missing: Mapping[Need, str]) -> Outcome:
    """Use one tool, in an empty folder, unless something that it needs is missing."""
    reasons = tuple(missing[need] for need in row.needs if need in missing)
    if reasons:
        return Outcome(row, Verdict.SKIPPED, reasons)
    folder = BUILD / "rows" / row.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    start = time.perf_counter()
    try:
        verdict, details = judge(row, row.use(Job(bundle, operations, folder)))
    except (ToolError, OSError) as error:
        verdict, details = Verdict.FAILED, (str(error),)
    except (LookupError, ValueError) as error:
        verdict, details = Verdict.FAILED, (f"its report has another form: {error!r}",)
    return Outcome(row, verdict, details, time.perf_counter() - start)
