"""Tells team labelling tasks that there is something new in their dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, select

from ...store.workforce_tables import tasks
from ..lifecycle import WorkforceTaskStatus

if TYPE_CHECKING:
    from ...backend import Backend

#: Hands new samples out while the task goes on; the status stays.
SYNC_JOB: Final = "workforce.synchronize"
#: States in which new samples can be handed out; in others they wait until the task is in one of these.
GOING_ON: Final = (
    WorkforceTaskStatus.RUNNING,
    WorkforceTaskStatus.ACCEPTING,
    WorkforceTaskStatus.ACCEPTED,
    WorkforceTaskStatus.REJECTED,
)


def notice_samples(conn: Connection, backend: Backend, dataset_pk: int) -> None:
    """Hand out what is new in a dataset where its team labelling tasks are to have it: samples or automatic labels.

    For everything that adds samples, or labels that wait to be confirmed; part of that transaction.
    """
    wanted = select(tasks.c.project_id, tasks.c.task_id).where(
        tasks.c.dataset_pk == dataset_pk,
        ~tasks.c.removed,
        tasks.c.status != WorkforceTaskStatus.CREATED,
        tasks.c.synchronize_data | tasks.c.synchronize_auto,
    )
    for project_id, task_id in conn.execute(wanted.order_by(tasks.c.pk)).all():
        backend.jobs.cancel(conn, project_id, task_id, SYNC_JOB)
        backend.jobs.schedule(conn, SYNC_JOB, project_id, task_id, backend.config.limits.task_seconds)
