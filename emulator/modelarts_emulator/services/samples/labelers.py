"""Members of labelling teams that samples were given to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from ...store.workforce_tables import members, results, tasks
from ..workforces.members import view_member


def read_labelers(conn: Connection, sample_keys: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Members as samples show them, by the row keys of samples; each person once."""
    pairs = select(results.c.sample_pk, members).join(members, members.c.pk == results.c.member_pk)
    pairs = pairs.join(tasks, tasks.c.pk == members.c.task_pk).where(~tasks.c.removed)
    given: defaultdict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in conn.execute(pairs.where(results.c.sample_pk.in_(sample_keys)).order_by(results.c.pk)):
        given[row.sample_pk].setdefault(row.worker_id, view_member(row))
    return {key: list(people.values()) for key, people in given.items()}
