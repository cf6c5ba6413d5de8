"""The table for the terminal and the page of it, docs/interop.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from .row import Outcome, Row, Verdict
from .versions import version_of

COLUMNS = ("row", "tool", "version", "input", "what is checked", "result", "note")
UNBROKEN = ("row", "tool", "version", "input")
SHOWN_DETAILS = 20
INTRODUCTION = """\
# The description in other people's tools

`make interop` uses the published description, [generated/](../generated/), with these tools, whose versions are pinned;
`make interop ROWS=prism,redocly` takes some rows. Node.js 20.19 and Java 11, or newer, have to be there; all else is
installed by itself. A row whose tool cannot be had is skipped and says why. `make interop-docs` writes this page when
every row came out as it says here.

A row that *fails as known* meets a fault of the tool that the description cannot avoid without saying less. It fails in
exactly that way: another error, or none, is a failure of `make interop`.
"""


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print the table, what went wrong, and the counts on a line of their own."""
    table = Table(*COLUMNS, "s", width=150)
    for column in table.columns:
        column.overflow = "fold"
        column.no_wrap = column.header in UNBROKEN
    for outcome in outcomes:
        seconds = "" if outcome.verdict is Verdict.SKIPPED else f"{outcome.seconds:.0f}"
        table.add_row(*_cells(outcome.row, outcome.verdict), seconds)
    Console(width=150).print(table, markup=False)
    for outcome in outcomes:
        for detail in outcome.details[:SHOWN_DETAILS]:
            print(f"{outcome.row.name}: {detail}")
        if len(outcome.details) > SHOWN_DETAILS:
            print(f"{outcome.row.name}: and {len(outcome.details) - SHOWN_DETAILS} more")
    print(summary(outcomes))


def summary(outcomes: Iterable[Outcome]) -> str:
    """Count the rows; one that fails as known is among the passed, for it came out as it should."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    passed = counts[Verdict.PASSES] + counts[Verdict.FAILS_AS_KNOWN]
    return f"{passed} passed, {counts[Verdict.FAILED]} failed, {counts[Verdict.SKIPPED]} skipped"


def render_page(rows: Iterable[Row]) -> str:
    """Return the page for rows that all came out as expected."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(_cells(row, row.expected))} |" for row in sorted(rows, key=lambda row: row.name)]
    return INTRODUCTION + "\n" + "\n".join(lines) + "\n"


def _cells(row: Row, verdict: Verdict) -> tuple[str, ...]:
    return (row.name, row.tool, version_of(row), row.bundle, row.checks, verdict.value, row.note)
