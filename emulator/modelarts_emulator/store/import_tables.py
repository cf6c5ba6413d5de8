"""Tables of import tasks and of the files that they could not import."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text
from sqlalchemy.types import JSON

from .metadata import RowId, metadata

import_tasks = Table(
    "import_tasks",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_id", String(64), nullable=False, unique=True),
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), nullable=False),
    Column("status", String(16), nullable=False),
    # Lists leave out a dataset's first import, unless its id was told.
    Column("listed", Boolean, nullable=False),
    Column("import_path", Text, nullable=False),
    Column("import_type", SmallInteger, nullable=False),
    Column("data_source", JSON),
    # How the files are read; not sent.
    Column("options", JSON, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("start_time", BigInteger),
    Column("update_time", BigInteger, nullable=False),
    Column("end_time", BigInteger),
    # Where to go on reading, and how many pieces have been stored: whoever stores the next one must know that number.
    Column("position", JSON),
    Column("step", Integer, nullable=False),
    # What was found before reading, such as how labels lie in the folder.
    Column("plan", JSON),
    Column("total_sample_count", Integer, nullable=False),
    Column("seen_sample_count", Integer, nullable=False),
    Column("imported_sample_count", Integer, nullable=False),
    Column("annotated_sample_count", Integer, nullable=False),
    Column("unconfirmed_sample_count", Integer, nullable=False),
    Column("present_sample_count", Integer, nullable=False),
    Column("failed_sample_count", Integer, nullable=False),
    Column("total_file_count", Integer, nullable=False),
    Column("total_file_size", BigInteger, nullable=False),
    Column("finished_file_count", Integer, nullable=False),
    Column("finished_file_size", BigInteger, nullable=False),
    Column("error_code", String(32), nullable=False),
    Column("error_msg", Text, nullable=False),
    Index("import_tasks_by_dataset", "dataset_pk", "listed", "create_time", "pk"),
    sqlite_autoincrement=True,
)

#: Files that an import passed over, and why; the first of them only, where there are very many.
import_failures = Table(
    "import_failures",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_pk", RowId, ForeignKey("import_tasks.pk", ondelete="CASCADE"), nullable=False),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("import_failures_by_task", "task_pk", "pk"),
    sqlite_autoincrement=True,
)
