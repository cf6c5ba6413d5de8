"""Members of labelling teams."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from ...errors import ServiceError
from ...store.workforce_tables import members, tasks, workers, workforces
from .. import failures
from ..failures import failure, missing
from ..lifecycle import WorkforceTaskStatus
from ..samples.batch_results import Outcome, batch_reply
from .members import WorkerRole, WorkerStatus, forget_workers
from .workforces import MAX_SKIP, find_workforce

if TYPE_CHECKING:
    from ...backend import Backend

_EMAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,255}")
_SHOWN: Final = ("email", "worker_id", "status", "role", "description", "create_time", "update_time")


def list_workers(backend: Backend, project_id: str, workforce_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a team's members. Raises `ServiceError` where there is no such team."""
    with backend.store.read() as conn:
        row = find_workforce(conn, project_id, workforce_id)
        return _read_page(conn, [workers.c.workforce_pk == row.pk], query)


def list_all_workers(backend: Backend, project_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the members of all teams that have one role, labelers unless told otherwise."""
    role = query.get("role", WorkerRole.LABELER)
    with backend.store.read() as conn:
        return _read_page(conn, [workers.c.project_id == project_id, workers.c.role == role], query)


def _read_page(conn: Connection, where: Sequence[ColumnElement[bool]], query: Mapping[str, Any]) -> dict[str, Any]:
    first = workers.c.email if query.get("sort_by") == "email" else workers.c.create_time
    order = (first, workers.c.pk) if query.get("order") == "asc" else (first.desc(), workers.c.pk.desc())
    limit = query.get("limit", 10)
    total = conn.execute(select(func.count()).select_from(workers).where(*where)).scalar_one()
    page = select(workers, workforces.c.workforce_id).join(workforces).where(*where).order_by(*order)
    found = conn.execute(page.limit(limit).offset(min(query.get("offset", 0) * limit, MAX_SKIP)))
    return {"total_number": total, "workers": [_view(row) for row in found]}


def create_worker(backend: Backend, project_id: str, workforce_id: str, request: Mapping[str, Any]) -> None:
    """Add a member to a team. Raises `ServiceError`: an invalid or known address, too many members or managers."""
    email = request["emails"].strip()
    # In lower case, as members are compared: some letters become two.
    if not _EMAIL.fullmatch(email.lower()) or not email.isprintable():
        raise failure(failures.PARAMETER, "emails is no e-mail address")
    now = backend.clock.now_ms()
    row = {
        "worker_id": backend.ids.hex32(),
        "project_id": project_id,
        "email": email,
        "email_key": email.lower(),
        "role": int(request["role"]),
        "status": int(WorkerStatus.NOT_INVITED),
        "description": request.get("description", ""),
        "create_time": now,
        "update_time": now,
    }
    quota = backend.config.limits.workers
    with backend.store.write() as conn:
        team = find_workforce(conn, project_id, workforce_id, lock=True)
        same = select(1).where(workers.c.workforce_pk == team.pk, workers.c.email_key == row["email_key"])
        if conn.execute(same).first() is not None:
            raise failure(failures.WORKER_EXISTS, email)
        if quota and team.worker_count >= quota:
            raise failure(failures.TEAM_QUOTA, f"a team has at most {quota} members")
        _check_manager(conn, team.pk, row["role"])
        conn.execute(insert(workers), row | {"workforce_pk": team.pk})
        _count(conn, team.pk, 1, now)


def show_worker(backend: Backend, project_id: str, workforce_id: str, worker_id: str) -> dict[str, Any]:
    """Everything about a member. Raises `ServiceError` where there is no such team or member."""
    with backend.store.read() as conn:
        team = find_workforce(conn, project_id, workforce_id)
        return _view(_find(conn, team, worker_id))


def update_worker(
    backend: Backend, project_id: str, workforce_id: str, worker_id: str, request: Mapping[str, Any]
) -> None:
    """Change a member's role or description. Tasks that have been handed out keep the role as it was."""
    values = {name: request[name] for name in ("role", "description") if request.get(name) is not None}
    values["update_time"] = backend.clock.now_ms()
    with backend.store.write() as conn:
        team = find_workforce(conn, project_id, workforce_id, lock=True)
        row = _find(conn, team, worker_id)
        if values.get("role", row.role) != row.role:
            _check_manager(conn, team.pk, values["role"])
        conn.execute(update(workers).where(workers.c.pk == row.pk).values(values))


def delete_worker(backend: Backend, project_id: str, workforce_id: str, worker_id: str) -> None:
    """Remove a member. Raises `ServiceError` while the member has a task that is not done."""
    with backend.store.write() as conn:
        team = find_workforce(conn, project_id, workforce_id, lock=True)
        _remove(conn, _find(conn, team, worker_id))
        _count(conn, team.pk, -1, backend.clock.now_ms())


def delete_workers(backend: Backend, project_id: str, workforce_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Remove several members; those that cannot be removed stay, and the reply says why."""
    outcomes: list[Outcome] = []
    with backend.store.write() as conn:
        team = find_workforce(conn, project_id, workforce_id, lock=True)
        known = set(conn.execute(select(workers.c.worker_id).where(workers.c.workforce_pk == team.pk)).scalars())
        for worker_id in request["workers"]:
            try:
                if worker_id not in known:
                    raise failure(failures.WORKER_MISSING, worker_id)
                _remove(conn, _find(conn, team, worker_id))
            except ServiceError as error:
                outcomes.append(error)
            else:
                known.discard(worker_id)
                outcomes.append(None)
        removed = outcomes.count(None)
        if removed:
            _count(conn, team.pk, -removed, backend.clock.now_ms())
    return batch_reply(outcomes)


def _remove(conn: Connection, row: Row[Any]) -> None:
    held = select(tasks.c.task_name).join(members, members.c.task_pk == tasks.c.pk)
    held = held.where(members.c.worker_id == row.worker_id, members.c.active, ~tasks.c.removed)
    task_name = conn.execute(held.where(tasks.c.status != WorkforceTaskStatus.ACCEPTED).limit(1)).scalar()
    if task_name is not None:
        raise failure(failures.WORKER_IN_USE, f"the member takes part in the task {task_name}")
    forget_workers(conn, members.c.worker_id == row.worker_id)
    conn.execute(delete(workers).where(workers.c.pk == row.pk))


def _find(conn: Connection, team: Row[Any], worker_id: str) -> Row[Any]:
    wanted = select(workers, workforces.c.workforce_id).join(workforces)
    row = conn.execute(wanted.where(workers.c.workforce_pk == team.pk, workers.c.worker_id == worker_id)).first()
    if row is None:
        raise missing(failures.WORKER_MISSING, worker_id)
    return row


def _check_manager(conn: Connection, team_pk: int, role: int) -> None:
    held = select(1).where(workers.c.workforce_pk == team_pk, workers.c.role == WorkerRole.MANAGER)
    if role == WorkerRole.MANAGER and conn.execute(held).first() is not None:
        raise failure(failures.MANAGER_EXISTS)


def _count(conn: Connection, team_pk: int, number: int, now: int) -> None:
    values = {"worker_count": workforces.c.worker_count + number, "update_time": now}
    conn.execute(update(workforces).where(workforces.c.pk == team_pk).values(values))


def _view(row: Row[Any]) -> dict[str, Any]:
    return {**{name: row._mapping[name] for name in _SHOWN}, "workforce_id": row.workforce_id}
