"""Creating, changing, starting and deleting team labelling tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, update

from ...store.workforce_tables import tasks
from .. import failures
from ..datasets.datasets import lock_dataset
from ..failures import busy, failure
from ..lifecycle import DatasetStatus, WorkforceTaskStatus
from ..workforces.access import lock_task, move_task
from ..workforces.members import Staff, check_staff, find_staff, keep_manager, load_members, set_members
from .creation import HANDOUT_JOB, check_name, insert_task, manager_of, refresh_facts
from .handout import CLEAR_JOB

if TYPE_CHECKING:
    from ...backend import Backend

_STARTABLE: Final = (
    WorkforceTaskStatus.CREATED,
    WorkforceTaskStatus.RUNNING,
    WorkforceTaskStatus.ACCEPTED,
    WorkforceTaskStatus.REJECTED,
)
#: States in which the emulator or the owner is at work on the whole task.
_HELD: Final = {
    WorkforceTaskStatus.STARTING: failures.TEAM_TASK_UNFINISHED,
    WorkforceTaskStatus.ACCEPTING: failures.TEAM_TASK_CHECKING,
    WorkforceTaskStatus.SYNCHRONIZING: failures.TEAM_TASK_CHECKING,
    WorkforceTaskStatus.SAMPLING: failures.TEAM_TASK_CHECKING,
}


def create_task(backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create a task. Where teams are named it is started by itself, else it waits. Raises `ServiceError`."""
    with backend.store.write() as conn:
        dataset = lock_dataset(conn, project_id, dataset_id)
        if dataset.status in (DatasetStatus.DELETING, DatasetStatus.DELETED):
            raise busy(dataset.status)
        return {"task_id": insert_task(conn, backend, dataset, request)}


def update_task(backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]) -> None:
    """Change a task's name, description or members; a running one is then handed out anew. Raises `ServiceError`."""
    values = {name: request[name] for name in ("task_name", "description") if request.get(name) is not None}
    config = request.get("workforces_config")
    with backend.store.write() as conn:
        dataset, task = lock_task(conn, project_id, dataset_id, task_id)
        _check_ids(dataset, task, request)
        if values.get("task_name", task.task_name) != task.task_name:
            check_name(conn, dataset.pk, values["task_name"])
        now = backend.clock.now_ms()
        if config is not None:
            values["manager_id"] = _take_staff(conn, task, config, now)
        conn.execute(update(tasks).where(tasks.c.pk == task.pk).values(update_time=now, **values))
        if config is not None and task.status == WorkforceTaskStatus.RUNNING:
            _hand_out(conn, backend, task, now)
        refresh_facts(conn, dataset.pk)


def _take_staff(conn: Connection, task: Row[Any], config: Mapping[str, Any], now: int) -> str:
    """Make those whom a request names the task's members; return the id of the manager."""
    if task.status in _HELD:
        raise failure(_HELD[task.status])
    staff = keep_manager(conn, find_staff(conn, task.project_id, config), task.manager_id)
    if staff.chosen or task.status != WorkforceTaskStatus.CREATED:
        check_staff(staff, task.repetition)
    set_members(conn, task.pk, staff, now)
    return manager_of(staff)


def start_task(backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]) -> None:
    """Start to hand samples out, once more where it was done before. Raises `ServiceError`."""
    config = request.get("workforces_config")
    with backend.store.write() as conn:
        dataset, task = lock_task(conn, project_id, dataset_id, task_id)
        _check_ids(dataset, task, request)
        if task.status not in _STARTABLE:
            raise failure(failures.TEAM_TASK_UNSTARTABLE, "it is being started, or accepted")
        now = backend.clock.now_ms()
        if config is not None:
            manager_id = _take_staff(conn, task, config, now)
            conn.execute(update(tasks).where(tasks.c.pk == task.pk).values(manager_id=manager_id))
        check_staff(Staff([row for row in load_members(conn, task.pk) if row.position >= 0]), task.repetition)
        _hand_out(conn, backend, task, now)
        refresh_facts(conn, dataset.pk)


def _check_ids(dataset: Row[Any], task: Row[Any], request: Mapping[str, Any]) -> None:
    if request.get("dataset_id", dataset.dataset_id) != dataset.dataset_id:
        raise failure(failures.PARAMETER, "dataset_id is not that of the address")
    if request.get("task_id", task.task_id) != task.task_id:
        raise failure(failures.PARAMETER, "task_id is not that of the address")


def _hand_out(conn: Connection, backend: Backend, task: Row[Any], now: int) -> None:
    move_task(conn, task, WorkforceTaskStatus.STARTING, now, cursor=0, handed=0)
    backend.jobs.cancel(conn, task.project_id, task.task_id, HANDOUT_JOB)
    seconds = backend.config.limits.task_seconds
    backend.jobs.schedule(conn, HANDOUT_JOB, task.project_id, task.task_id, seconds)


def delete_task(backend: Backend, project_id: str, dataset_id: str, task_id: str) -> None:
    """Delete a task with all results that are not accepted. Raises `ServiceError` while it is started or accepted."""
    with backend.store.write() as conn:
        dataset, task = lock_task(conn, project_id, dataset_id, task_id)
        if task.status in _HELD:
            raise failure(_HELD[task.status])
        # The results may be many: the task is gone at once, and they are cleared away by a job.
        values = {"removed": True, "task_name": f"~{task_id}", "update_time": backend.clock.now_ms()}
        conn.execute(update(tasks).where(tasks.c.pk == task.pk).values(values))
        backend.jobs.cancel(conn, project_id, task_id)
        backend.jobs.schedule(conn, CLEAR_JOB, project_id, task_id)
        refresh_facts(conn, dataset.pk)
