"""Operations on team labelling tasks, their samples and their acceptance."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.workforce_tasks import acceptance as workforce_acceptance
from ..services.workforce_tasks import checks as workforce_checks
from ..services.workforce_tasks import labeling as workforce_labeling
from ..services.workforce_tasks import samples as workforce_samples
from ..services.workforce_tasks import statistics as workforce_statistics
from ..services.workforce_tasks import tasks as workforce_tasks
from ..services.workforce_tasks import views as workforce_views
from ..services.workforces import team_mails

_Place = tuple[str, str, str]


def _task(call: Call) -> _Place:
    return call.project_id, call.path["dataset_id"], call.path["workforce_task_id"]


@operation("ListWorkforceTasks")
def list_workforce_tasks(call: Call) -> Reply:
    """List the tasks of a dataset."""
    return Reply(200, workforce_views.list_tasks(call.backend, call.project_id, call.path["dataset_id"], call.query))


@operation("CreateWorkforceTask")
def create_workforce_task(call: Call) -> Reply:
    """Create a task."""
    dataset_id = call.path["dataset_id"]
    return Reply(200, workforce_tasks.create_task(call.backend, call.project_id, dataset_id, call.body or {}))


@operation("DescWorkforceTask")
def desc_workforce_task(call: Call) -> Reply:
    """Show a task."""
    return Reply(200, workforce_views.show_task(call.backend, *_task(call), call.query))


@operation("UpdateWorkforceTask")
def update_workforce_task(call: Call) -> Reply:
    """Change a task."""
    workforce_tasks.update_task(call.backend, *_task(call), call.body or {})
    return Reply(200, {})


@operation("DeleteWorkforceTask")
def delete_workforce_task(call: Call) -> Reply:
    """Delete a task."""
    workforce_tasks.delete_task(call.backend, *_task(call))
    return Reply(204)


@operation("StartWorkforceTask")
def start_workforce_task(call: Call) -> Reply:
    """Hand the samples of a task out."""
    workforce_tasks.start_task(call.backend, *_task(call), call.body or {})
    return Reply(200, {})


@operation("StartWorkforceSamplingTask")
def start_workforce_sampling_task(call: Call) -> Reply:
    """Start an acceptance."""
    return Reply(200, workforce_checks.start_check(call.backend, *_task(call), call.body or {}))


@operation("AcceptSamples")
def accept_samples(call: Call) -> Reply:
    """Accept or refuse drawn samples."""
    workforce_checks.judge_samples(call.backend, *_task(call), call.body)
    return Reply(200, {})


@operation("GetWorkforceSamplingTask")
def get_workforce_sampling_task(call: Call) -> Reply:
    """Show figures on an acceptance."""
    return Reply(200, workforce_views.show_report(call.backend, *_task(call), call.query))


@operation("UpdateWorkforceSamplingTask")
def update_workforce_sampling_task(call: Call) -> Reply:
    """End an acceptance, or list its conflicts."""
    if call.body["action"] == workforce_acceptance.Action.LIST_CONFLICTS:
        return Reply(200, workforce_samples.list_conflicts(call.backend, *_task(call), call.signed_url))
    workforce_acceptance.end_check(call.backend, *_task(call), call.body)
    return Reply(200, {})


@operation("ReviewSamples")
def review_samples(call: Call) -> Reply:
    """Review what members labelled."""
    return Reply(200, workforce_labeling.review_samples(call.backend, *_task(call), call.body or {}))


@operation("ListWorkforceTaskSamples")
def list_workforce_task_samples(call: Call) -> Reply:
    """List the samples of a task."""
    return Reply(200, workforce_samples.list_task_samples(call.backend, *_task(call), call.query, call.signed_url))


@operation("UpdateWorkforceTaskSamples")
def update_workforce_task_samples(call: Call) -> Reply:
    """Label samples of a task."""
    return Reply(200, workforce_labeling.label_samples(call.backend, *_task(call), call.body or {}))


@operation("DescribeWorkforceTaskSample")
def describe_workforce_task_sample(call: Call) -> Reply:
    """Show a sample of a task."""
    sample_id = call.path["sample_id"]
    shown = workforce_samples.show_task_sample(call.backend, *_task(call), sample_id, call.query, call.signed_url)
    return Reply(200, shown)


@operation("ListWorkforceTaskStats")
def list_workforce_task_stats(call: Call) -> Reply:
    """Show figures on a task's samples."""
    return Reply(200, workforce_statistics.task_stats(call.backend, *_task(call), call.query))


@operation("GetWorkforceTaskMetrics")
def get_workforce_task_metrics(call: Call) -> Reply:
    """Show how far each member has come."""
    return Reply(200, workforce_statistics.task_metrics(call.backend, *_task(call)))


@operation("SendEmails")
def send_emails(call: Call) -> Reply:
    """Send e-mails to members of a task."""
    return Reply(200, team_mails.send_emails(call.backend, *_task(call), call.body))


@operation("ListWorkerTasks")
def list_worker_tasks(call: Call) -> Reply:
    """List what members have to do."""
    name = call.principal.user_name
    return Reply(200, workforce_views.list_worker_tasks(call.backend, call.project_id, name, call.query))
