"""Columns of a table on a terminal, and which of them fit on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .cells import cell, is_number, is_time

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = 3
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, which may be broken at spaces, and the texts of its cells."""

    title: str
    cells: tuple[str, ...]
    numeric: bool = False

    @property
    def width(self) -> int:
        """The room that the column needs."""
        return max(map(len, [*self.title.split(), *self.cells]), default=0)


def make_column(name: str, values: Sequence[Any]) -> Column:
    """Return the column of a property."""
    numeric = not is_time(name) and any(map(is_number, values)) and all(is_number(value or 0) for value in values)
    return Column(name.replace("_", " ").upper(), tuple(cell(name, value) for value in values), numeric)


def fit(columns: Sequence[Column], width: int) -> list[Column]:
    """Leave out columns that do not fit: figures first, then the last ones; never the first three."""
    kept = list(columns)
    while len(kept) > _FEWEST and total_width(kept) > width:
        figures = [column for column in kept[_FEWEST:] if column.numeric]
        kept.remove(figures[-1] if figures else kept[-1])
    return kept


def total_width(columns: Sequence[Column]) -> int:
    """Return the room that a table of these columns needs."""
    return sum(column.width + _GAP for column in columns) - _GAP
