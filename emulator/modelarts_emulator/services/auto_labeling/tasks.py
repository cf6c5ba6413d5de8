"""Starting, listing, showing and stopping intelligent tasks, and the samples whose labels wait for confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from ...store.dataset_tables import datasets
from ...store.smart_task_tables import smart_tasks
from .. import failures
from ..datasets.changes import hold_dataset
from ..datasets.datasets import lock_dataset
from ..failures import failure, missing
from ..lifecycle import SmartStatus, find_lifecycle
from ..samples.lists import list_samples, show_sample
from ..samples.states import LABELLED_STATES, SampleState
from ..samples.views import Sign
from .hard_reasons import describe_reasons
from .kinds import KINDS, message_of
from .requests import WORKING, read_smart_task
from .requests import check_dataset as check_dataset_for
from .views import view_task

if TYPE_CHECKING:
    from ...backend import Backend

SMART_JOB: Final = "dataset.smart"
STOP_JOB: Final = "dataset.smart.stop"
TASKS: Final = smart_tasks.c
_TO_CONFIRM: Final = {"sample_state": "__AUTO_ANNOTATION__"}


def start_task(backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Start a task on a dataset. Returns the reply. Raises `ServiceError`."""
    new = read_smart_task(backend, request)
    task_id = backend.ids.short()
    with backend.store.write() as conn:
        dataset = lock_dataset(conn, project_id, dataset_id)
        numbers = check_dataset_for(conn, dataset, new)
        row = {
            "task_id": task_id,
            "dataset_pk": dataset.pk,
            "kind": new.kind.name,
            "task_name": str(new.config.get("name") or ""),
            "status": find_lifecycle("SmartTask").initial,
            "model_id": new.model_id,
            "config": new.config,
            "create_time": backend.clock.now_ms(),
            "elapsed_time": 0,
            "progress": 0.0,
            "code": new.kind.prepared,
            "message": message_of(new.kind.prepared),
            "error_code": "",
            "error_detail": "",
            "stage": "begin",
            "position": 0,
            "done": 0,
            "total_sample_count": sum(numbers.values()),
            "annotated_sample_count": sum(numbers.get(state, 0) for state in LABELLED_STATES),
            "unconfirmed_sample_count": numbers.get(SampleState.TO_CONFIRM, 0),
            "model": {},
            "result": {"dataset_name": dataset.dataset_name},
        }
        conn.execute(insert(smart_tasks), row)
        if dataset.running_task_id is None:
            hold_dataset(conn, dataset.pk, task_id, new.kind.holding)
        payload = {"dataset": dataset_id, "stage": "begin", "position": 0}
        backend.jobs.schedule(conn, SMART_JOB, project_id, task_id, backend.config.limits.task_seconds, payload)
    return {"task_id": task_id}


def list_tasks(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a dataset's tasks, the newest first; those that label where no type is asked for."""
    limit = query.get("limit", 10)
    skip = min(query.get("offset", 0) * limit, 2**62)
    wanted = query.get("type")
    kinds = [wanted] if wanted else [kind.name for kind in KINDS.values() if kind.labels]
    with backend.store.read() as conn:
        dataset_pk = _find_dataset(conn, project_id, dataset_id)
        where = [TASKS.dataset_pk == dataset_pk, TASKS.kind.in_(kinds)]
        if query.get("task_name"):
            where.append(func.lower(TASKS.task_name).contains(query["task_name"].lower(), autoescape=True))
        total = conn.execute(select(func.count()).select_from(smart_tasks).where(*where)).scalar_one()
        page = select(smart_tasks).where(*where).order_by(TASKS.pk.desc()).limit(limit).offset(skip)
        rows = conn.execute(page).all()
    now = backend.clock.now_ms()
    views = [view_task(row, dataset_id, now) for row in rows]
    return {"tasks": views, "total_count": total, "exist_running_deploy_task": False}


def show_task(backend: Backend, project_id: str, dataset_id: str, task_id: str) -> dict[str, Any]:
    """Everything about one task. Raises `ServiceError` where there is no such dataset or task."""
    with backend.store.read() as conn:
        row = _find_task(conn, _find_dataset(conn, project_id, dataset_id), task_id)
    return view_task(row, dataset_id, backend.clock.now_ms())


def stop_task(backend: Backend, project_id: str, dataset_id: str, task_id: str) -> None:
    """Tell a task to stop; it does so before its next samples. Raises `ServiceError` where it has ended."""
    with backend.store.write() as conn:
        dataset = lock_dataset(conn, project_id, dataset_id)
        row = _find_task(conn, dataset.pk, task_id, lock=True)
        if row.status in (SmartStatus.STOPPING, SmartStatus.STOPPED):
            raise failure(failures.TASK_STOPPED, task_id)
        if row.status not in WORKING:
            raise failure(failures.PARAMETER, "the task has ended already")
        status = find_lifecycle("SmartTask").move(row.status, SmartStatus.STOPPING)
        conn.execute(update(smart_tasks).where(TASKS.pk == row.pk).values(status=status))
        backend.jobs.cancel(conn, project_id, task_id, SMART_JOB)
        backend.jobs.schedule(conn, STOP_JOB, project_id, task_id, 0, {"dataset": dataset_id})


def _find_dataset(conn: Connection, project_id: str, dataset_id: str) -> int:
    scope = (datasets.c.dataset_id == dataset_id, datasets.c.project_id == project_id)
    key = conn.execute(select(datasets.c.pk).where(*scope)).scalar()
    if key is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return int(key)


def _find_task(conn: Connection, dataset_pk: int, task_id: str, *, lock: bool = False) -> Row[Any]:
    statement = select(smart_tasks).where(TASKS.dataset_pk == dataset_pk, TASKS.task_id == task_id)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise missing(failures.SMART_MISSING, task_id)
    return row


def list_proposals(
    backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any], sign: Sign
) -> dict[str, Any]:
    """One page of the samples whose labels wait for confirmation. Raises `ServiceError`."""
    return list_samples(backend, project_id, dataset_id, {**query, **_TO_CONFIRM}, sign)


def show_proposal(backend: Backend, project_id: str, dataset_id: str, sample_id: str, sign: Sign) -> dict[str, Any]:
    """One sample whose labels wait for confirmation, with why it is hard. Raises `ServiceError`."""
    view = show_sample(backend, project_id, dataset_id, sample_id, _TO_CONFIRM, sign)
    reasons = view["metadata"].get("@modelarts:hard_reasons") or []
    return {**view, "hard_details": describe_reasons(reasons)} if reasons else view
