"""Team labelling tasks as replies show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, func, or_, select

from ...store.dataset_tables import datasets
from ...store.workforce_tables import checks, members, result_counts, tasks
from .. import failures
from ..failures import missing
from ..lifecycle import WorkforceTaskStatus
from ..samples.states import SampleState
from ..workforces.access import find_task
from ..workforces.members import WorkerRole, load_members, view_config
from ..workforces.workforces import MAX_SKIP
from .acceptance import Action
from .checks import POINTS, last_check
from .results import ACCEPTABLE_STATES, DRAWN_STATES
from .statistics import task_label_stats

if TYPE_CHECKING:
    from sqlalchemy import Row

    from ...backend import Backend

    AnyRow = Row[*tuple[Any, ...]]

_PLAIN: Final = ("task_id", "task_name", "status", "repetition", "create_time", "update_time", "auto_sync_dataset")
#: A member is told less than the owner: what is done to the whole task is part of its acceptance.
_AS_MEMBERS_SEE: Final = {
    WorkforceTaskStatus.SYNCHRONIZING: WorkforceTaskStatus.ACCEPTING,
    WorkforceTaskStatus.SAMPLING: WorkforceTaskStatus.ACCEPTING,
}
_GRADES: Final = {points: grade for grade, points in POINTS.items()} | {0: "E"}

Counts = Mapping[int, Counter[int]]


def list_tasks(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a dataset's tasks, the newest first. Raises `ServiceError` where there is no such dataset."""
    limit = query.get("limit", 1000)
    with backend.store.read() as conn:
        wanted = select(datasets.c.pk).where(datasets.c.dataset_id == dataset_id, datasets.c.project_id == project_id)
        dataset_pk = conn.execute(wanted).scalar()
        if dataset_pk is None:
            raise missing(failures.DATASET_MISSING, dataset_id)
        where = (tasks.c.dataset_pk == dataset_pk, ~tasks.c.removed)
        total = conn.execute(select(func.count()).select_from(tasks).where(*where)).scalar_one()
        page = select(tasks).where(*where).order_by(tasks.c.create_time.desc(), tasks.c.pk.desc()).limit(limit)
        found = conn.execute(page.offset(min(query.get("offset", 0) * limit, MAX_SKIP))).all()
        wanted_stats = {"sample_stats": True, "workforce_stats": True}
        return {"count": total, "tasks": [_view(conn, row, dataset_id, wanted_stats) for row in found]}


