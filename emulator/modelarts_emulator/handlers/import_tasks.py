"""Operations on import tasks."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.imports import tasks as import_tasks


@operation("ListImportTasks")
def list_import_tasks(call: Call) -> Reply:
    """List the import tasks of a dataset."""
    return Reply(200, import_tasks.list_imports(call.backend, call.project_id, call.path["dataset_id"], call.query))


@operation("ImportTask")
def import_task(call: Call) -> Reply:
    """Import samples and labels into a dataset."""
    return Reply(200, import_tasks.create_import(call.backend, call.project_id, call.path["dataset_id"], call.body))


@operation("DescImportTask")
def desc_import_task(call: Call) -> Reply:
    """Show an import task."""
    path = call.path
    return Reply(200, import_tasks.show_import(call.backend, call.project_id, path["dataset_id"], path["task_id"]))
