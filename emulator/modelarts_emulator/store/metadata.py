"""The tables that every part of the emulator shares."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.types import JSON

metadata = MetaData()

# SQLite numbers rows by itself only in a column of type INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")

#: Facts about the store itself: schema version, clock, keys. Never part of a snapshot.
meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
    info={"keep": True},
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("kind", String(64), nullable=False),
    Column("project_id", String(64), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("payload", JSON, nullable=False),
    Column("error", Text),
    Index("jobs_by_due", "status", "due_ms", "id"),
    Index("jobs_by_subject", "project_id", "subject_id"),
    sqlite_autoincrement=True,
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("ids", JSON, nullable=False),
    Column("clock", JSON, nullable=False),
    info={"keep": True},
)

snapshot_rows = Table(
    "snapshot_rows",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("table_name", String(64), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("rows", LargeBinary, nullable=False),
    info={"keep": True},
)
