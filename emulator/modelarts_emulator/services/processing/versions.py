"""Starting, listing, showing, stopping and deleting versions of data processing tasks, and their results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from ...store.processor_tables import processor_inputs, processor_results, processor_tasks, processor_versions
from .. import failures
from ..failures import failure, missing
from ..lifecycle import ProcessorStatus, find_lifecycle
from ..samples.lists import resizing
from .operators import ANALYSIS
from .requests import NewRun, check_description, check_name, read_run
from .views import Sign, has_ended, view_result, view_version

if TYPE_CHECKING:
    from ...backend import Backend

RUN_JOB: Final = "processor.run"
VERSIONS: Final = processor_versions.c
RESULTS: Final = processor_results.c
_ALL: Final = "-1"
_KEPT: Final = ("data_source", "inputs", "template", "work_path", "version_id")


def create_version(backend: Backend, project_id: str, task_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Start another version of a task; what the request leaves out stays as in the task. Raises `ServiceError`."""
    run_id = backend.ids.short()
    check_name(request["name"])
    description = check_description(request.get("description", ""))
    with backend.store.write() as conn:
        row = _lock_task(conn, project_id, task_id)
        if row.template_id == ANALYSIS:
            raise failure(failures.PARAMETER, "feature analysis has no versions")
        if has_unfinished(conn, row.pk):
            raise failure(failures.TASKS_EXCEEDED, "another version of the task is not finished")
        quota = backend.config.limits.processor_versions
        if quota and row.version_count >= quota:
            raise failure(failures.PROCESSOR_VERSION_QUOTA)
        new = read_run(conn, backend, project_id, _complete(row, request), run_id)
        if new.operator.template != row.template_id:
            raise failure(failures.PARAMETER, f"the template of the task is {row.template_id}")
        start_run(conn, backend, row, new, run_id, description)
    return {"version_id": run_id}


def _complete(row: Row[Any], request: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: request[name] for name in _KEPT if request.get(name) is not None}
    if "data_source" not in wanted and "inputs" not in wanted:
        wanted["inputs"] = row.inputs
        if "version_id" in wanted:
            wanted["inputs"] = [
                {key: value for key, value in source.items() if key != "version_id"} for source in row.inputs
            ]
    return {"template": row.template, "work_path": row.work_path, **wanted}


def start_run(conn: Connection, backend: Backend, task: Row[Any], new: NewRun, run_id: str, description: str) -> None:
    """Add a version to a locked task, and the job that does its work."""
    now = backend.clock.now_ms()
    row = {
        "version_id": run_id,
        "task_pk": task.pk,
        "version_name": f"V{task.next_version:03}",
        "description": description,
        "status": find_lifecycle("ProcessorTaskVersion").initial,
        "create_time": now,
        "update_time": now,
        "inputs": new.inputs,
        "work_path": new.work_path,
        "template": new.template,
        "plan": new.plan,
        "error_msg": "",
        "duration_seconds": 0,
        "stage": "begin",
        "done": 0,
    }
    counts = {name: 0 for name in VERSIONS.keys() if name.endswith("_sample_count")}  # noqa: SIM118
    conn.execute(insert(processor_versions), row | counts)
    fresh = task.next_version == 1
    status = task.status if fresh else find_lifecycle("ProcessorTask").move(task.status, ProcessorStatus.INITIALIZED)
    analysis = task.template_id == ANALYSIS
    values = {
        "status": status,
        "duration_seconds": 0,
        "error_msg": "",
        "work_path": new.work_path,
        "version_count": task.version_count + (not analysis),
        "next_version": task.next_version + 1,
    }
    conn.execute(update(processor_tasks).where(processor_tasks.c.pk == task.pk).values(values))
    payload = {"stage": "begin", "done": 0}
    backend.jobs.schedule(conn, RUN_JOB, task.project_id, run_id, backend.config.limits.task_seconds, payload)


def has_unfinished(conn: Connection, task_pk: int) -> bool:
    """Whether a version of a task is still to do its work."""
    working = (ProcessorStatus.INITIALIZED, ProcessorStatus.RUNNING)
    found = select(VERSIONS.pk).where(VERSIONS.task_pk == task_pk, VERSIONS.status.in_(working)).limit(1)
    return conn.execute(found).first() is not None


def _lock_task(conn: Connection, project_id: str, task_id: str) -> Row[Any]:
    return _find_task(conn, project_id, task_id, lock=True)


def _find_task(conn: Connection, project_id: str, task_id: str, *, lock: bool = False) -> Row[Any]:
    scope = (processor_tasks.c.task_id == task_id, processor_tasks.c.project_id == project_id)
    statement = select(processor_tasks).where(*scope)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise missing(failures.PROCESSOR_MISSING, task_id)
    return row


