"""Gives due jobs out, each to one process at a time: preparing one may take long and is outside of any transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, select, text

from ..store.metadata import jobs
from .queue import WAITING

if TYPE_CHECKING:
    from ..store import Store

#: How many due jobs are tried before we take it that other processes have enough to do with all of them.
LOOK_AHEAD: Final = 100

_DUE = (
    select(jobs).where(jobs.c.status == WAITING, jobs.c.due_ms <= bindparam("until")).order_by(jobs.c.due_ms, jobs.c.id)
)
_NEXT = _DUE.limit(1)
_SOME = _DUE.limit(LOOK_AHEAD)
_STILL = _DUE.where(jobs.c.id == bindparam("job_id"))
# Held by the connection, so that the job is free again as soon as its process dies.
_HOLD = text("SELECT pg_try_advisory_lock(7719285, :job)")
_FREE = text("SELECT pg_advisory_unlock(7719285, :job)")


@contextmanager
def next_job(store: Store, until_ms: int) -> Iterator[dict[str, Any] | None]:
    """Give the first job that is due and in no other process's hands, `None` without one; hold it for the block."""
    if store.is_sqlite:
        with store.read() as conn:
            row = conn.execute(_NEXT, {"until": until_ms}).mappings().first()
        yield None if row is None else dict(row)
        return
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        held = _hold_first(conn, until_ms)
        try:
            yield held
        finally:
            if held is not None:
                conn.execute(_FREE, {"job": _key(held)})


def _hold_first(conn: Connection, until_ms: int) -> dict[str, Any] | None:
    for row in conn.execute(_SOME, {"until": until_ms}).mappings().all():
        job = dict(row)
        if not conn.execute(_HOLD, {"job": _key(job)}).scalar():
            continue
        # Between the listing and the hold, another process may have done it.
        still = conn.execute(_STILL, {"job_id": job["id"], "until": until_ms}).mappings().first()
        if still is not None:
            return dict(still)
        conn.execute(_FREE, {"job": _key(job)})
    return None


def _key(job: dict[str, Any]) -> int:
    return int(job["id"]) % 2**31
