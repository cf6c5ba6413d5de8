"""Reads and writes the CSV files that hold a table's rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from ..formats.tables import read_rows, write_rows
from ..object_lines import write_lines

if TYPE_CHECKING:
    from ...objects import ObjectStore

_ROWS: Final = 1000


def read_table(objects: ObjectStore, path: str, columns: int, *, header: bool = False) -> Iterator[Sequence[str]]:
    """Yield the rows of a CSV file, or of all below a path that ends in ``/``. Raises `ObjectError`, `FormatError`."""
    paths = [entry.path for entry in objects.list(path)] if path.endswith("/") else [path]
    for each in paths:
        yield from read_rows(objects.read(each), columns, header=header)


def write_table(
    objects: ObjectStore,
    path: str,
    rows: Iterator[Sequence[str]],
    columns: Sequence[str] | None,
    *,
    guarded: bool = True,
) -> None:
    """Write rows as one CSV file, with the names of the columns in its first line where they are given."""
    with write_lines(objects, path) as write:
        if columns is not None:
            write(write_rows([columns], guarded=guarded))
        while chunk := list(islice(rows, _ROWS)):
            write(write_rows(chunk, guarded=guarded))