def _find_version(conn: Connection, task: Row[Any], version_id: str, *, lock: bool = False) -> Row[Any]:
    statement = select(processor_versions).where(VERSIONS.task_pk == task.pk, VERSIONS.version_id == version_id)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    if row is None or task.template_id == ANALYSIS:
        raise missing(failures.PROCESSOR_VERSION_MISSING, version_id)
    return row


def list_versions(backend: Backend, project_id: str, task_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a task's versions. Raises `ServiceError` where there is no such task."""
    limit = query.get("limit", 100)
    skip = min(query.get("offset", 0) * limit, 2**62)
    column = VERSIONS.version_name if query.get("sort_by") == "version_name" else VERSIONS.create_time
    falling = query.get("order", "desc") == "desc"
    order = [held.desc() if falling else held.asc() for held in (column, VERSIONS.pk)]
    with backend.store.read() as conn:
        task = _find_task(conn, project_id, task_id)
        if task.template_id == ANALYSIS:
            return {"count": 0, "versions": []}
        page = select(processor_versions).where(VERSIONS.task_pk == task.pk).order_by(*order)
        rows = conn.execute(page.limit(limit).offset(skip)).all()
    return {"count": task.version_count, "versions": [view_version(row, task_id) for row in rows]}


def show_version(backend: Backend, project_id: str, task_id: str, version_id: str) -> dict[str, Any]:
    """Everything about one version. Raises `ServiceError` where there is no such task or version."""
    with backend.store.read() as conn:
        task = _find_task(conn, project_id, task_id)
        return view_version(_find_version(conn, task, version_id), task_id)


def delete_version(backend: Backend, project_id: str, task_id: str, version_id: str) -> None:
    """Remove a version with its results; the files that it wrote stay. Raises `ServiceError` while it works."""
    with backend.store.write() as conn:
        task = _lock_task(conn, project_id, task_id)
        row = _find_version(conn, task, version_id, lock=True)
        if not has_ended(row.status):
            raise failure(failures.PROCESSOR_BUSY, status=403)
        conn.execute(delete(processor_versions).where(VERSIONS.pk == row.pk))
        values = {"version_count": task.version_count - 1}
        conn.execute(update(processor_tasks).where(processor_tasks.c.pk == task.pk).values(values))


def stop_version(backend: Backend, project_id: str, task_id: str, version_id: str) -> None:
    """Stop a version between two images; what it has written stays. Raises `ServiceError` where it has ended."""
    with backend.store.write() as conn:
        task = _lock_task(conn, project_id, task_id)
        row = _find_version(conn, task, version_id, lock=True)
        if row.status == ProcessorStatus.STOPPED:
            raise failure(failures.TASK_STOPPED, version_id)
        if has_ended(row.status):
            raise failure(failures.PARAMETER, "the version has ended already")
        backend.jobs.cancel(conn, project_id, version_id, RUN_JOB)
        end_run(conn, row, ProcessorStatus.STOPPED, backend.clock.now_ms())


def end_run(conn: Connection, row: Row[Any], target: ProcessorStatus, now: int, **values: Any) -> None:
    """Give a locked version its last status, and its task with it; what only its work needs is removed."""
    status = find_lifecycle("ProcessorTaskVersion").move(row.status, target)
    find_lifecycle("ProcessorTask").move(row.status, target)
    seconds = (now - row.create_time) // 1000
    held = {"status": status, "duration_seconds": seconds, "error_msg": values.pop("error_msg", "")}
    shown = {"work_path": values.pop("work_path", row.work_path)}
    conn.execute(update(processor_versions).where(VERSIONS.pk == row.pk).values(update_time=now, **held, **shown))
    scope = processor_tasks.c.pk == row.task_pk
    conn.execute(update(processor_tasks).where(scope).values(**held, **shown, **values))
    conn.execute(delete(processor_inputs).where(processor_inputs.c.version_pk == row.pk))


def list_results(
    backend: Backend, project_id: str, task_id: str, version_id: str, query: Mapping[str, Any], sign: Sign
) -> dict[str, Any]:
    """One page of what became of the images. Raises `ServiceError` before the version has ended."""
    limit = query.get("limit", 10)
    skip = min(query.get("offset", 0) * limit, 2**62)
    wanted = query.get("result_property", _ALL)
    show = resizing(sign, query.get("process_parameter"))
    with backend.store.read() as conn:
        task = _find_task(conn, project_id, task_id)
        row = _find_version(conn, task, version_id)
        if not has_ended(row.status):
            raise failure(failures.PROCESSOR_UNFINISHED, status=403)
        where = [RESULTS.version_pk == row.pk]
        if wanted != _ALL:
            where.append(RESULTS.property == int(wanted))
        count = conn.execute(select(func.count()).select_from(processor_results).where(*where)).scalar_one()
        page = select(processor_results).where(*where).order_by(RESULTS.position).limit(limit).offset(skip)
        results = [view_result(held, version_id, show) for held in conn.execute(page)]
    return {"count": count, "results": results, "has_more": skip + len(results) < count}
