"""Operations on labelling teams and their members."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.workforces import workers, workforces


@operation("ListWorkforces")
def list_workforces(call: Call) -> Reply:
    """List the teams of the project."""
    return Reply(200, workforces.list_workforces(call.backend, call.project_id, call.query))


@operation("CreateWorkforce")
def create_workforce(call: Call) -> Reply:
    """Create a team."""
    return Reply(201, workforces.create_workforce(call.backend, call.project_id, call.body))


@operation("DescWorkforce")
def desc_workforce(call: Call) -> Reply:
    """Show a team."""
    return Reply(200, workforces.show_workforce(call.backend, call.project_id, call.path["workforce_id"]))


@operation("UpdateWorkforce")
def update_workforce(call: Call) -> Reply:
    """Change a team."""
    workforces.update_workforce(call.backend, call.project_id, call.path["workforce_id"], call.body or {})
    return Reply(200, {})


@operation("DeleteWorkforce")
def delete_workforce(call: Call) -> Reply:
    """Delete a team."""
    workforces.delete_workforce(call.backend, call.project_id, call.path["workforce_id"])
    return Reply(204)


@operation("ListAllWorkers")
def list_all_workers(call: Call) -> Reply:
    """List the members of all teams."""
    return Reply(200, workers.list_all_workers(call.backend, call.project_id, call.query))


@operation("ListWorkers")
def list_workers(call: Call) -> Reply:
    """List the members of a team."""
    return Reply(200, workers.list_workers(call.backend, call.project_id, call.path["workforce_id"], call.query))


@operation("CreateWorker")
def create_worker(call: Call) -> Reply:
    """Add a member to a team."""
    workers.create_worker(call.backend, call.project_id, call.path["workforce_id"], call.body)
    return Reply(201, {})


@operation("DescWorker")
def desc_worker(call: Call) -> Reply:
    """Show a member."""
    path = call.path
    return Reply(200, workers.show_worker(call.backend, call.project_id, path["workforce_id"], path["worker_id"]))


@operation("UpdateWorker")
def update_worker(call: Call) -> Reply:
    """Change a member."""
    path = call.path
    workers.update_worker(call.backend, call.project_id, path["workforce_id"], path["worker_id"], call.body or {})
    return Reply(200, {})


@operation("DeleteWorker")
def delete_worker(call: Call) -> Reply:
    """Remove a member."""
    path = call.path
    workers.delete_worker(call.backend, call.project_id, path["workforce_id"], path["worker_id"])
    return Reply(204)


@operation("BatchDeleteWorkers")
def batch_delete_workers(call: Call) -> Reply:
    """Remove several members."""
    return Reply(200, workers.delete_workers(call.backend, call.project_id, call.path["workforce_id"], call.body))
