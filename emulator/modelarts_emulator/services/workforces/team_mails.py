"""What members of a team labelling task are told by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, select, update

from ...store.dataset_tables import datasets
from ...store.workforce_tables import members, result_counts, workers
from .. import failures
from ..failures import failure
from ..samples.batch_results import Outcome, batch_reply
from .access import lock_task
from .mails import post_mail
from .members import WorkerRole, WorkerStatus, load_members

if TYPE_CHECKING:
    from ...backend import Backend

_SHARES = {
    WorkerRole.LABELER: "You have {number} samples to label.",
    WorkerRole.REVIEWER: "Please review what the labelers hand in.",
    WorkerRole.MANAGER: "You manage this task.",
    WorkerRole.OWNER: "You own this task.",
}


def invite_members(conn: Connection, backend: Backend, task: Row[Any]) -> None:
    """Tell everybody who takes part in a task that it has begun; a labeler without samples is not told."""
    dataset_name = _dataset_name(conn, task)
    numbers = _numbers(conn, task)
    for member in load_members(conn, task.pk):
        if member.role != WorkerRole.LABELER or numbers.get(member.pk):
            _tell(conn, backend, task, member, dataset_name, numbers.get(member.pk, 0))


def send_emails(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]
) -> dict[str, Any]:
    """Remind members of a task, each on their own. Raises `ServiceError` where there is no such task."""
    told: dict[str, Outcome] = {}
    with backend.store.write() as conn:
        _, task = lock_task(conn, project_id, dataset_id, task_id)
        dataset_name, numbers = _dataset_name(conn, task), _numbers(conn, task)
        known = {row.email_key: row for row in load_members(conn, task.pk) if row.email}
        now, pause = backend.clock.now_ms(), backend.config.limits.notify_interval_seconds * 1000
        for key in dict.fromkeys(email.lower() for email in request["emails"]):
            member = known.get(key)
            if member is None:
                told[key] = failure(failures.WORKER_MISSING, key)
            elif member.last_notify_time and now - member.last_notify_time < pause:
                told[key] = failure(failures.NOTIFIED_TOO_SOON, key)
            else:
                _tell(conn, backend, task, member, dataset_name, numbers.get(member.pk, 0))
                conn.execute(update(members).where(members.c.pk == member.pk).values(last_notify_time=now))
                told[key] = None
    return batch_reply([told[email.lower()] for email in request["emails"]])


def _tell(conn: Connection, backend: Backend, task: Row[Any], member: Row[Any], dataset_name: str, number: int) -> None:
    share = _SHARES[WorkerRole(member.role)].format(number=number)
    lines = [
        f"Team labeling task: {task.task_name}",
        f"Dataset: {dataset_name}",
        f"Team: {member.workforce_name}",
        "",
        share,
    ]
    post_mail(conn, backend, member, task, f"Team labeling: {task.task_name}", "\n".join(lines) + "\n")
    invited = update(workers).where(workers.c.worker_id == member.worker_id)
    conn.execute(invited.where(workers.c.status == WorkerStatus.NOT_INVITED).values(status=int(WorkerStatus.INVITED)))


def _dataset_name(conn: Connection, task: Row[Any]) -> str:
    wanted = select(datasets.c.dataset_name).where(datasets.c.pk == task.dataset_pk)
    return str(conn.execute(wanted).scalar_one())


def _numbers(conn: Connection, task: Row[Any]) -> dict[int, int]:
    counted = select(result_counts.c.member_pk, func.sum(result_counts.c.number)).group_by(result_counts.c.member_pk)
    rows = conn.execute(counted.where(result_counts.c.task_pk == task.pk)).all()
    return {member_pk: int(number) for member_pk, number in rows}
