"""Does one job, in one transaction."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update

from ..store.metadata import jobs
from .queue import FAILED, WAITING
from .registry import JobRun, find_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from ..backend import Backend

logger = logging.getLogger("modelarts_emulator.jobs")

#: A job that raises is tried this often, then recorded as failed.
MAX_ATTEMPTS = 3
#: How long to wait before the second try, in milliseconds of the emulator's clock; doubled for each further one.
RETRY_MS = 1000

_CLAIM = select(jobs.c.id).where(jobs.c.id == bindparam("job_id"), jobs.c.status == WAITING)
_CLAIM_FREE = _CLAIM.with_for_update(skip_locked=True)
_FINISH = delete(jobs).where(jobs.c.id == bindparam("job_id"))
_RECORD = (
    update(jobs)
    .where(jobs.c.id == bindparam("job_id"))
    .values(status=bindparam("status"), attempts=bindparam("tries"), due_ms=bindparam("due"), error=bindparam("error"))
)


def run_job(backend: Backend, row: Mapping[str, Any]) -> bool:
    """Do a waiting job; return whether it was done, or has failed, by us and not by another process."""
    try:
        kind = find_kind(row["kind"])
        with backend.store.read() as conn:
            run = _describe(backend, conn, row)
            prepared = kind.prepare(run) if kind.prepare is not None else None
        with backend.store.write() as conn:
            if not _claim(backend, conn, row):
                return False
            run = _describe(backend, conn, row)
            run.prepared = prepared
            kind.run(run)
            conn.execute(_FINISH, {"job_id": row["id"]})
    except Exception as error:
        logger.warning("job %s (%s of %s) failed", row["id"], row["kind"], row["subject_id"], exc_info=True)
        _record_failure(backend, row, error)
    return True


def _describe(backend: Backend, conn: Connection, row: Mapping[str, Any]) -> JobRun:
    return JobRun(
        id=row["id"],
        kind=row["kind"],
        project_id=row["project_id"],
        subject_id=row["subject_id"],
        payload=row["payload"],
        due_ms=row["due_ms"],
        attempts=row["attempts"],
        backend=backend,
        conn=conn,
    )


def _claim(backend: Backend, conn: Connection, row: Mapping[str, Any]) -> bool:
    statement = _CLAIM if backend.store.is_sqlite else _CLAIM_FREE
    return conn.execute(statement, {"job_id": row["id"]}).first() is not None


def _record_failure(backend: Backend, row: Mapping[str, Any], error: Exception) -> None:
    attempts = row["attempts"] + 1
    text = f"{type(error).__name__}: {error}"
    final = attempts >= MAX_ATTEMPTS
    with backend.store.write() as conn:
        if not _claim(backend, conn, row):
            return
        record = {
            "job_id": row["id"],
            "status": FAILED if final else WAITING,
            "tries": attempts,
            "due": row["due_ms"] if final else backend.clock.now_ms() + RETRY_MS * 2 ** (attempts - 1),
            "error": text,
        }
        conn.execute(_RECORD, record)
    if final:
        _tell_failure(backend, row, text)


def _tell_failure(backend: Backend, row: Mapping[str, Any], text: str) -> None:
    try:
        failed = find_kind(row["kind"]).failed
        if failed is None:
            return
        with backend.store.write() as conn:
            run = _describe(backend, conn, row)
            run.error = text
            failed(run)
    except Exception:
        logger.exception("the failure of job %s (%s) could not be handled", row["id"], row["kind"])
