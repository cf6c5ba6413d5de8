"""Operations on data processing tasks and their versions."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.processing import runs as _runs  # noqa: F401  (its jobs do the work)
from ..services.processing import tasks as processor_tasks
from ..services.processing import versions as processor_versions


@operation("ListProcessorTasks")
def list_processor_tasks(call: Call) -> Reply:
    """List the project's tasks."""
    return Reply(200, processor_tasks.list_tasks(call.backend, call.project_id, call.query))


@operation("CreateProcessorTask")
def create_processor_task(call: Call) -> Reply:
    """Create a task."""
    return Reply(200, processor_tasks.create_task(call.backend, call.project_id, call.body))


@operation("GetProcessorTaskItems")
def get_processor_task_items(call: Call) -> Reply:
    """List what can be done with data."""
    return Reply(200, processor_tasks.list_items(call.query))


@operation("DescribeProcessorTask")
def describe_processor_task(call: Call) -> Reply:
    """Show a task."""
    return Reply(200, processor_tasks.show_task(call.backend, call.project_id, call.path["task_id"]))


@operation("UpdateProcessorTask")
def update_processor_task(call: Call) -> Reply:
    """Change a task's description."""
    processor_tasks.update_task(call.backend, call.project_id, call.path["task_id"], call.body or {})
    return Reply(200, {})


@operation("DeleteProcessorTask")
def delete_processor_task(call: Call) -> Reply:
    """Delete a task."""
    processor_tasks.delete_task(call.backend, call.project_id, call.path["task_id"])
    return Reply(200, {})


@operation("ListProcessorTaskVersions")
def list_processor_task_versions(call: Call) -> Reply:
    """List a task's versions."""
    task_id = call.path["task_id"]
    return Reply(200, processor_versions.list_versions(call.backend, call.project_id, task_id, call.query))


@operation("CreateProcessorTaskVersion")
def create_processor_task_version(call: Call) -> Reply:
    """Start another version of a task."""
    task_id = call.path["task_id"]
    return Reply(200, processor_versions.create_version(call.backend, call.project_id, task_id, call.body))


@operation("DescProcessorTaskVersion")
def desc_processor_task_version(call: Call) -> Reply:
    """Show a version."""
    path = call.path
    shown = processor_versions.show_version(call.backend, call.project_id, path["task_id"], path["version_id"])
    return Reply(200, shown)


@operation("DeleteProcessorTaskVersion")
def delete_processor_task_version(call: Call) -> Reply:
    """Delete a version."""
    path = call.path
    processor_versions.delete_version(call.backend, call.project_id, path["task_id"], path["version_id"])
    return Reply(204)


@operation("StopProcessorTaskVersion")
def stop_processor_task_version(call: Call) -> Reply:
    """Stop a version."""
    path = call.path
    processor_versions.stop_version(call.backend, call.project_id, path["task_id"], path["version_id"])
    return Reply(200, {})


@operation("ListProcessorTaskVersionResults")
def list_processor_task_version_results(call: Call) -> Reply:
    """List what became of the images."""
    path = call.path
    task_id, version_id = path["task_id"], path["version_id"]
    page = processor_versions.list_results(
        call.backend, call.project_id, task_id, version_id, call.query, call.signed_url
    )
    return Reply(200, page)
