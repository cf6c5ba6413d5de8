"""Run the benchmarks and print one table: `python -m benchmarks [NAME ...] [--rounds N] [--json FILE]`."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Row

NAMES = ("sdk_import", "sdk_read", "generate", "emulator", "listing", "samples", "moto")


def main() -> int:
    """Print the table; the exit status is 1 where a budget was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, help=f"which ones: {', '.join(NAMES)}")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds, of which the median counts")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"), help="where the figures go for machines")
    options = parser.parse_args()
    rows: list[Row] = []
    for name in options.names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").run(options.rounds)
    show(rows)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n")
    return int(any(row.verdict == "MISSED" for row in rows))


def show(rows: list[Row]) -> None:
    """One table of all figures."""
    table = Table("bench", "what", "value", "unit", "budget", "")
    for row in rows:
        bound = "" if row.budget is None else f"{'>=' if row.at_least else '<='} {row.budget:g}"
        table.add_row(
            row.bench,
            row.what,
            f"{row.value:,.3g}" if row.value < 1000 else f"{row.value:,.0f}",
            row.unit,
            bound,
            row.verdict,
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    sys.exit(main())
