"""Finds and holds team labelling tasks, and moves them from one status to the next."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from ...store.dataset_tables import datasets
from ...store.workforce_tables import tasks
from .. import failures
from ..datasets.datasets import lock_dataset
from ..failures import busy, missing
from ..lifecycle import DatasetStatus, WorkforceTaskStatus, find_lifecycle


def find_task(conn: Connection, project_id: str, dataset_id: str, task_id: str) -> tuple[Row[Any], Row[Any]]:
    """Rows of a dataset and of its task. Raises `ServiceError` where there is no such dataset or task."""
    wanted = select(datasets).where(datasets.c.dataset_id == dataset_id, datasets.c.project_id == project_id)
    dataset = conn.execute(wanted).first()
    if dataset is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return dataset, _find(conn, dataset.pk, task_id, lock=False)


def lock_task(conn: Connection, project_id: str, dataset_id: str, task_id: str) -> tuple[Row[Any], Row[Any]]:
    """Rows of a dataset and of its task, held until the transaction ends. Raises `ServiceError`."""
    dataset = lock_dataset(conn, project_id, dataset_id)
    task = _find(conn, dataset.pk, task_id, lock=True)
    if dataset.status in (DatasetStatus.DELETING, DatasetStatus.DELETED):
        raise busy(dataset.status)
    return dataset, task


def _find(conn: Connection, dataset_pk: int, task_id: str, *, lock: bool) -> Row[Any]:
    wanted = select(tasks).where(tasks.c.task_id == task_id, tasks.c.dataset_pk == dataset_pk, ~tasks.c.removed)
    row = conn.execute(wanted.with_for_update() if lock else wanted).first()
    if row is None:
        raise missing(failures.TEAM_TASK_MISSING, task_id)
    return row


def move_task(conn: Connection, task: Row[Any], target: WorkforceTaskStatus, now: int, **values: Any) -> None:
    """Give a task another status; raises `IllegalMoveError` where the lifecycle has no such step."""
    status = find_lifecycle("WorkforceTask").move(task.status, target)
    conn.execute(update(tasks).where(tasks.c.pk == task.pk).values(status=status, update_time=now, **values))
