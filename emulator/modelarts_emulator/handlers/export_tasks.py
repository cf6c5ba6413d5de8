"""Operations on exports of datasets."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.exports import exports


@operation("ExportTask")
def export_task(call: Call) -> Reply:
    """Export a dataset."""
    return Reply(200, exports.create_export(call.backend, call.project_id, call.path["dataset_id"], call.body or {}))


@operation("GetExportTasksStatusOfDataset")
def get_export_tasks_status_of_dataset(call: Call) -> Reply:
    """List the exports of a dataset."""
    return Reply(200, exports.list_exports(call.backend, call.project_id, call.path["dataset_id"], call.query))


@operation("GetExportTaskStatusOfDataset")
def get_export_task_status_of_dataset(call: Call) -> Reply:
    """Show an export."""
    path = call.path
    return Reply(200, exports.show_export(call.backend, call.project_id, path["resource_id"], path["task_id"]))
