"""Operations on datasets."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.datasets import changes as dataset_changes
from ..services.datasets import datasets, statistics
from ..services.datasets import lists as dataset_lists


@operation("ListDatasets")
def list_datasets(call: Call) -> Reply:
    """List the datasets of the project."""
    return Reply(200, dataset_lists.list_datasets(call.backend, call.project_id, call.query, call.signed_url))


@operation("CreateDataset")
def create_dataset(call: Call) -> Reply:
    """Create a dataset."""
    return Reply(201, datasets.create_dataset(call.backend, call.project_id, call.body))


@operation("DescDataset")
def desc_dataset(call: Call) -> Reply:
    """Show a dataset."""
    query = call.query
    check = query.get("check_running_task", False)
    view = datasets.show_dataset(
        call.backend,
        call.project_id,
        call.path["dataset_id"],
        check_tasks=check,
        task_kind=query.get("running_task_type"),
    )
    return Reply(200, view)


@operation("UpdateDataset")
def update_dataset(call: Call) -> Reply:
    """Change a dataset."""
    dataset_id = call.path["dataset_id"]
    return Reply(200, dataset_changes.update_dataset(call.backend, call.project_id, dataset_id, call.body or {}))


@operation("DeleteDataset")
def delete_dataset(call: Call) -> Reply:
    """Delete a dataset."""
    datasets.delete_dataset(call.backend, call.project_id, call.path["dataset_id"])
    return Reply(204)


@operation("GetDatasetStats")
def get_dataset_stats(call: Call) -> Reply:
    """Show figures on a dataset's samples."""
    return Reply(200, statistics.dataset_stats(call.backend, call.project_id, call.path["dataset_id"], call.query))


@operation("GetDatasetMetrics")
def get_dataset_metrics(call: Call) -> Reply:
    """Show how a dataset developed."""
    return Reply(200, statistics.dataset_metrics(call.backend, call.project_id, call.path["dataset_id"], call.query))
