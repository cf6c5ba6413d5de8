"""The table of export tasks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text
from sqlalchemy.types import JSON

from .metadata import RowId, metadata

export_tasks = Table(
    "export_tasks",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_id", String(64), nullable=False, unique=True),
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("export_type", SmallInteger, nullable=False),
    Column("export_format", SmallInteger, nullable=False),
    Column("version_format", String(16), nullable=False),
    Column("version_id", String(64)),
    Column("path", Text, nullable=False),
    # DIR or NEW_DATASET, and the dataset that is filled.
    Column("destination", String(16), nullable=False),
    Column("new_dataset_id", String(64)),
    # What replies show as export_params, and the rest of the request.
    Column("params", JSON, nullable=False),
    Column("options", JSON, nullable=False),
    Column("total_sample_count", Integer),
    Column("finished_sample_count", Integer, nullable=False, default=0),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Column("error_code", String(32)),
    Column("error_msg", Text),
    # Who is exporting: a second process that takes the work over writes another value.
    Column("token", String(64)),
    Index("export_tasks_by_time", "dataset_pk", "create_time", "pk"),
    Index("export_tasks_by_new_dataset", "new_dataset_id"),
    sqlite_autoincrement=True,
)
