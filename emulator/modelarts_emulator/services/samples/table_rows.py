"""Rows of table datasets and of their versions, which lie in CSV files, shown as samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..formats.tables import read_rows
from ..pages import cut_page
from .samples import make_sample_id
from .states import SampleState, status_of

if TYPE_CHECKING:
    from ...objects import ObjectStore

TABLE = 4


@dataclass(frozen=True, slots=True)
class RowFiles:
    """Where rows lie: a file, or all below a folder. ``published`` says that they are those of a version."""

    path: str
    columns: int
    header: bool = False
    published: bool = False


def list_rows(
    objects: ObjectStore, dataset_id: str, files: RowFiles, total: int, order: str, limit: int, page: int
) -> list[dict[str, Any]]:
    """One page of a table's rows, in the order of the files. Raises `ObjectError`."""
    cut = cut_page(total, limit, page, falling=order != "asc")
    if not cut.size:
        return []
    # Files are read from the front in any case.
    first = total - cut.skip - cut.size if cut.falling else cut.skip
    rows = _read(objects, dataset_id, files)
    found = list(islice(rows, first, first + cut.size))
    return found[::-1] if order != "asc" else found


def _read(objects: ObjectStore, dataset_id: str, files: RowFiles) -> Iterator[dict[str, Any]]:
    held = objects.look_up([files.path])[files.path] if files.published else None
    entries = ([held] if held else []) if files.published else objects.list(files.path)
    for entry in entries:
        rows = read_rows(objects.read(entry.path), files.columns, header=files.header, guarded=files.published)
        for number, row in enumerate(rows):
            yield {
                "sample_id": make_sample_id(dataset_id, f"{entry.path}#{number}"),
                "sample_type": TABLE,
                "sample_data": row,
                "labels": [],
                "metadata": {},
                "sample_dir": entry.path.rpartition("/")[0] + "/",
                "sample_name": entry.path.rpartition("/")[2],
                "sample_size": sum(len(field.encode()) for field in row),
                "sample_status": status_of(SampleState.UNLABELLED),
                "sample_time": entry.modified_ms,
            }
