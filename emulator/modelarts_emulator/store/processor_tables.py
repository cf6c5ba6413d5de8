"""Tables of data processing: tasks, their versions, what these read and what came of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text
from sqlalchemy.types import JSON

from .dataset_tables import Name
from .metadata import RowId, metadata

processor_tasks = Table(
    "processor_tasks",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_id", String(64), nullable=False, unique=True),
    Column("project_id", String(64), nullable=False),
    Column("workspace_id", String(64), nullable=False),
    Column("name", Name, nullable=False),
    # The name of a data processing task, which no other may have; none for feature analysis.
    Column("unique_name", Name),
    Column("template_id", String(32), nullable=False),
    Column("description", Text, nullable=False),
    Column("source_type", String(16), nullable=False),
    Column("source", Text, nullable=False),
    # The dataset version that is processed, where it is one.
    Column("version_id", String(64), nullable=False),
    Column("version_name", String(64), nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("work_path", JSON),
    Column("template", JSON, nullable=False),
    # Status and length of the newest version.
    Column("status", SmallInteger, nullable=False),
    Column("duration_seconds", Integer, nullable=False),
    Column("error_msg", Text, nullable=False),
    Column("result", JSON),
    Column("create_time", BigInteger, nullable=False),
    Column("version_count", Integer, nullable=False),
    Column("next_version", Integer, nullable=False),
    # Whether it is the newest of its kind on its source.
    Column("is_current", Boolean, nullable=False),
    Index("processor_tasks_by_name", "project_id", "workspace_id", "unique_name", unique=True),
    Index("processor_tasks_by_time", "project_id", "workspace_id", "create_time", "pk"),
    Index("processor_tasks_by_version", "project_id", "version_id", "template_id"),
    sqlite_autoincrement=True,
)

#: One run of a task. A feature analysis has one too, which is not listed.
processor_versions = Table(
    "processor_versions",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("version_id", String(64), nullable=False, unique=True),
    Column("task_pk", RowId, ForeignKey("processor_tasks.pk", ondelete="CASCADE"), nullable=False),
    Column("version_name", Name, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("work_path", JSON),
    Column("template", JSON, nullable=False),
    # What the run was told, checked and complete: folders, operator, parameters. Not sent.
    Column("plan", JSON, nullable=False),
    Column("error_msg", Text, nullable=False),
    Column("duration_seconds", Integer, nullable=False),
    # Where the run stands: the stage, and how many of its pieces are done.
    Column("stage", String(16), nullable=False),
    Column("done", Integer, nullable=False),
    Column("origin_sample_count", Integer, nullable=False),
    Column("add_sample_count", Integer, nullable=False),
    Column("modified_sample_count", Integer, nullable=False),
    Column("unmodified_sample_count", Integer, nullable=False),
    Column("deleted_sample_count", Integer, nullable=False),
    Index("processor_versions_by_time", "task_pk", "create_time", "pk"),
    sqlite_autoincrement=True,
)

#: The images that a run works on, in their order; removed when it ends.
processor_inputs = Table(
    "processor_inputs",
    metadata,
    Column("version_pk", RowId, ForeignKey("processor_versions.pk", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    # Which of the task's inputs it comes from.
    Column("channel", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("metadata", JSON, nullable=False),
    # The name that its result gets, below the output's Data folder.
    Column("name", Text, nullable=False),
    Column("usage", String(16), nullable=False),
    Column("labels", JSON, nullable=False),
    # A PASCAL VOC file that holds the labels instead.
    Column("label_file", Text, nullable=False),
    # What the image looks like, and why it goes, once that is known.
    Column("feature", Text),
    Column("reason", Text),
)

processor_results = Table(
    "processor_results",
    metadata,
    Column("version_pk", RowId, ForeignKey("processor_versions.pk", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sample_id", String(32), nullable=False),
    Column("property", SmallInteger, nullable=False),
    Column("origin_source", Text, nullable=False),
    Column("new_source", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("usage", String(16), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("label_file", Text, nullable=False),
    Column("description", JSON, nullable=False),
    Index("processor_results_by_property", "version_pk", "property", "position"),
)
