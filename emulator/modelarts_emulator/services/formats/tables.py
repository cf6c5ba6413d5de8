"""CSV files of table datasets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from .annotations import FormatError
from .text import decode

_FORMULA: Final = ("=", "+", "-", "@")
_FIELD_LIMIT: Final = 16 * 1024 * 1024


def read_rows(data: bytes, columns: int, *, header: bool, guarded: bool = False) -> Iterator[list[str]]:
    """Rows with exactly as many fields as the schema has columns; others are passed over, as documented.

    ``guarded`` takes the tab away that `write_rows` puts before what looks like a formula.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(decode(data), newline=""))
    try:
        for number, row in enumerate(reader):
            if number == 0 and header:
                continue
            if len(row) == columns:
                yield [_unguard(field) for field in row] if guarded else row
    except csv.Error as error:
        raise FormatError(f"line {reader.line_num}: {error}") from error


def stream_rows(lines: Iterable[str], places: Sequence[int] | int, *, header: bool) -> Iterator[list[str]]:
    """Rows of a file that is given line by line.

    ``places`` is how many columns there are, rows of another length are passed over; or the places of the
    wanted columns, one for each column of the table, in rows that are long enough.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(line + "\n" for line in lines)
    try:
        for number, row in enumerate(reader):
            if number == 0 and header:
                continue
            if isinstance(places, int):
                if len(row) == places:
                    yield [_unguard(field) for field in row]
            elif len(row) > max(places):
                yield [_unguard(row[place]) for place in places]
    except csv.Error as error:
        raise FormatError(f"line {reader.line_num}: {error}") from error


def read_header(data: bytes) -> list[str]:
    """First row of a file, empty where it has none."""
    return next(csv.reader(io.StringIO(decode(data), newline="")), [])


def write_rows(rows: Iterable[Sequence[str]], *, guarded: bool) -> bytes:
    """Rows as CSV. ``guarded`` puts a tab before fields that a spreadsheet would take for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_guard(field) for field in row] if guarded else row for row in rows)
    return out.getvalue().encode()


def row_bytes(rows: Iterable[Sequence[str]], *, guarded: bool, count: int = 1000) -> Iterator[bytes]:
    """Rows as pieces of a CSV file, some at a time."""
    held = iter(rows)
    while some := list(islice(held, count)):
        yield write_rows(some, guarded=guarded)


def _unguard(field: str) -> str:
    return field[1:] if field.startswith("\t") and field[1:].startswith(_FORMULA) else field


def _guard(field: str) -> str:
    return "\t" + field if field.startswith(_FORMULA) else field
