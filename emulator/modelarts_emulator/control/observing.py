"""Health, coverage, the request log and the jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from .. import __version__
from ..jobs.queue import FAILED
from ..store.metadata import jobs
from .messages import ControlCall, ControlError, json_answer

if TYPE_CHECKING:
    from ..description import Description
    from ..pipeline import Answer

_MAX_JOBS = 1000


def show_health(call: ControlCall) -> Answer:
    """Say that the store answers, and what is in it."""
    emulator = call.emulator
    backend = emulator.backend
    with backend.store.read() as conn:
        waiting = backend.jobs.count(conn)
        failed = backend.jobs.count(conn, FAILED)
    return json_answer(
        200,
        {
            "status": "ok",
            "version": __version__,
            "store": backend.store.url.render_as_string(),
            "auth": emulator.config.auth,
            "now_ms": backend.clock.now_ms(),
            "clock": backend.clock.state.mode,
            "jobs": {"waiting": waiting, "failed": failed},
        },
    )


def show_requests(call: ControlCall) -> Answer:
    """Return the last requests, without secrets."""
    return json_answer(200, {"requests": call.emulator.log.show(read_limit(call), call.query.get("operation"))})


def read_limit(call: ControlCall) -> int:
    """Return how many entries are asked for, 100 unless told otherwise; raises ControlError."""
    limit = call.query.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and len(limit) < 7):
        raise ControlError(400, "limit is a whole number")
    return int(limit)


def clear_requests(call: ControlCall) -> Answer:
    """Empty the request log."""
    call.emulator.log.clear()
    return json_answer(204, None)


def list_jobs(call: ControlCall) -> Answer:
    """Return the jobs that wait or have failed, the next one first."""
    with call.emulator.backend.store.read() as conn:
        rows = conn.execute(select(jobs).order_by(jobs.c.due_ms, jobs.c.id).limit(_MAX_JOBS)).mappings().all()
    return json_answer(200, {"jobs": [dict(row) for row in rows]})


def show_description(call: ControlCall) -> Answer:
    """Return the description."""
    return json_answer(200, call.emulator.description.data)


def show_coverage(call: ControlCall) -> Answer:
    """Return which operations are implemented, and how often each was called since the log was last emptied."""
    emulator = call.emulator
    return json_answer(200, coverage(emulator.description, set(emulator.handlers), emulator.log.count_operations()))


def coverage(description: Description, handlers: set[str], calls: dict[str, int]) -> dict[str, Any]:
    """Hold the handlers against the description."""
    operations = [
        {
            "operation": operation.id,
            "method": operation.method,
            "path": operation.path,
            "implemented": operation.id in handlers,
            "calls": calls.get(operation.id, 0),
        }
        for operation in sorted(description.operations.values(), key=lambda operation: operation.id)
    ]
    return {
        "described": len(operations),
        "implemented": sum(operation["implemented"] is True for operation in operations),
        "operations": operations,
    }
