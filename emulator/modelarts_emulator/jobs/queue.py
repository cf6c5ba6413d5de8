"""The jobs that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select

from ..store.metadata import jobs
from ..store.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..clock import Clock

WAITING = "waiting"
FAILED = "failed"

_COLUMNS = ("kind", "project_id", "subject_id", "due_ms", "created_ms", "status", "attempts", "payload")
_INSERT = Prepared(insert(jobs).values({name: bindparam(name) for name in _COLUMNS}))


class Jobs:
    """Puts jobs into the store. A job is born waiting; the worker does it when it is due."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.scheduled = _ignore

    def schedule(
        self,
        conn: Connection,
        kind: str,
        project_id: str,
        subject_id: str,
        after_seconds: float = 0,
        payload: dict[str, Any] | None = None,
    ) -> None:
        """Add a job to the transaction of `conn`, due `after_seconds` by the emulator's clock."""
        now = self._clock.now_ms()
        due = now + int(after_seconds * 1000)
        row = {
            "kind": kind,
            "project_id": project_id,
            "subject_id": subject_id,
            "due_ms": due,
            "created_ms": now,
            "status": WAITING,
            "attempts": 0,
            "payload": payload or {},
        }
        _INSERT.run(conn, row)
        self.scheduled(due)

    def cancel(self, conn: Connection, project_id: str, subject_id: str, kind: str | None = None) -> int:
        """Remove the waiting jobs of a subject, all or of one kind; return how many there were."""
        statement = delete(jobs).where(
            jobs.c.project_id == project_id, jobs.c.subject_id == subject_id, jobs.c.status == WAITING
        )
        if kind is not None:
            statement = statement.where(jobs.c.kind == kind)
        return conn.execute(statement).rowcount

    def count(self, conn: Connection, status: str = WAITING) -> int:
        """Return how many jobs have this status."""
        return int(conn.execute(select(func.count()).select_from(jobs).where(jobs.c.status == status)).scalar_one())


def _ignore(due_ms: int) -> None:
    """Stand in for the worker's alarm while there is no worker."""
