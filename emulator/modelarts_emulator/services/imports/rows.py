"""Copies the CSV files of a table into the dataset's own folder; the rows are its samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ...objects import ObjectError
from ..formats.annotations import FormatError
from ..formats.tables import read_header, row_bytes, stream_rows
from ..formats.text import stream_lines
from .items import ImportSource, naming
from .manifests import read_manifest

if TYPE_CHECKING:
    from ...objects import ObjectEntry

#: Longest line of a CSV file, in bytes.
LINE_LIMIT: Final = 16 * 1024 * 1024


class CopiedRows(NamedTuple):
    """What a table's import came to."""

    rows: int
    files: int
    size: int
    problems: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TableShape:
    """The columns of the dataset, whether files name theirs, and which of theirs fill which of the dataset's."""

    columns: Sequence[str]
    header: bool
    names: dict[str, str]

    def places(self, first: Sequence[str]) -> Sequence[int] | int:
        """Where the dataset's columns are in a file of that first row. Raises `FormatError` for a missing one."""
        if not self.names:
            return len(self.columns)
        wanted = [self.names.get(column, column) for column in self.columns]
        for name in wanted:
            if name not in first:
                raise FormatError(f"there is no column {name!r}")
        return [list(first).index(name) for name in wanted]

    @classmethod
    def read(cls, schema: Sequence[dict[str, Any]], options: dict[str, Any]) -> TableShape:
        """Take a table's schema and what a task keeps."""
        names = {pair[1]: pair[0] for pair in options.get("schema_maps") or ()}
        return cls([str(column.get("name", "")) for column in schema], bool(options["header"]), names)


def copy_rows(source: ImportSource, shape: TableShape, target: str, *, strict: bool) -> CopiedRows:
    """Write the rows of every CSV file to a file of the same name below ``target``, which ends with a slash.

    Raises `FormatError` where files name their columns differently, and with ``strict`` for one that is no
    table; else such a file is passed over. Doing it twice writes the same once more.
    """
    rows = size = files = 0
    first: tuple[str, list[str]] | None = None
    problems: list[tuple[str, str]] = []
    for entry, name in _tables(source):
        try:
            header = _first_row(source, entry) if shape.header else []
            if first is not None and header != first[1]:
                raise SchemaError(f"{entry.path}: its columns differ from those of {first[0]}")
            first = first or (entry.path, header)
            rows += _copy(source, entry, shape, header, target + name)
        except SchemaError:
            raise
        except (FormatError, ObjectError) as error:
            if strict:
                raise FormatError(f"{entry.path}: {error}") from error
            problems.append((entry.path, str(error)))
            continue
        files += 1
        size += entry.size
    return CopiedRows(rows, files, size, problems)


class SchemaError(FormatError):
    """The files of one table do not belong together."""


def _tables(source: ImportSource) -> Iterator[tuple[ObjectEntry, str]]:
    if source.manifest:
        for found in read_manifest(source, None):
            if found.draft is None:
                raise FormatError(f"{found.place}: {found.problem}")
            entry = source.objects.head(found.draft.source)
            yield entry, entry.path.rpartition("/")[2]
        return
    for entry in source.objects.list(source.folder):
        if source.kind.accepts(entry.path):
            yield entry, entry.path[len(source.folder) :]


def _first_row(source: ImportSource, entry: ObjectEntry) -> list[str]:
    data = b""
    for piece in source.objects.open_read(entry.path):
        data += piece
        if b"\n" in data or len(data) > LINE_LIMIT:
            break
    # A name may hold a line end only in quotes, which no schema has.
    return read_header(data.partition(b"\n")[0])


def _copy(source: ImportSource, entry: ObjectEntry, shape: TableShape, header: list[str], target: str) -> int:
    if entry.size > source.file_limit:
        raise FormatError(f"larger than {source.file_limit} bytes")
    count = 0

    def counted(rows: Iterator[list[str]]) -> Iterator[list[str]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    places = shape.places(header)
    with naming(entry.path):
        lines = stream_lines(lambda: source.objects.open_read(entry.path), LINE_LIMIT)
        rows = counted(stream_rows(lines, places, header=shape.header))
        source.objects.write_stream(target, row_bytes(rows, guarded=False))
    return count
