"""Tells what an import has passed over: in the task, and in a log beside the dataset's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select

from ...objects import ObjectError
from ...store.import_tables import import_failures
from .chunks import FAILURE_LIMIT, ImportAttempt, ImportTarget

PAGE: Final = 1000

_FAILURES = (
    select(import_failures.c.pk, import_failures.c.place, import_failures.c.reason)
    .where(import_failures.c.task_pk == bindparam("task"), import_failures.c.pk > bindparam("after"))
    .order_by(import_failures.c.pk)
    .limit(PAGE)
)


def log_path(target: ImportTarget) -> str:
    """Where the log of an import lies."""
    name = "import.log" if target.is_first else f"import-{target.task_id}.log"
    return str(target.facts["inner_log_path"]) + name


def write_log(conn: Connection, attempt: ImportAttempt, latest: Sequence[tuple[str, str]], reason: str = "") -> None:
    """Write the reason why an import failed, and what it passed over: what is stored, then the latest."""
    lines = _lines(conn, attempt, latest, reason)
    try:
        attempt.backend.objects.write_stream(log_path(attempt.target), lines)
    except ObjectError:
        return  # the store that cannot be read cannot be written either; the task says enough


def _lines(conn: Connection, attempt: ImportAttempt, latest: Sequence[tuple[str, str]], reason: str) -> Iterator[bytes]:
    if reason:
        yield f"The import failed. {reason}\n".encode()
    after = number = 0
    while rows := conn.execute(_FAILURES, {"task": attempt.target.task_pk, "after": after}).all():
        for _, place, why in rows:
            yield f"{place}: {why}\n".encode()
        after = rows[-1].pk
        number += len(rows)
    for place, why in latest[: max(0, FAILURE_LIMIT - number)]:
        yield f"{place}: {why}\n".encode()
    more = attempt.failed + len(latest) - FAILURE_LIMIT
    if more > 0:
        yield f"{more} more are not listed.\n".encode()


def describe_failures(target: ImportTarget, failed: int, seen: int, first: str) -> str:
    """The sentence that a task shows where some of its samples could not be imported."""
    return f"{failed} of {seen} could not be imported, such as {first}. {log_path(target)} lists them."