def show_task(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, query: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything about a task; figures on labels, samples and members where they are asked for."""
    with backend.store.read() as conn:
        dataset, task = find_task(conn, project_id, dataset_id, task_id)
        view = _view(conn, task, dataset_id, query)
        if query.get("label_stats"):
            view["label_stats"] = task_label_stats(conn, task, tuple(SampleState))
        rows = load_members(conn, task.pk)
        counts = count_results(conn, [task.pk])
        view["worker_stats"] = [_view_part(row, task, dataset, counts[task.pk]) for row in rows]
    return view


def _view(conn: Connection, task: AnyRow, dataset_id: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    rows = load_members(conn, task.pk)
    view = {
        **{name: task._mapping[name] for name in _PLAIN},
        "dataset_id": dataset_id,
        "description": task.description,
        "synchronize_data": task.synchronize_data,
        "synchronize_auto_labeling_data": task.synchronize_auto,
        "workforces_config": view_config(rows, task.manager_id),
    }
    if task.conditions:
        view["sample_search_conditions"] = task.conditions
    if wanted.get("workforce_stats"):
        view["workforce_stats"] = _view_staff([row for row in rows if row.position >= 0])
    if wanted.get("sample_stats"):
        numbers = _sum(count_results(conn, [task.pk])[task.pk].values())
        deleted = sum(row.deleted for row in load_members(conn, task.pk, active=False))
        view["sample_stats"] = view_counts(numbers, deleted)
    return {**view, **_view_checks(conn, task)}


def _view_staff(rows: Sequence[AnyRow]) -> dict[str, int]:
    roles = Counter(row.role for row in rows)
    return {
        "workforce_count": len({row.workforce_id for row in rows}),
        "labeler_count": roles[WorkerRole.LABELER],
        "reviewer_count": roles[WorkerRole.REVIEWER],
    }


def _view_checks(conn: Connection, task: AnyRow) -> dict[str, Any]:
    check = last_check(conn, task)
    if check is None:
        return {}
    known = _load_checks(conn, task)
    described = {
        "checking_task_id": check.check_id,
        "overwrite_last_result": check.overwrite,
        "checking_stats": view_check([check], check.check_id),
        "total_stats": view_check(known),
    }
    if check.action not in (None, Action.CANCEL):
        described["action"] = check.action
    accepted, sampled, scope = (sum(getattr(row, name) for row in known) for name in ("accepted", "sampled", "scope"))
    points, scored = sum(row.points for row in known), sum(row.scored for row in known)
    return {
        "checking_task_desc": described,
        "check_rate": sampled / scope if scope else 0.0,
        "pass_rate": accepted / sampled if sampled else 0.0,
        "score": points / scored if scored else 0.0,
    }


def _load_checks(conn: Connection, task: AnyRow) -> Sequence[AnyRow]:
    """Acceptances of a task in their order, without those that were called off."""
    counted = or_(checks.c.action.is_(None), checks.c.action != int(Action.CANCEL))
    return conn.execute(select(checks).where(checks.c.task_pk == task.pk, counted).order_by(checks.c.round)).all()


def show_report(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, query: Mapping[str, Any]
) -> dict[str, Any]:
    """Figures on one acceptance and on all of the task. Raises `ServiceError` where there is no such acceptance."""
    check_id = query["checking_task_id"]
    with backend.store.read() as conn:
        _, task = find_task(conn, project_id, dataset_id, task_id)
        check = conn.execute(select(checks).where(checks.c.task_pk == task.pk, checks.c.check_id == check_id)).first()
        if check is None:
            raise missing(failures.CHECK_MISSING, check_id)
        return {"checking_stats": view_check([check], check_id), "total_stats": view_check(_load_checks(conn, task))}


def view_check(rows: Sequence[AnyRow], check_id: str = "") -> dict[str, Any]:
    """Figures on acceptances taken together."""
    names = ("sampling_num", "scope", "sampled", "accepted", "rejected", "points", "scored")
    number = {name: sum(getattr(row, name) for row in rows) for name in names}
    checked = number["accepted"] + number["rejected"]
    rate = rows[0].sampling_rate if len(rows) == 1 else number["sampling_num"] / max(1, number["scope"])
    view = {
        "sampling_rate": rate,
        "sampling_num": number["sampling_num"],
        "pass_rate": number["accepted"] / number["sampled"] if number["sampled"] else 0.0,
        "score": _GRADES[round(number["points"] / number["scored"])] if number["scored"] else "E",
        "total_score": number["points"],
        "total_sample_count": number["scope"],
        "sampled_sample_count": number["sampled"],
        "unchecked_sample_count": number["sampled"] - checked,
        "checked_sample_count": checked,
        "accepted_sample_count": number["accepted"],
        "rejected_sample_count": number["rejected"],
    }
    return {**view, "task_id": check_id} if check_id else view


def count_results(conn: Connection, task_keys: Sequence[int]) -> dict[int, dict[int, Counter[int]]]:
    """How many results there are, by task, member and state."""
    found: defaultdict[int, dict[int, Counter[int]]] = defaultdict(dict)
    for row in conn.execute(select(result_counts).where(result_counts.c.task_pk.in_(task_keys))):
        found[row.task_pk].setdefault(row.member_pk, Counter())[row.state] += row.number
    return found


def _sum(counters: Any) -> Counter[int]:
    total: Counter[int] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def view_counts(numbers: Counter[int], deleted: int) -> dict[str, int]:
    """Numbers of results by state, as tasks show them."""
    return {
        "total_sample_count": sum(numbers.values()),
        "unannotated_sample_count": numbers[SampleState.UNLABELLED],
        "unreviewed_sample_count": numbers[SampleState.TO_REVIEW],
        "uncheck_sample_count": sum(numbers[state] for state in ACCEPTABLE_STATES),
        "sampled_sample_count": sum(numbers[state] for state in DRAWN_STATES),
        "rejected_sample_count": numbers[SampleState.REJECTED],
        "accepted_sample_count": numbers[SampleState.ACCEPTED],
        "auto_annotation_sample_count": numbers[SampleState.TO_CONFIRM],
        "deleted_sample_count": deleted,
    }


def _view_part(member: AnyRow, task: AnyRow, dataset: AnyRow, counts: Counts) -> dict[str, Any]:
    """A member's part in a task; those who do not label see how far the whole has come."""
    labels = member.role == WorkerRole.LABELER
    numbers = counts.get(member.pk, Counter()) if labels else _sum(counts.values())
    status = _AS_MEMBERS_SEE.get(task.status, task.status)
    return {
        "email": member.email,
        "worker_id": member.worker_id,
        "role": member.role,
        "task_id": task.task_id,
        "workforce_task_name": task.task_name,
        "dataset_id": dataset.dataset_id,
        "dataset_type": dataset.dataset_type,
        "sample_stats": view_counts(numbers, member.deleted),
        "create_time": member.create_time,
        "update_time": max(member.update_time, task.update_time),
        "email_status": member.email_status,
        "last_notify_time": member.last_notify_time,
        "pass_rate": member.passed / member.checked if member.checked else 0.0,
        "score": member.points / member.scored if member.scored else 0.0,
        "task_status": int(status),
    }


def list_worker_tasks(backend: Backend, project_id: str, user_name: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of members' parts in the project's tasks.

    A user whose name is a member's e-mail address sees that member's parts; anybody else acts for all members.
    ``search_content`` looks for a text in the names of tasks and in the members' addresses.
    """
    where: list[ColumnElement[bool]] = [tasks.c.project_id == project_id, ~tasks.c.removed, members.c.active]
    # Before it is started a task is shown to its manager only.
    managed = or_(tasks.c.status != int(WorkforceTaskStatus.CREATED), members.c.role == int(WorkerRole.MANAGER))
    where.append(managed)
    by_name = query.get("sort_by") == "workforce_task_name"
    first = (tasks.c.task_name, members.c.pk) if by_name else (members.c.create_time, members.c.pk)
    order = first if query.get("order") == "asc" else tuple(column.desc() for column in first)
    limit = query.get("limit", 10)
    joined = members.join(tasks, tasks.c.pk == members.c.task_pk)
    with backend.store.read() as conn:
        mine = members.c.email_key == user_name.lower()
        if conn.execute(select(1).select_from(joined).where(*where, mine).limit(1)).first() is not None:
            where.append(mine)
        where += _search(query)
        total = conn.execute(select(func.count()).select_from(joined).where(*where)).scalar_one()
        page = select(members.c.pk, members.c.task_pk).select_from(joined).where(*where).order_by(*order)
        found = conn.execute(page.limit(limit).offset(min(query.get("offset", 0) * limit, MAX_SKIP))).all()
        return {"count": total, "worker_tasks": _view_parts(conn, found)}


def _search(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    text = (query.get("search_content") or "").lower()
    if not text:
        return []
    name = func.lower(tasks.c.task_name).contains(text, autoescape=True)
    return [or_(name, members.c.email_key.contains(text, autoescape=True))]


def _view_parts(conn: Connection, found: Sequence[AnyRow]) -> list[dict[str, Any]]:
    held = {row.pk: row for row in conn.execute(select(members).where(members.c.pk.in_([row.pk for row in found])))}
    task_keys = list({row.task_pk for row in found})
    known = {row.pk: row for row in conn.execute(select(tasks).where(tasks.c.pk.in_(task_keys)))}
    columns = (datasets.c.pk, datasets.c.dataset_id, datasets.c.dataset_type)
    wanted = select(*columns).where(datasets.c.pk.in_({row.dataset_pk for row in known.values()}))
    sets = {row.pk: row for row in conn.execute(wanted)}
    counts = count_results(conn, task_keys)
    return [
        _view_part(held[pk], known[task_pk], sets[known[task_pk].dataset_pk], counts.get(task_pk, {}))
        for pk, task_pk in found
    ]
