"""Puts an import into the store: the task, and the job that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, insert

from ...store.import_tables import import_tasks
from ...store.prepared import Prepared
from ..lifecycle import find_lifecycle
from .first_import import IMPORT_JOB

if TYPE_CHECKING:
    from ...backend import Backend

_NAMES: Final = [name for name in import_tasks.c.keys() if name != "pk"]  # noqa: SIM118
_INSERT: Final = Prepared(insert(import_tasks).values({name: bindparam(name) for name in _NAMES}))
_BLANK: Final[dict[str, Any]] = {
    name: 0 if name.endswith(("_count", "_size")) else None for name in _NAMES
} | {"step": 0, "error_code": "", "error_msg": ""}  # fmt: skip


def start_import(
    conn: Connection, backend: Backend, dataset: tuple[int, str, str], task_id: str, task: dict[str, Any]
) -> None:
    """Add a task to the dataset (key, project, id). ``task`` holds ``options`` and what else its row tells."""
    dataset_pk, project_id, dataset_id = dataset
    now = backend.clock.now_ms()
    row = {
        "task_id": task_id,
        "dataset_pk": dataset_pk,
        "status": find_lifecycle("ImportTask").initial,
        "create_time": now,
        "update_time": now,
    }
    _INSERT.run(conn, _BLANK | row | task)
    seconds = backend.config.limits.task_seconds
    backend.jobs.schedule(conn, IMPORT_JOB, project_id, dataset_id, seconds, {"task_id": task_id})
