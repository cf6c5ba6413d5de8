"""Datasets as replies show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row

from ...store.dataset_tables import datasets

#: What a reply takes from the row as it is.
PLAIN: Final = (
    "dataset_id",
    "dataset_name",
    "dataset_type",
    "status",
    "description",
    "create_time",
    "update_time",
    "data_update_time",
    "total_sample_count",
    "annotated_sample_count",
    "unconfirmed_sample_count",
    "deleted_sample_count",
    "loading_sample_count",
    "next_version_num",
    "dataset_version_count",
    "workspace_id",
)
_REST: Final = (
    "facts",
    "current_version_id",
    "current_version_name",
    "running_task_id",
    "running_task_type",
)

SUMMARY_COLUMNS: Final = tuple(datasets.c[name] for name in (*PLAIN, *_REST))
DETAIL_COLUMNS: Final = (*SUMMARY_COLUMNS, datasets.c.label_list)


def view_dataset(row: Row[Any]) -> dict[str, Any]:
    """Everything about a dataset but its labels, tasks and samples. The row starts with `SUMMARY_COLUMNS`."""
    view = dict(zip(PLAIN, row, strict=False))
    facts, version_id, version_name = row[len(PLAIN) : len(PLAIN) + 3]
    view.update(facts)
    if version_id is not None:
        view["current_version_id"] = version_id
        view["current_version_name"] = version_name
    return view


def view_tasks(row: Row[Any], kind: int | None) -> dict[str, Any]:
    """What holds a dataset at present, among tasks of one kind or of all."""
    task_id, task_kind = row[len(PLAIN) + 3 : len(PLAIN) + 5]
    running = task_id is not None and kind in (None, task_kind)
    return {"exist_running_task": running, "running_tasks_id": [task_id] if running else []}


def make_facts(request: Mapping[str, Any], *, table: bool, work_path: str, inner_path: str) -> dict[str, Any]:
    """The part of a dataset that never changes, as replies show it."""
    facts: dict[str, Any] = {
        "data_format": request.get("data_format", "Default"),
        "data_sources": [view_source(source) for source in request["data_sources"]],
        "work_path": work_path,
        "work_path_type": request["work_path_type"],
        "inner_work_path": inner_path,
        "inner_annotation_path": inner_path + "annotation/",
        "inner_data_path": inner_path + "data/",
        "inner_log_path": inner_path + "logs/",
        "inner_temp_path": inner_path + "temp/",
        "inner_task_path": inner_path + "task/",
        "enterprise_project_id": "0",
        "exist_workforce_task": False,
        "workforce_task_count": 0,
        "feature_supports": ["0"],
        "managed": request.get("managed", False),
        "import_data": request.get("import_data", False),
        "label_task_count": 0 if table else 1,
        "dataset_format": int(table),
        "content_labeling": True,
    }
    if table:
        facts["schema"] = request["schema"]
    return facts


def view_source(source: Mapping[str, Any]) -> dict[str, Any]:
    """A data source as replies show it."""
    shown = {"data_type": 0, **source}
    details = shown.get("source_info")
    if details:
        # A password is taken and never shown again.
        shown["source_info"] = {key: value for key, value in details.items() if key != "user_password"}
    return shown
