"""Who takes part in a team labelling task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from ...store.workforce_tables import members, workers, workforces
from .. import failures
from ..failures import failure


class WorkerRole(IntEnum):
    """What a member may do."""

    LABELER = 0
    REVIEWER = 1
    MANAGER = 2
    OWNER = 3


class WorkerStatus(IntEnum):
    """Whether a member was invited and has come."""

    NOT_INVITED = 0
    INVITED = 1
    LOGGED_IN = 2
    DELETED = 3


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who are named for a task, as rows of members with their team; ``manager`` is who hands the work out."""

    chosen: Sequence[Row[Any]] = ()
    manager: Row[Any] | None = None

    @property
    def labelers(self) -> int:
        """How many of them label."""
        return sum(row.role == WorkerRole.LABELER for row in self.chosen)


_WORKERS = select(workers, workforces.c.workforce_id, workforces.c.workforce_name).join(workforces)


def find_staff(conn: Connection, project_id: str, config: Mapping[str, Any] | None) -> Staff:
    """Look up the teams, members and manager that a request names. Raises `ServiceError` for unknown ones.

    A team without a list of members takes part as a whole; a person who is in several teams comes once.
    """
    config = config or {}
    chosen: dict[str, Row[Any]] = {}
    for entry in config.get("workforces") or ():
        for row in _find_team(conn, project_id, entry):
            chosen.setdefault(row.email_key, row)
    manager = _find_manager(conn, project_id, config["agency"]) if config.get("agency") else None
    return Staff(tuple(chosen.values()), manager)


def keep_manager(conn: Connection, staff: Staff, worker_id: str) -> Staff:
    """Staff that names no manager goes on with the one there was."""
    if staff.manager is not None or not worker_id:
        return staff
    return replace(staff, manager=conn.execute(_WORKERS.where(workers.c.worker_id == worker_id)).first())


def _find_team(conn: Connection, project_id: str, entry: Mapping[str, Any]) -> list[Row[Any]]:
    team_id, name = entry.get("workforce_id"), entry.get("workforce_name")
    wanted = workforces.c.workforce_id == team_id if team_id else workforces.c.workforce_name == (name or "")
    if conn.execute(select(1).where(workforces.c.project_id == project_id, wanted)).first() is None:
        raise failure(failures.WORKFORCE_MISSING, str(team_id or name or ""))
    found = conn.execute(_WORKERS.where(workforces.c.project_id == project_id, wanted).order_by(workers.c.pk)).all()
    named = entry.get("workers")
    if not named:
        return list(found)
    by_id, by_email = {row.worker_id: row for row in found}, {row.email_key: row for row in found}
    picked = []
    for worker in named:
        row = by_id.get(worker.get("worker_id") or "") or by_email.get((worker.get("email") or "").lower())
        if row is None:
            raise failure(failures.WORKER_MISSING, str(worker.get("worker_id") or worker.get("email") or ""))
        picked.append(row)
    return picked


def _find_manager(conn: Connection, project_id: str, name: str) -> Row[Any]:
    wanted = (workers.c.worker_id == name) | (workers.c.email_key == name.lower())
    found = conn.execute(_WORKERS.where(workers.c.project_id == project_id, wanted).order_by(workers.c.pk)).all()
    if not found:
        raise failure(failures.WORKER_MISSING, name)
    for row in found:
        if row.role == WorkerRole.MANAGER:
            return row
    raise failure(failures.WORKER_FORBIDDEN, f"{name} manages no team", status=403)


def check_staff(staff: Staff, repetition: int) -> None:
    """Refuse staff that cannot label: a sample needs as many labelers as its repetition says."""
    if staff.labelers < max(1, repetition):
        raise failure(failures.LABELERS_TOO_FEW, f"{staff.labelers} labelers for {repetition} results of each sample")


def set_members(conn: Connection, task_pk: int, staff: Staff, now: int) -> None:
    """Make the staff the task's members; those who were members before stay on record, without new work."""
    held = {row.worker_id: row for row in conn.execute(select(members).where(members.c.task_pk == task_pk))}
    conn.execute(update(members).where(members.c.task_pk == task_pk).values(active=False))
    named = [(row, position) for position, row in enumerate(staff.chosen)]
    if staff.manager is not None and staff.manager.worker_id not in {row.worker_id for row in staff.chosen}:
        named.append((staff.manager, -1))
    for row, position in named:
        values = {"role": row.role, "position": position, "active": True, "update_time": now}
        if row.worker_id in held:
            conn.execute(update(members).where(members.c.pk == held[row.worker_id].pk).values(values))
            continue
        copied = {
            name: row._mapping[name] for name in ("worker_id", "workforce_id", "workforce_name", "email", "email_key")
        }
        conn.execute(insert(members).values(copied | values | {"task_pk": task_pk, "create_time": now}))


def forget_workers(conn: Connection, which: ColumnElement[bool]) -> None:
    """Take the addresses of members who leave their team out of the tasks they took part in."""
    conn.execute(update(members).where(which).values(email="", email_key=""))


def load_members(conn: Connection, task_pk: int, *, active: bool = True) -> Sequence[Row[Any]]:
    """Members of a task in the order they were named; with ``active=False`` former ones too."""
    wanted = select(members).where(members.c.task_pk == task_pk).order_by(members.c.position, members.c.pk)
    return conn.execute(wanted.where(members.c.active) if active else wanted).all()


def has_reviewer(conn: Connection, task_pk: int) -> bool:
    """Whether results have to be reviewed before they can be accepted."""
    held = select(1).where(members.c.task_pk == task_pk, members.c.active, members.c.role == WorkerRole.REVIEWER)
    return conn.execute(held.limit(1)).first() is not None


def view_member(row: Row[Any]) -> dict[str, Any]:
    """A member as tasks and samples show them."""
    shown = {"worker_id": row.worker_id, "role": row.role, "workforce_id": row.workforce_id}
    return {**shown, "email": row.email} if row.email else {**shown, "status": int(WorkerStatus.DELETED)}


def view_config(rows: Sequence[Row[Any]], manager_id: str) -> dict[str, Any]:
    """Who does the work, as tasks show it."""
    teams: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.position >= 0:
            named = {"workforce_id": row.workforce_id, "workforce_name": row.workforce_name, "workers": []}
            teams.setdefault(row.workforce_id, named)["workers"].append(view_member(row))
    config: dict[str, Any] = {"workforces": list(teams.values())} if teams else {}
    managers = [row for row in rows if manager_id and row.worker_id == manager_id]
    return {**config, "agency": managers[0].email or manager_id} if managers else config
