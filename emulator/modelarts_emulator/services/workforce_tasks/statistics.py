"""Figures on the results of team labelling tasks, all from counters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, func, select

from ...store.workforce_tables import result_counts, result_label_counts
from ..datasets.kinds import KINDS
from ..datasets.statistics import can_split, view_label_stats
from ..samples.states import LABELLED_STATES, SampleState, states_named
from ..workforces.access import find_task
from ..workforces.members import WorkerRole, has_reviewer, load_members
from .results import ACCEPTABLE_STATES, DRAWN_STATES

if TYPE_CHECKING:
    from ...backend import Backend

#: Documented names that mean several states of results, or others than of a sample.
_NAMED: Final[dict[str, tuple[SampleState, ...]]] = {
    "UNCHECK": ACCEPTABLE_STATES,
    "WORKFORCE_SAMPLED": DRAWN_STATES,
    "WORKFORCE_SAMPLED_CHECKED": (SampleState.SAMPLED_ACCEPTED, SampleState.SAMPLED_REJECTED),
}
_REVIEWED: Final = (*ACCEPTABLE_STATES, SampleState.ACCEPTED)


def result_states(conn: Connection, task: Row[Any], name: str | None) -> tuple[SampleState, ...]:
    """States of results that a documented name stands for; without a name all."""
    if name is None:
        return tuple(SampleState)
    plain = name.removeprefix("__").removesuffix("__")
    if plain == "REVIEWED":
        # What waits for acceptance has been reviewed where there is somebody to review it.
        return _REVIEWED if has_reviewer(conn, task.pk) else ()
    return _NAMED.get(plain) or states_named(name)


def task_stats(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, query: Mapping[str, Any]
) -> dict[str, Any]:
    """Figures on a task's labels and samples; ``sample_state`` limits those on labels and hard examples."""
    with backend.store.read() as conn:
        dataset, task = find_task(conn, project_id, dataset_id, task_id)
        states = result_states(conn, task, query.get("sample_state"))
        stats = task_label_stats(conn, task, states)
        usable = task_label_stats(conn, task, LABELLED_STATES)
        held = conn.execute(select(result_counts).where(result_counts.c.task_pk == task.pk)).all()
    total = sum(row.number for row in held if row.state in states)
    hard = sum(row.number for row in held if row.state in states and row.hard)
    numbers = view_states(held)
    return {
        "label_stats": stats,
        "sample_stats": {"total": sum(numbers.values()), **numbers},
        "key_sample_stats": {"total": total, "non_key_sample": total - hard, "key_sample": hard},
        "metadata_stats": {},
        "data_spliting_enable": KINDS[dataset.dataset_type].splits and can_split(usable),
        "data_path": str(dataset.facts["data_sources"][0].get("data_path", "")),
    }


def view_states(held: Iterable[Any]) -> dict[str, int]:
    """Numbers of results by the names of their states."""
    numbers: Counter[int] = Counter()
    for row in held:
        numbers[row.state] += row.number
    return {
        "un_annotation": numbers[SampleState.UNLABELLED],
        "rejected": numbers[SampleState.REJECTED],
        "unreviewed": numbers[SampleState.TO_REVIEW],
        "accepted": numbers[SampleState.ACCEPTED],
        "auto_annotation": numbers[SampleState.TO_CONFIRM],
        "uncheck": sum(numbers[state] for state in ACCEPTABLE_STATES),
    }


def task_metrics(backend: Backend, project_id: str, dataset_id: str, task_id: str) -> dict[str, Any]:
    """How far each labeler of a task has come, by e-mail address."""
    with backend.store.read() as conn:
        _, task = find_task(conn, project_id, dataset_id, task_id)
        rows = [
            row for row in load_members(conn, task.pk, active=False) if row.role == WorkerRole.LABELER and row.email
        ]
        held: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for row in conn.execute(select(result_counts).where(result_counts.c.task_pk == task.pk)):
            held[row.member_pk].append(row)
    stats = {row.email: view_states(held[row.pk]) for row in rows if row.active or held[row.pk]}
    return {"sample_stats": stats}


def task_label_stats(conn: Connection, task: Row[Any], states: Sequence[int]) -> list[dict[str, Any]]:
    """Labels of the task's dataset with how often its results in some states use them."""
    counts = result_label_counts.c
    numbers = select(counts.label_pk, func.sum(counts.label_count), func.sum(counts.sample_count))
    scope = counts.task_pk == task.pk, counts.state.in_([int(state) for state in states])
    found = conn.execute(numbers.where(*scope).group_by(counts.label_pk))
    used = {label_pk: (int(uses), int(carriers)) for label_pk, uses, carriers in found}
    return view_label_stats(conn, task.dataset_pk, used)
