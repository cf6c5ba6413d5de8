"""Which function does which kind of job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..backend import Backend


@dataclass(slots=True)
class JobRun:
    """One job being done. Everything written through `conn` is committed together with the job's completion.

    `prepared` is what the kind's `prepare` function returned, `error` what went wrong (for `failed` only).
    """

    id: int
    kind: str
    project_id: str
    subject_id: str
    payload: dict[str, Any]
    due_ms: int
    attempts: int
    backend: Backend
    conn: Connection
    prepared: Any = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: what does it, what is done before its transaction, what is done when it cannot be done."""

    name: str
    run: Callable[[JobRun], None]
    prepare: Callable[[JobRun], Any] | None = None
    failed: Callable[[JobRun], None] | None = None


RunT = TypeVar("RunT", bound=Callable[[JobRun], None])

_kinds: dict[str, JobKind] = {}


def job(
    name: str,
    *,
    prepare: Callable[[JobRun], Any] | None = None,
    failed: Callable[[JobRun], None] | None = None,
) -> Callable[[RunT], RunT]:
    """Register a function as the one that does jobs of this kind.

    It runs inside one write transaction, so it should be quick. Slow work, such as listing or reading
    objects, belongs in `prepare`: that runs before, with a connection for reading, may run more than once,
    and its result is `run.prepared`. `failed` is called, in a transaction of its own, once a job was tried
    three times in vain.
    """

    def register(run: RunT) -> RunT:
        _kinds[name] = JobKind(name, run, prepare, failed)
        return run

    return register


def find_kind(name: str) -> JobKind:
    """Look a kind up; raises LookupError when nothing does it."""
    kind = _kinds.get(name)
    if kind is None:
        raise LookupError(f"nothing does jobs of kind {name!r}")
    return kind
