"""Build all that is published from the commit that is checked out: `python -m publishing [--out DIR]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .errors import PublishError
from .publication import publish


def main() -> int:
    """Print what was made and how large it is; the exit status is 1 where nothing was."""
    parser = argparse.ArgumentParser(prog="python -m publishing", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("dist"), help="the folder to replace [default: dist]")
    out = parser.parse_args().out.absolute()
    try:
        publish(Path.cwd(), out)
    except (PublishError, OSError) as error:
        print(f"nothing was published: {error}", file=sys.stderr)
        return 1
    show(out)
    return 0


def show(out: Path) -> None:
    """One row for each file, folders as a whole."""
    table = Table("file", "files", "KiB")
    table.columns[1].justify = table.columns[2].justify = "right"
    for entry in sorted(out.iterdir()):
        files = [file for file in entry.rglob("*") if file.is_file()] if entry.is_dir() else [entry]
        size = sum(file.stat().st_size for file in files) / 1024
        table.add_row(entry.name + "/" * entry.is_dir(), str(len(files)), f"{size:,.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    sys.exit(main())
