"""Copies of the whole state inside the store itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Table, delete, insert, select

from .metadata import metadata, snapshot_rows, snapshots

_ROWS_PER_PART = 5000


def clear_state(conn: Connection) -> None:
    """Remove every row of every table that belongs to the emulated service."""
    for table in reversed(_state_tables()):
        conn.execute(delete(table))


def save_state(conn: Connection, name: str, at_ms: int, ids: dict[str, int], clock: dict[str, Any]) -> None:
    """Keep a copy of all rows under a name, in place of an older one."""
    forget_state(conn, name)
    conn.execute(insert(snapshots).values(name=name, created_ms=at_ms, ids=ids, clock=clock))
    for table in _state_tables():
        for part, rows in enumerate(_read_parts(conn, table)):
            packed = zlib.compress(orjson.dumps([list(row) for row in rows]), 1)
            conn.execute(insert(snapshot_rows).values(name=name, table_name=table.name, part=part, rows=packed))


def load_state(conn: Connection, name: str) -> tuple[dict[str, int], dict[str, Any]]:
    """Replace all rows by a copy; return the ids' and the clock's state. Raises LookupError for an unknown name."""
    found = conn.execute(select(snapshots.c.ids, snapshots.c.clock).where(snapshots.c.name == name)).first()
    if found is None:
        raise LookupError(f"there is no snapshot {name!r}")
    clear_state(conn)
    for table in _state_tables():
        names = [column.name for column in table.columns]
        parts = (
            select(snapshot_rows.c.rows)
            .where(snapshot_rows.c.name == name, snapshot_rows.c.table_name == table.name)
            .order_by(snapshot_rows.c.part)
        )
        for packed in conn.execute(parts).scalars().all():
            rows = orjson.loads(zlib.decompress(packed))
            conn.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    return found.ids, found.clock


def forget_state(conn: Connection, name: str) -> bool:
    """Remove a copy; return whether there was one."""
    conn.execute(delete(snapshot_rows).where(snapshot_rows.c.name == name))
    return conn.execute(delete(snapshots).where(snapshots.c.name == name)).rowcount > 0


def list_states(conn: Connection) -> list[dict[str, Any]]:
    """Return the names of the copies and when they were made."""
    rows = conn.execute(select(snapshots.c.name, snapshots.c.created_ms).order_by(snapshots.c.name))
    return [dict(row) for row in rows.mappings()]


def _state_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if not table.info.get("keep")]


def _read_parts(conn: Connection, table: Table) -> Iterator[Sequence[Any]]:
    yield from conn.execute(select(table).order_by(*table.primary_key.columns)).partitions(_ROWS_PER_PART)
