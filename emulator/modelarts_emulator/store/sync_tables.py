"""The table of synchronizations: the latest one of each dataset."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from .metadata import RowId, metadata

sync_tasks = Table(
    "sync_tasks",
    metadata,
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), primary_key=True),
    Column("task_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("add_sample_count", Integer, nullable=False, default=0),
    Column("deleted_sample_count", Integer, nullable=False, default=0),
    Column("total_sample_count", Integer),
    Column("create_time", BigInteger, nullable=False),
    Column("start_time", BigInteger),
    Column("end_time", BigInteger),
    Column("error_code", String(32)),
    Column("error_msg", Text),
)
