"""Tables of labelling teams, their members, and what they do in team labelling tasks.

A result is one member's work on one sample. Results lie beside the samples, not in them, until an acceptance
brings them into the dataset; so several teams can label the same dataset without seeing each other's work.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, SmallInteger, String, Table, Text
from sqlalchemy.types import JSON

from .dataset_tables import Name
from .metadata import RowId, metadata

workforces = Table(
    "workforces",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("workforce_id", String(64), nullable=False, unique=True),
    Column("project_id", String(64), nullable=False),
    Column("workforce_name", Name, nullable=False),
    Column("description", Text, nullable=False),
    Column("worker_count", Integer, nullable=False, default=0),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Index("workforces_by_name", "project_id", "workforce_name", unique=True),
    sqlite_autoincrement=True,
)

workers = Table(
    "workers",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("worker_id", String(64), nullable=False, unique=True),
    Column("workforce_pk", RowId, ForeignKey("workforces.pk", ondelete="CASCADE"), nullable=False),
    Column("project_id", String(64), nullable=False),
    Column("email", String(320).with_variant(String(320, collation="C"), "postgresql"), nullable=False),
    # The address in lower case: the same person may not come twice.
    Column("email_key", String(320), nullable=False),
    Column("role", SmallInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Index("workers_by_email", "workforce_pk", "email_key", unique=True),
    Index("workers_by_role", "project_id", "role", "create_time", "pk"),
    sqlite_autoincrement=True,
)

tasks = Table(
    "workforce_tasks",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_id", String(64), nullable=False, unique=True),
    Column("project_id", String(64), nullable=False),
    Column("dataset_pk", RowId, ForeignKey("datasets.pk", ondelete="CASCADE"), nullable=False),
    Column("task_name", Name, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("repetition", Integer, nullable=False),
    # Id of the team manager who hands the work out, empty where teams were named instead.
    Column("manager_id", String(64), nullable=False),
    Column("synchronize_data", Boolean, nullable=False),
    Column("synchronize_auto", Boolean, nullable=False),
    Column("auto_sync_dataset", Boolean, nullable=False),
    Column("conditions", JSON, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    # Handing out goes from sample to sample: the last one that was looked at, and how many results this run made.
    Column("cursor", BigInteger, nullable=False, default=0),
    Column("handed", Integer, nullable=False, default=0),
    # How many acceptances there have been; the results of the present one carry this number.
    Column("round", Integer, nullable=False, default=0),
    # Deleted, and still being cleared away.
    Column("removed", Boolean, nullable=False, default=False),
    Index("workforce_tasks_by_name", "dataset_pk", "task_name", unique=True),
    Index("workforce_tasks_by_time", "dataset_pk", "create_time", "pk"),
    sqlite_autoincrement=True,
)

#: Who takes part in a task. Copies, so that a task that is done can be read after a member has left.
members = Table(
    "workforce_members",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_pk", RowId, ForeignKey("workforce_tasks.pk", ondelete="CASCADE"), nullable=False),
    Column("worker_id", String(64), nullable=False),
    Column("workforce_id", String(64), nullable=False),
    Column("workforce_name", Name, nullable=False),
    # Empty once the member has left the team.
    Column("email", String(320).with_variant(String(320, collation="C"), "postgresql"), nullable=False),
    Column("email_key", String(320), nullable=False),
    Column("role", SmallInteger, nullable=False),
    # The order they were named in; -1 for a manager who only hands out.
    Column("position", Integer, nullable=False),
    # Whether the member is among those who were named last.
    Column("active", Boolean, nullable=False),
    Column("email_status", SmallInteger, nullable=False, default=0),
    Column("last_notify_time", BigInteger, nullable=False, default=0),
    # How many samples were taken out of the dataset that the member had been given.
    Column("deleted", Integer, nullable=False, default=0),
    Column("checked", Integer, nullable=False, default=0),
    Column("passed", Integer, nullable=False, default=0),
    Column("points", Integer, nullable=False, default=0),
    Column("scored", Integer, nullable=False, default=0),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Index("workforce_members_by_worker", "task_pk", "worker_id", unique=True),
    Index("workforce_members_by_id", "worker_id"),
    Index("workforce_members_by_email", "email_key"),
    Index("workforce_members_by_team", "workforce_id"),
    sqlite_autoincrement=True,
)

results = Table(
    "workforce_results",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("task_pk", RowId, ForeignKey("workforce_tasks.pk", ondelete="CASCADE"), nullable=False),
    Column("member_pk", RowId, ForeignKey("workforce_members.pk", ondelete="CASCADE"), nullable=False),
    Column("sample_pk", RowId, ForeignKey("samples.pk", ondelete="CASCADE"), nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("hard", Boolean, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("review_accept", Boolean),
    Column("review_comment", Text, nullable=False, default=""),
    Column("review_score", String(1), nullable=False, default=""),
    Column("check_accept", Boolean),
    Column("check_comment", Text, nullable=False, default=""),
    Column("check_score", String(1), nullable=False, default=""),
    # A digest of its labels: results of several members are the same or not.
    Column("signature", String(32), nullable=False, default=""),
    # The acceptance that it was put to last.
    Column("round", Integer, nullable=False, default=0),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Index("workforce_results_by_sample", "task_pk", "sample_pk", "member_pk", unique=True),
    Index("workforce_results_by_state", "task_pk", "state", "sample_pk", "member_pk"),
    Index("workforce_results_by_member", "member_pk", "state", "sample_pk"),
    Index("workforce_results_of_sample", "sample_pk"),
    sqlite_autoincrement=True,
)

result_labels = Table(
    "workforce_result_labels",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("result_pk", RowId, ForeignKey("workforce_results.pk", ondelete="CASCADE"), nullable=False),
    Column("label_pk", RowId, ForeignKey("labels.pk", ondelete="CASCADE"), nullable=False),
    Column("property", JSON, nullable=False),
    Column("score", Float),
    Column("annotated_by", String(400), nullable=False),
    Index("workforce_labels_by_result", "result_pk", "pk"),
    Index("workforce_labels_by_label", "label_pk", "result_pk"),
    sqlite_autoincrement=True,
)

#: How many results a member has, by state and whether they are hard examples.
result_counts = Table(
    "workforce_result_counts",
    metadata,
    Column("member_pk", RowId, ForeignKey("workforce_members.pk", ondelete="CASCADE"), primary_key=True),
    Column("state", SmallInteger, primary_key=True),
    Column("hard", Boolean, primary_key=True),
    Column("task_pk", RowId, nullable=False),
    Column("number", Integer, nullable=False),
    Index("workforce_result_counts_by_task", "task_pk"),
)

#: How often a label is used in the results of a task, by the state of the results.
result_label_counts = Table(
    "workforce_label_counts",
    metadata,
    Column("task_pk", RowId, ForeignKey("workforce_tasks.pk", ondelete="CASCADE"), primary_key=True),
    Column("label_pk", RowId, ForeignKey("labels.pk", ondelete="CASCADE"), primary_key=True),
    Column("state", SmallInteger, primary_key=True),
    Column("label_count", Integer, nullable=False),
    Column("sample_count", Integer, nullable=False),
    Index("workforce_label_counts_by_label", "label_pk"),
)

checks = Table(
    "workforce_checks",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("check_id", String(64), nullable=False, unique=True),
    Column("task_pk", RowId, ForeignKey("workforce_tasks.pk", ondelete="CASCADE"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("sampling_num", Integer, nullable=False),
    Column("sampling_rate", Float, nullable=False),
    # How many results there were to accept when it began, and how many of them have been put to it so far.
    Column("scope", Integer, nullable=False),
    Column("total", Integer, nullable=False, default=0),
    Column("sampled", Integer, nullable=False, default=0),
    Column("accepted", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("points", Integer, nullable=False, default=0),
    Column("scored", Integer, nullable=False, default=0),
    # How it was ended: one of the documented actions, or nothing while it is open.
    Column("action", SmallInteger),
    Column("overwrite", Boolean, nullable=False, default=False),
    # The last sample that was looked at.
    Column("cursor", BigInteger, nullable=False, default=0),
    Column("create_time", BigInteger, nullable=False),
    Column("update_time", BigInteger, nullable=False),
    Index("workforce_checks_by_round", "task_pk", "round", unique=True),
    sqlite_autoincrement=True,
)

#: E-mails to members: those that were sent, and those that would have been.
mails = Table(
    "mails",
    metadata,
    Column("pk", RowId, primary_key=True, autoincrement=True),
    Column("project_id", String(64), nullable=False),
    Column("task_id", String(64), nullable=False),
    Column("worker_id", String(64), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    # "kept" where there is no mail server, else "waiting", "sending", "sent" or "failed".
    Column("status", String(16), nullable=False),
    Column("error", Text, nullable=False, default=""),
    Column("create_time", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)
