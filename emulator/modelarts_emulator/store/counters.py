"""Counters that several processes may move at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam

from .prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def add_to_counters(conn: Connection, table: Table, amounts: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the columns ``amounts`` of every row to the row of the same primary key, or make that row."""
    if not rows:
        return
    # In the order of their keys, so that two transactions never wait for each other.
    keys = [column.name for column in table.primary_key]
    held = sorted((dict(row) for row in rows), key=lambda row: [row[key] for key in keys])
    _carry_out(conn, _adding(conn.dialect.name, table, tuple(amounts)), held)


def _carry_out(conn: Connection, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        statement.run(conn, row)


@cache
def _adding(dialect: str, table: Table, amounts: tuple[str, ...]) -> Prepared:
    insert = _insert(dialect, table)
    changes = {name: table.c[name] + insert.excluded[name] for name in amounts}
    return Prepared(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=changes))


def put_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each in place of the one with the same primary key."""
    if not rows:
        return
    _carry_out(conn, _putting(conn.dialect.name, table), rows)


@cache
def _putting(dialect: str, table: Table) -> Prepared:
    insert = _insert(dialect, table)
    changes = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    return Prepared(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=changes))


def keep_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    _carry_out(conn, _keeping(conn.dialect.name, table), rows)


@cache
def _keeping(dialect: str, table: Table) -> Prepared:
    return Prepared(_insert(dialect, table).on_conflict_do_nothing(index_elements=list(table.primary_key)))


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    # Loaded by need: the start of the emulator should not pay for a database that it does not use.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert(table).values(values)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(table).values(values)
