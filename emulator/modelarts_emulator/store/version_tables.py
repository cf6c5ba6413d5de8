"""Tables of dataset versions and of what each of them froze."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, SmallInteger, String, Table, Text
from sqlalchemy.types import JSON

from .metadata import RowId, metadata

versions = Table(
    "dataset_versions",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("version_id", String(64), nullable=False, unique=True),
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), nullable=False),
    Column("version_name", String(64), nullable=False),
    Column("version_format", String(16), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("ratio", Float, nullable=False),
    Column("ratio_text", String(32), nullable=False),
    Column("description", Text, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Column("previous_version_id", String(64)),
    Column("total_sample_count", Integer, nullable=False, default=0),
    Column("annotated_sample_count", Integer, nullable=False, default=0),
    Column("label_stats", JSON, nullable=False),
    Column("label_type", String(16), nullable=False, default=""),
    # Paths and flags, sent as they are.
    Column("facts", JSON, nullable=False),
    Column("message", Text, nullable=False, default=""),
    # All labels that the dataset had, as they were; `version_labels` refers to their places in this list.
    Column("label_list", JSON, nullable=False),
    # Who is publishing it: a second process that takes the work over writes another value.
    Column("publish_token", String(64)),
    Index("versions_by_name", "dataset_pk", "version_name", unique=True),
    Index("versions_by_time", "dataset_pk", "create_time", "pk"),
    Index("versions_by_format", "version_format", "dataset_pk", "status"),
    sqlite_autoincrement=True,
)

#: A sample as it was when the version was made: later changes of the dataset do not show here.
version_samples = Table(
    "version_samples",
    metadata,
    Column("version_pk", RowId, ForeignKey("dataset_versions.pk", ondelete="CASCADE"), primary_key=True),
    # From 0 without gaps, so that any page of all samples is a range of them.
    Column("position", Integer, primary_key=True),
    Column("sample_id", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("sample_type", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("usage", String(16), nullable=False),
    Column("hard", Boolean, nullable=False),
    Column("hard_coefficient", Float),
    Column("size", BigInteger, nullable=False),
    Column("sample_time", BigInteger, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("metadata", JSON, nullable=False),
    # Annotations: name, type, property, score where there is one, annotated_by, create_time.
    Column("labels", JSON, nullable=False),
    Index("version_samples_by_id", "version_pk", "sample_id", unique=True),
    Index("version_samples_by_state", "version_pk", "state", "position"),
)

#: Which samples of a version carry a label: `label` is its place in the version's `label_list`.
version_labels = Table(
    "version_labels",
    metadata,
    Column("version_pk", RowId, ForeignKey("dataset_versions.pk", ondelete="CASCADE"), primary_key=True),
    Column("label", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
)
