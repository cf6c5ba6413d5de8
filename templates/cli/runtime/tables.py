"""Tables: drawn by rich on a terminal, tab-separated lines in a pipe."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from ..._runtime.shapes import is_array, is_object
from .cells import cell, flat
from .columns import Column, fit, make_column, total_width
from .progress import note
from .records import rows
from .terminal import is_styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def show_table(data: Any, columns: Sequence[str] = (), *, chosen: bool = False) -> None:
    """Print rows for a list of objects, name and value for one object, the plain text of anything else.

    `chosen` says that the user has named the columns: none is left out then to make the table fit.
    """
    listed = rows(data)
    if listed is not None:
        _show_rows(list(columns) or _names(listed), listed, chosen=chosen)
    elif data == [] and columns:
        _show_nothing(columns)
    elif is_object(data):
        names = [name for name in columns if name in data] or list(data)
        _show_pairs([(name, cell(name, data[name])) for name in names])
    elif is_array(data):
        for item in data:
            click.echo(flat(cell("", item)))
    elif data is not None:
        click.echo(cell("", data))


def _show_nothing(columns: Sequence[str]) -> None:
    note("nothing found")
    if not sys.stdout.isatty():
        _show_lines([columns])


def _names(listed: Iterable[dict[str, Any]]) -> list[str]:
    names: dict[str, None] = {}
    for row in listed:
        names.update(dict.fromkeys(row))
    return list(names)


def _show_rows(names: list[str], listed: list[dict[str, Any]], *, chosen: bool) -> None:
    lines = [[cell(name, row.get(name)) for name in names] for row in listed]
    if not sys.stdout.isatty():
        _show_lines([names, *lines])
        return
    width = get_terminal_size().columns
    columns = [make_column(name, [row.get(name) for row in listed]) for name in names]
    # A column without a single value only takes room; a script sees all of them.
    shown = [column for column in columns if any(column.cells)]
    shown = shown if chosen else fit(shown, width)
    _print(_draw(shown, exact=total_width(shown) <= width))


def _show_pairs(pairs: list[tuple[str, str]]) -> None:
    if not sys.stdout.isatty():
        _show_lines(pairs)
        return
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style=_bold(), no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            table.add_row(name, _text(value))
    _print(table)


def _show_lines(lines: Iterable[Sequence[str]]) -> None:
    for line in lines:
        click.echo("\t".join(flat(value) for value in line))


def _draw(columns: Sequence[Column], *, exact: bool) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=_bold())
    for index, column in enumerate(columns):
        justify: Any = "right" if column.numeric else "left"
        table.add_column(
            column.title,
            justify=justify,
            no_wrap=index == 0,
            overflow="fold",
            vertical="bottom",
            width=column.width if exact else None,
        )
    for line in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(_text, line))
    return table


def _text(value: str) -> Any:
    from rich.text import Text

    return Text(value)  # not markup: brackets in a name are brackets


def _print(table: Any) -> None:
    from rich.console import Console

    Console(highlight=False, soft_wrap=False).print(table)


def _bold() -> str:
    return "bold" if is_styled(sys.stdout) else ""
