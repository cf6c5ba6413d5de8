"""Creating, listing, showing, changing and deleting data processing tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ...store.processor_tables import processor_tasks
from .. import failures
from ..datasets.requests import DEFAULT_WORKSPACE
from ..failures import failure, missing
from ..lifecycle import find_lifecycle
from .operators import ANALYSIS, TEMPLATES
from .requests import NewRun, check_description, check_name, read_run
from .versions import has_unfinished, start_run
from .views import view_task

if TYPE_CHECKING:
    from ...backend import Backend

TASKS: Final = processor_tasks.c


def create_task(backend: Backend, project_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create a task, and start it where it is to have a version at once or is a feature analysis.

    Returns the reply. Raises `ServiceError`.
    """
    task_id, run_id = backend.ids.short(), backend.ids.short()
    name, description = check_name(request["name"]), check_description(request.get("description", ""))
    with backend.store.write() as conn:
        new = read_run(conn, backend, project_id, request, run_id)
        analysis = new.operator.template == ANALYSIS
        if analysis and request.get("create_version"):
            raise failure(failures.PARAMETER, "create_version is for data processing; feature analysis has no versions")
        _check_quota(conn, backend, project_id)
        row = _new_row(backend, project_id, request, new) | {"task_id": task_id}
        row |= {"name": name, "unique_name": None if analysis else name, "description": description}
        _retire(conn, row)
        try:
            with conn.begin_nested():
                conn.execute(insert(processor_tasks), row)
        except IntegrityError as error:
            raise failure(failures.PROCESSOR_EXISTS, name) from error
        if analysis or request.get("create_version"):
            held = lock_task(conn, project_id, task_id)
            start_run(conn, backend, held, new, run_id, description)
    return {"task_id": task_id}


def _check_quota(conn: Connection, backend: Backend, project_id: str) -> None:
    quota = backend.config.limits.processor_tasks
    if quota:
        number = select(func.count()).select_from(processor_tasks).where(TASKS.project_id == project_id)
        if conn.execute(number).scalar_one() >= quota:
            raise failure(failures.PROCESSOR_QUOTA)


def _new_row(backend: Backend, project_id: str, request: Mapping[str, Any], new: NewRun) -> dict[str, Any]:
    source = new.inputs[0]
    work_path = None
    if new.work_path is not None:
        work_path = {key: value for key, value in new.work_path.items() if key != "output_path"}
    return {
        "project_id": project_id,
        "workspace_id": request.get("workspace_id") or DEFAULT_WORKSPACE,
        "template_id": new.operator.template,
        "source_type": source["type"],
        "source": source["source"],
        "version_id": source.get("version_id", ""),
        "version_name": source.get("version_name", ""),
        "inputs": new.inputs,
        "work_path": work_path,
        "template": new.template,
        "status": find_lifecycle("ProcessorTask").initial,
        "duration_seconds": 0,
        "error_msg": "",
        "result": None,
        "create_time": backend.clock.now_ms(),
        "version_count": 0,
        "next_version": 1,
        "is_current": True,
    }


def _alike(row: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Tasks of the same kind on the same source."""
    names = ("project_id", "version_id", "template_id", "source_type", "source")
    return [TASKS[name] == row[name] for name in names]


def _retire(conn: Connection, row: Mapping[str, Any]) -> None:
    statement = update(processor_tasks).where(*_alike(row), TASKS.is_current.is_(True))
    conn.execute(statement.values(is_current=False))


def lock_task(conn: Connection, project_id: str, task_id: str) -> Row[Any]:
    """Read a task's row and hold it until the transaction ends. Raises `ServiceError` where there is none."""
    return _find(conn, project_id, task_id, lock=True)


def _find(conn: Connection, project_id: str, task_id: str, *, lock: bool = False) -> Row[Any]:
    statement = select(processor_tasks).where(TASKS.task_id == task_id, TASKS.project_id == project_id)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise missing(failures.PROCESSOR_MISSING, task_id)
    return row


def show_task(backend: Backend, project_id: str, task_id: str) -> dict[str, Any]:
    """Everything about one task. Raises `ServiceError` where the project has none of this id."""
    with backend.store.read() as conn:
        return view_task(_find(conn, project_id, task_id))


def update_task(backend: Backend, project_id: str, task_id: str, request: Mapping[str, Any]) -> None:
    """Change a task's description. Raises `ServiceError`."""
    with backend.store.write() as conn:
        row = lock_task(conn, project_id, task_id)
        if "description" in request:
            values = {"description": check_description(request["description"])}
            conn.execute(update(processor_tasks).where(TASKS.pk == row.pk).values(values))


def delete_task(backend: Backend, project_id: str, task_id: str) -> None:
    """Remove a task with its versions and results; the files that it wrote stay.

    Raises `ServiceError` while one of its versions works.
    """
    with backend.store.write() as conn:
        row = lock_task(conn, project_id, task_id)
        if has_unfinished(conn, row.pk):
            raise failure(failures.PROCESSOR_BUSY, status=403)
        conn.execute(delete(processor_tasks).where(TASKS.pk == row.pk))
        if row.is_current:
            newest = select(func.max(TASKS.pk)).where(*_alike(row._asdict())).scalar_subquery()
            conn.execute(update(processor_tasks).where(TASKS.pk == newest).values(is_current=True))


def list_items(query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the templates of data processing."""
    limit = query.get("limit", 1000)
    skip = query.get("offset", 0) * limit
    items = [{"template_id": key, "label_zh": chinese, "label_en": english} for key, chinese, english in TEMPLATES]
    return {"total": len(items), "items": items[skip : skip + limit]}


def list_tasks(backend: Backend, project_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a project's tasks. `query` has the documented names."""
    limit = query.get("limit", 10)
    skip = min(query.get("offset", 0) * limit, 2**62)
    where = _filters(project_id, query)
    column = {"name": TASKS.name, "duration_seconds": TASKS.duration_seconds}.get(
        query.get("sort_by", ""), TASKS.create_time
    )
    falling = query.get("order", "desc") == "desc"
    order = [held.desc() if falling else held.asc() for held in (column, TASKS.pk)]
    with backend.store.read() as conn:
        count = conn.execute(select(func.count()).select_from(processor_tasks).where(*where)).scalar_one()
        page = select(processor_tasks).where(*where).order_by(*order).limit(limit).offset(skip)
        rows: Sequence[Row[Any]] = conn.execute(page).all()
    with_result = query.get("return_result", True)
    return {"count": count, "tasks": [view_task(row, with_result=with_result) for row in rows]}


def _filters(project_id: str, query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    where = [TASKS.project_id == project_id, TASKS.workspace_id == (query.get("workspace_id") or DEFAULT_WORKSPACE)]
    equal = {
        TASKS.template_id: query.get("task_type"),
        TASKS.source_type: query.get("source_type"),
        TASKS.source: query.get("source") or None,
        TASKS.status: query.get("status"),
    }
    where += [column == value for column, value in equal.items() if value is not None]
    text = query.get("task_name")
    if text:
        where.append(func.lower(TASKS.name).contains(text.lower(), autoescape=True))
    wanted = [version for version in query.get("version_id") or () if version]
    if wanted:
        where.append(TASKS.version_id.in_(wanted))
    if query.get("query_current"):
        where.append(TASKS.is_current.is_(True))
    return where
