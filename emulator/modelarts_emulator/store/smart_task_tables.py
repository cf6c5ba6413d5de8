"""Tables of intelligent tasks: automatic labelling and grouping."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, SmallInteger, String, Table, Text
from sqlalchemy.types import JSON

from .metadata import RowId, metadata

smart_tasks = Table(
    "smart_tasks",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_id", String(64), nullable=False, unique=True),
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("task_name", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("model_id", String(64), nullable=False),
    Column("config", JSON, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    # In seconds, once the task has ended.
    Column("elapsed_time", Integer, nullable=False),
    Column("progress", Float, nullable=False),
    Column("code", String(32), nullable=False),
    Column("message", Text, nullable=False),
    Column("error_code", String(32), nullable=False),
    Column("error_detail", Text, nullable=False),
    # Where the work stands: the stage, the last sample that was looked at, and how many were done.
    Column("stage", String(16), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("done", Integer, nullable=False),
    # The dataset's figures when the task began and, later, when it ended.
    Column("total_sample_count", Integer, nullable=False),
    Column("annotated_sample_count", Integer, nullable=False),
    Column("unconfirmed_sample_count", Integer, nullable=False),
    # What was learnt from all examples together; not sent.
    Column("model", JSON, nullable=False),
    Column("result", JSON, nullable=False),
    Index("smart_tasks_by_kind", "dataset_pk", "kind", "pk"),
    Index("smart_tasks_by_status", "dataset_pk", "status"),
    sqlite_autoincrement=True,
)

#: What a task has seen: examples to learn from, or images to be grouped. Removed when it ends.
smart_examples = Table(
    "smart_examples",
    metadata,
    Column("task_pk", RowId, ForeignKey("smart_tasks.pk", ondelete="CASCADE"), primary_key=True),
    Column("sample_pk", RowId, primary_key=True, autoincrement=False),
    # None before it was looked at, empty where it could not be read.
    Column("look", JSON(none_as_null=True)),
    Column("labels", JSON, nullable=False),
)
