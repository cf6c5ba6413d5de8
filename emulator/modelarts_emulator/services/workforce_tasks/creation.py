"""A new team labelling task of a dataset, and what the dataset shows of its tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from ...store.dataset_tables import datasets
from ...store.workforce_tables import tasks, workforces
from .. import failures
from ..failures import failure
from ..lifecycle import WorkforceTaskStatus, find_lifecycle
from ..workforces.members import Staff, check_staff, find_staff, load_members, set_members, view_member
from .conditions import read_team_conditions

if TYPE_CHECKING:
    from ...backend import Backend

HANDOUT_JOB: Final = "workforce.hand_out"
#: Types of datasets that teams can label.
TEAM_TYPES: Final = (0, 1, 100, 101, 102, 202)
#: What `data_sync_type` says about new samples.
_SYNCHRONIZES_DATA: Final = (1, 3)


def insert_task(conn: Connection, backend: Backend, dataset: Row[Any], request: Mapping[str, Any]) -> str:
    """Store a new task of a dataset whose row is held; return its id. Raises `ServiceError`."""
    if dataset.dataset_type not in TEAM_TYPES:
        raise failure(failures.UNSUPPORTED, f"datasets of type {dataset.dataset_type} cannot be labelled by teams")
    if conn.execute(select(1).where(workforces.c.project_id == dataset.project_id)).first() is None:
        raise failure(failures.WORKFORCE_MISSING, "the project has no labeling team")
    now, repetition = backend.clock.now_ms(), request.get("repetition") or 1
    staff = find_staff(conn, dataset.project_id, request.get("workforces_config"))
    if staff.chosen:
        check_staff(staff, repetition)
    name = _choose_name(conn, backend, dataset.pk, request.get("task_name"))
    task_id = backend.ids.short()
    synchronized = request.get("data_sync_type") in _SYNCHRONIZES_DATA
    row = {
        "task_id": task_id,
        "project_id": dataset.project_id,
        "dataset_pk": dataset.pk,
        "task_name": name,
        "description": "",
        "status": find_lifecycle("WorkforceTask").initial,
        "repetition": repetition,
        "manager_id": manager_of(staff),
        "synchronize_data": bool(request.get("synchronize_data", synchronized)),
        "synchronize_auto": bool(request.get("synchronize_auto_labeling_data", False)),
        "auto_sync_dataset": bool(request.get("auto_sync_dataset", True)),
        "conditions": read_team_conditions(request.get("sample_conditions"), now),
        "create_time": now,
        "update_time": now,
    }
    task_pk = conn.execute(insert(tasks).returning(tasks.c.pk), row).scalar_one()
    set_members(conn, task_pk, staff, now)
    if staff.chosen:
        backend.jobs.schedule(conn, HANDOUT_JOB, row["project_id"], task_id, backend.config.limits.task_seconds)
    refresh_facts(conn, dataset.pk)
    return task_id


def has_unfinished_task(conn: Connection, dataset_pk: int) -> bool:
    """Whether a team still works on the dataset, or is about to."""
    open_tasks = select(1).where(tasks.c.dataset_pk == dataset_pk, ~tasks.c.removed)
    return conn.execute(open_tasks.where(tasks.c.status != WorkforceTaskStatus.ACCEPTED).limit(1)).first() is not None


def manager_of(staff: Staff) -> str:
    """Id of the manager who hands the work out, empty without one."""
    return staff.manager.worker_id if staff.manager is not None else ""


def _choose_name(conn: Connection, backend: Backend, dataset_pk: int, name: str | None) -> str:
    if name:
        check_name(conn, dataset_pk, name)
        return name
    return f"task-{backend.ids.hex32()[:8]}"


def check_name(conn: Connection, dataset_pk: int, name: str) -> None:
    """Refuse a name that another task of the dataset has."""
    taken = select(1).where(tasks.c.dataset_pk == dataset_pk, tasks.c.task_name == name)
    if conn.execute(taken).first() is not None:
        raise failure(failures.TEAM_TASK_EXISTS, name)


def refresh_facts(conn: Connection, dataset_pk: int, *, rejected: int | None = None) -> None:
    """Write what a dataset shows of its team labelling: how many tasks there are, and the newest one."""
    scope = (tasks.c.dataset_pk == dataset_pk, ~tasks.c.removed)
    number = conn.execute(select(func.count()).select_from(tasks).where(*scope)).scalar_one()
    facts = dict(conn.execute(select(datasets.c.facts).where(datasets.c.pk == dataset_pk)).scalar_one())
    held = facts.pop("workforce_descriptor", {})
    newest = conn.execute(select(tasks).where(*scope).order_by(tasks.c.create_time.desc(), tasks.c.pk.desc())).first()
    if newest is not None:
        same = held.get("current_task_id") == newest.task_id
        refused = rejected if rejected is not None else held.get("reject_num", 0) if same else 0
        facts["workforce_descriptor"] = _describe(conn, newest) | {"reject_num": refused}
    facts |= {"exist_workforce_task": number > 0, "workforce_task_count": number}
    conn.execute(update(datasets).where(datasets.c.pk == dataset_pk).values(facts=facts))


def _describe(conn: Connection, task: Row[Any]) -> dict[str, Any]:
    rows = [row for row in load_members(conn, task.pk) if row.position >= 0]
    teams = {(row.workforce_id, row.workforce_name) for row in rows}
    described = {
        "current_task_id": task.task_id,
        "current_task_name": task.task_name,
        "repetition": task.repetition,
        "is_synchronize_data": task.synchronize_data,
        "is_synchronize_auto_labeling_data": task.synchronize_auto,
        "workers": [view_member(row) for row in rows],
    }
    if len(teams) != 1:
        return described
    team_id, team_name = teams.pop()
    return {**described, "workforce_id": team_id, "workforce_name": team_name}
