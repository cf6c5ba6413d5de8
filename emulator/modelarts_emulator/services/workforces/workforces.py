"""Labelling teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from ...store.workforce_tables import members, tasks, workforces
from .. import failures
from ..datasets.requests import DEFAULT_WORKSPACE
from ..failures import failure, missing
from ..lifecycle import WorkforceTaskStatus
from .members import forget_workers

if TYPE_CHECKING:
    from ...backend import Backend

MAX_SKIP: Final = 2**62
_SHOWN: Final = ("workforce_id", "workforce_name", "description", "worker_count", "create_time", "update_time")


def list_workforces(backend: Backend, project_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a project's teams, all or those that take part in one task."""
    where = [workforces.c.project_id == project_id]
    if query.get("search_content"):
        text = query["search_content"].lower()
        where.append(func.lower(workforces.c.workforce_name).contains(text, autoescape=True))
    if query.get("workforce_task_id"):
        part = select(members.c.workforce_id).join(tasks, tasks.c.pk == members.c.task_pk)
        part = part.where(tasks.c.task_id == query["workforce_task_id"], members.c.active)
        where.append(workforces.c.workforce_id.in_(part))
    by_name = query.get("sort_by") == "workforce_name"
    first = workforces.c.workforce_name if by_name else workforces.c.create_time
    order = (first, workforces.c.pk) if query.get("order") == "asc" else (first.desc(), workforces.c.pk.desc())
    limit = query.get("limit", 10)
    with backend.store.read() as conn:
        total = conn.execute(select(func.count()).select_from(workforces).where(*where)).scalar_one()
        page = select(workforces).where(*where).order_by(*order).limit(limit)
        found = conn.execute(page.offset(min(query.get("offset", 0) * limit, MAX_SKIP))).all()
    return {"total_number": total, "workforces": [_view(row) for row in found]}


def create_workforce(backend: Backend, project_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create a team without members. Raises `ServiceError` where the name is taken or there are too many teams."""
    now = backend.clock.now_ms()
    name = request["workforce_name"]
    row = {
        "workforce_id": backend.ids.short(),
        "project_id": project_id,
        "workforce_name": name,
        "description": request.get("description", ""),
        "create_time": now,
        "update_time": now,
    }
    quota = backend.config.limits.workforces
    with backend.store.write() as conn:
        number = select(func.count()).select_from(workforces).where(workforces.c.project_id == project_id)
        if quota and conn.execute(number).scalar_one() >= quota:
            raise failure(failures.TEAM_QUOTA, f"a project has at most {quota} labeling teams")
        _check_name(conn, project_id, name)
        conn.execute(insert(workforces), row)
    return {"workforce_id": row["workforce_id"]}


def show_workforce(backend: Backend, project_id: str, workforce_id: str) -> dict[str, Any]:
    """Everything about a team. Raises `ServiceError` where the project has none of this id."""
    with backend.store.read() as conn:
        return _view(find_workforce(conn, project_id, workforce_id))


def update_workforce(backend: Backend, project_id: str, workforce_id: str, request: Mapping[str, Any]) -> None:
    """Change a team's name or description. Raises `ServiceError` where the name is taken."""
    values = {name: request[name] for name in ("workforce_name", "description") if request.get(name) is not None}
    with backend.store.write() as conn:
        row = find_workforce(conn, project_id, workforce_id, lock=True)
        name = values.get("workforce_name", row.workforce_name)
        if name != row.workforce_name:
            _check_name(conn, project_id, name)
            conn.execute(update(members).where(members.c.workforce_id == workforce_id).values(workforce_name=name))
        values["update_time"] = backend.clock.now_ms()
        conn.execute(update(workforces).where(workforces.c.pk == row.pk).values(values))


def delete_workforce(backend: Backend, project_id: str, workforce_id: str) -> None:
    """Remove a team with its members. Raises `ServiceError` while one of them has a task that is not done."""
    with backend.store.write() as conn:
        row = find_workforce(conn, project_id, workforce_id, lock=True)
        held = select(tasks.c.task_name).join(members, members.c.task_pk == tasks.c.pk)
        held = held.where(members.c.workforce_id == workforce_id, members.c.active, ~tasks.c.removed)
        task_name = conn.execute(held.where(tasks.c.status != WorkforceTaskStatus.ACCEPTED).limit(1)).scalar()
        if task_name is not None:
            raise failure(failures.WORKFORCE_IN_USE, f"the team takes part in the task {task_name}")
        forget_workers(conn, members.c.workforce_id == workforce_id)
        conn.execute(delete(workforces).where(workforces.c.pk == row.pk))


def find_workforce(conn: Connection, project_id: str, workforce_id: str, *, lock: bool = False) -> Row[Any]:
    """Row of a team. Raises `ServiceError` where the project has none of this id."""
    wanted = select(workforces).where(workforces.c.workforce_id == workforce_id, workforces.c.project_id == project_id)
    row = conn.execute(wanted.with_for_update() if lock else wanted).first()
    if row is None:
        raise missing(failures.WORKFORCE_MISSING, workforce_id)
    return row


def _check_name(conn: Connection, project_id: str, name: str) -> None:
    taken = select(1).where(workforces.c.project_id == project_id, workforces.c.workforce_name == name)
    if conn.execute(taken).first() is not None:
        raise failure(failures.WORKFORCE_EXISTS, name)


def _view(row: Row[Any]) -> dict[str, Any]:
    return {**{name: row._mapping[name] for name in _SHOWN}, "workspace_id": DEFAULT_WORKSPACE}
