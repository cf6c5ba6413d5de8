"""Use the published description with other people's tools and print one table: `python -m interop [--rows NAMES]`."""

from __future__ import annotations

import argparse
import sys

from .environments import ROOT, find_missing
from .row import Outcome, Row, Verdict
from .rows import ROWS
from .runner import run_rows
from .table import print_outcomes, render_page

PAGE = ROOT / "docs/interop.md"


def main(arguments: list[str] | None = None) -> int:
    """Print the table; the exit status is 1 where a row failed, or where the page could not be written."""
    parser = argparse.ArgumentParser(prog="python -m interop", description=__doc__)
    names = ", ".join(row.name for row in ROWS)
    parser.add_argument("--rows", type=choose, default=ROWS, help=f"which ones, with commas between them: {names}")
    parser.add_argument("--write", action="store_true", help="write docs/interop.md if all is as it should be")
    options = parser.parse_args(arguments)
    missing = find_missing(dict.fromkeys(need for row in options.rows for need in row.needs))
    outcomes = run_rows(options.rows, ROOT / "generated", missing, tell)
    print_outcomes(outcomes)
    failed = any(outcome.verdict is Verdict.FAILED for outcome in outcomes)
    unwritten = options.write and not write_page(outcomes)
    return int(failed or unwritten)


def choose(names: str) -> tuple[Row, ...]:
    """Return the rows of these names; raises ArgumentTypeError, which argparse shows, for one that there is not."""
    by_name = {row.name: row for row in ROWS}
    wanted = [name.strip() for name in names.split(",")]
    for name in wanted:
        if name not in by_name:
            raise argparse.ArgumentTypeError(f"there is no row {name!r}, only {', '.join(by_name)}")
    return tuple(by_name[name] for name in dict.fromkeys(wanted))


def tell(outcome: Outcome) -> None:
    """Show how far it is."""
    print(f"{outcome.row.name}: {outcome.verdict.value}, {outcome.seconds:.0f} s", file=sys.stderr, flush=True)


def write_page(outcomes: list[Outcome]) -> bool:
    """Write the page if each row was tried and came out as expected; otherwise say why not."""
    if [outcome.row for outcome in outcomes] != list(ROWS) or any(
        outcome.verdict is not outcome.row.expected for outcome in outcomes
    ):
        print(f"{PAGE.name} is not written: not every row came out as expected", file=sys.stderr)
        return False
    PAGE.write_text(render_page(ROWS))
    return True


if __name__ == "__main__":
    sys.exit(main())
