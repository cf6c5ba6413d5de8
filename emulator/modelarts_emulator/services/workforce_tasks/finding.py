"""Finds the results that a request speaks of by samples and members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from ...store.dataset_tables import samples
from ...store.workforce_tables import results
from .. import failures
from ..failures import failure
from ..workforces.members import load_members

#: How many ids a statement has at most.
PART: Final = 500


class ResultFinder:
    """The results of a task on some samples, by the public ids of sample and member."""

    def __init__(self, conn: Connection, task: Row[Any], sample_ids: Iterable[str]) -> None:
        self.members = {row.pk: row for row in load_members(conn, task.pk, active=False)}
        self._held: defaultdict[str, list[Row[Any]]] = defaultdict(list)
        for part in _parts(dict.fromkeys(sample_ids)):
            wanted = select(results, samples.c.sample_id).join(samples, samples.c.pk == results.c.sample_pk)
            known = samples.c.dataset_pk == task.dataset_pk, samples.c.sample_id.in_(part)
            for row in conn.execute(wanted.where(results.c.task_pk == task.pk, *known).order_by(results.c.pk)):
                self._held[row.sample_id].append(row)

    def find(self, sample_id: str, worker_id: str = "", email: str = "") -> Row[Any]:
        """The result of a member on a sample; without a member the only one there is.

        Raises `ServiceError` where the task has no such sample or member, or the sample was not given to the member.
        """
        held = self._held.get(sample_id)
        if not held:
            raise failure(failures.SAMPLE_MISSING, sample_id)
        if not worker_id and not email:
            if len(held) > 1:
                raise failure(failures.WORKER_MISSING, f"several members have the sample {sample_id}: name one")
            return held[0]
        keys = {key for key, member in self.members.items() if _is(member, worker_id, email)}
        if not keys:
            raise failure(failures.WORKER_MISSING, worker_id or email)
        for row in held:
            if row.member_pk in keys:
                return row
        raise failure(failures.WORKER_FORBIDDEN, f"the sample {sample_id} is somebody else's", status=403)


def _is(member: Row[Any], worker_id: str, email: str) -> bool:
    if worker_id and member.worker_id != worker_id:
        return False
    return not email or member.email_key == email.lower()


def _parts(ids: Iterable[str]) -> Iterable[list[str]]:
    held = list(ids)
    return (held[start : start + PART] for start in range(0, len(held), PART))
