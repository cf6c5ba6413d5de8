"""Tables of datasets, their labels and samples.

Rows are joined by integer keys: public ids are long, and a million samples refer to their dataset and labels.
Counts are kept beside what they count, in the same transaction, so that no reply has to read all samples.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import JSON

from .metadata import RowId, metadata

# Both databases are to sort names the same way: by their bytes.
Name = String(128).with_variant(String(128, collation="C"), "postgresql")

datasets = Table(
    "datasets",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("dataset_id", String(64), nullable=False, unique=True),
    Column("project_id", String(64), nullable=False),
    Column("workspace_id", String(64), nullable=False),
    Column("dataset_name", Name, nullable=False),
    Column("dataset_type", SmallInteger, nullable=False),
    # "v1": labelled in the dataset itself, "v2": labelled in jobs of its own.
    Column("dataset_version", String(8), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Column("data_update_time", BigInteger, nullable=False),
    Column("total_sample_count", Integer, nullable=False, default=0),
    Column("annotated_sample_count", Integer, nullable=False, default=0),
    Column("unconfirmed_sample_count", Integer, nullable=False, default=0),
    Column("deleted_sample_count", Integer, nullable=False, default=0),
    Column("loading_sample_count", Integer, nullable=False, default=0),
    Column("next_version_num", Integer, nullable=False, default=1),
    Column("dataset_version_count", Integer, nullable=False, default=0),
    Column("current_version_id", String(64)),
    Column("current_version_name", String(64)),
    # What never changes and is never searched: paths, sources, schema, flags. Sent as it is.
    Column("facts", JSON, nullable=False),
    # How the first import reads the files; not sent.
    Column("import_options", JSON, nullable=False),
    # The labels as they are sent, so that the details of a dataset are one row; `labels` below is the truth.
    Column("label_list", JSON, nullable=False),
    # The task that holds the dataset at present, and its documented kind.
    Column("running_task_id", String(64)),
    Column("running_task_type", SmallInteger),
    Column("message", Text, nullable=False, default=""),
    Index("datasets_by_name", "project_id", "workspace_id", "dataset_name", unique=True),
    Index("datasets_by_time", "project_id", "workspace_id", "create_time", "pk"),
    Index("datasets_by_type_and_time", "project_id", "workspace_id", "dataset_type", "create_time", "pk"),
    sqlite_autoincrement=True,
)

#: How many datasets there are, so that a list can tell without counting them.
dataset_counts = Table(
    "dataset_counts",
    metadata,
    Column("project_id", String(64), primary_key=True),
    Column("workspace_id", String(64), primary_key=True),
    Column("dataset_type", SmallInteger, primary_key=True),
    Column("number", Integer, nullable=False),
)

labels = Table(
    "labels",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    # A digest of the name: the longest names do not fit into an index of PostgreSQL.
    Column("name_key", String(32), nullable=False),
    Column("type", SmallInteger, nullable=False),
    Column("property", JSON, nullable=False),
    Column("attributes", JSON, nullable=False),
    # Deleted, and still being taken off the samples that carry it.
    Column("retired", Boolean, nullable=False, default=False),
    Index("labels_by_name", "dataset_pk", "name_key", "type", unique=True),
    sqlite_autoincrement=True,
)

#: How often a label is used, by the state of the samples that carry it.
label_counts = Table(
    "label_counts",
    metadata,
    Column("label_pk", RowId, ForeignKey("labels.pk", ondelete="CASCADE"), primary_key=True),
    Column("state", SmallInteger, primary_key=True),
    Column("dataset_pk", RowId, nullable=False),
    Column("label_count", Integer, nullable=False),
    Column("sample_count", Integer, nullable=False),
    Index("label_counts_by_dataset", "dataset_pk"),
)

samples = Table(
    "samples",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), nullable=False),
    Column("sample_id", String(32), nullable=False),
    # "/bucket/key" of a file; the text itself, after "content://", of a line of text.
    Column("source", Text, nullable=False),
    Column("sample_type", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("usage", String(16), nullable=False, default=""),
    Column("hard", Boolean, nullable=False, default=False),
    Column("hard_coefficient", Float),
    Column("size", BigInteger, nullable=False),
    Column("sample_time", BigInteger, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    # Pixels of an image, origin of the sample, custom attributes.
    Column("metadata", JSON, nullable=False),
    Index("samples_by_id", "dataset_pk", "sample_id", unique=True),
    Index("samples_in_order", "dataset_pk", "pk"),
    Index("samples_by_state", "dataset_pk", "state", "pk"),
    # Few samples are hard examples: the index holds only those.
    Index("samples_hard", "dataset_pk", "pk", sqlite_where=text("hard"), postgresql_where=text("hard")),
    sqlite_autoincrement=True,
)

#: How many samples a dataset has, by state and whether they are hard examples.
sample_counts = Table(
    "sample_counts",
    metadata,
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), primary_key=True),
    Column("state", SmallInteger, primary_key=True),
    Column("hard", Boolean, primary_key=True),
    Column("number", Integer, nullable=False),
)

sample_labels = Table(
    "sample_labels",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("sample_pk", RowId, ForeignKey("samples.pk", ondelete="CASCADE"), nullable=False),
    Column("label_pk", RowId, ForeignKey("labels.pk", ondelete="CASCADE"), nullable=False),
    Column("property", JSON, nullable=False),
    Column("score", Float),
    # "auto" for a model, "human" for a person, with a name behind a slash where it is known.
    Column("annotated_by", String(400), nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Index("sample_labels_by_sample", "sample_pk", "pk"),
    Index("sample_labels_by_label", "label_pk", "sample_pk"),
    sqlite_autoincrement=True,
)

#: What samples can be searched by, as far as it was ever seen on one: their own attributes, and under no name who
#: labelled them.
sample_facets = Table(
    "sample_facets",
    metadata,
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("value", String(256), primary_key=True),
)

#: One point per hour in which something changed; the last change of the hour counts.
dataset_points = Table(
    "dataset_points",
    metadata,
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), primary_key=True),
    Column("hour", BigInteger, primary_key=True),
    Column("time", BigInteger, nullable=False),
    Column("total", Integer, nullable=False),
    Column("annotated", Integer, nullable=False),
)
