"""Operations on intelligent tasks: automatic labelling and grouping."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.auto_labeling import runs as _runs  # noqa: F401  (its jobs do the work)
from ..services.auto_labeling import tasks as smart_tasks


@operation("ListTasks")
def list_tasks(call: Call) -> Reply:
    """List a dataset's tasks."""
    return Reply(200, smart_tasks.list_tasks(call.backend, call.project_id, call.path["dataset_id"], call.query))


@operation("CreateTask")
def create_task(call: Call) -> Reply:
    """Start a task."""
    dataset_id = call.path["dataset_id"]
    return Reply(200, smart_tasks.start_task(call.backend, call.project_id, dataset_id, call.body))


@operation("AutoAnnotationProgress")
def auto_annotation_progress(call: Call) -> Reply:
    """Show a task."""
    path = call.path
    return Reply(200, smart_tasks.show_task(call.backend, call.project_id, path["dataset_id"], path["task_id"]))


@operation("StopAutoAnnotation")
def stop_auto_annotation(call: Call) -> Reply:
    """Stop a task."""
    path = call.path
    smart_tasks.stop_task(call.backend, call.project_id, path["dataset_id"], path["task_id"])
    return Reply(204)


@operation("ListAutoAnnotationSamples")
def list_auto_annotation_samples(call: Call) -> Reply:
    """List samples whose labels wait for confirmation."""
    dataset_id = call.path["dataset_id"]
    page = smart_tasks.list_proposals(call.backend, call.project_id, dataset_id, call.query, call.signed_url)
    return Reply(200, page)


@operation("DescribeAutoAnnotationSample")
def describe_auto_annotation_sample(call: Call) -> Reply:
    """Show a sample whose labels wait for confirmation."""
    path = call.path
    shown = smart_tasks.show_proposal(
        call.backend, call.project_id, path["dataset_id"], path["sample_id"], call.signed_url
    )
    return Reply(200, shown)
