"""Figures on a dataset: labels, states of samples, and how they developed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, select

from ...errors import ServiceError
from ...store.dataset_tables import dataset_points, datasets, label_counts, labels, sample_counts
from .. import failures
from ..failures import missing
from ..samples.states import LABELLED_STATES, SampleState, states_named
from ..workforce_tasks.shares import count_share, count_share_labels
from .kinds import KINDS

if TYPE_CHECKING:
    from sqlalchemy import Row

    from ...backend import Backend

    AnyRow = Row[*tuple[Any, ...]]

DAY_MS: Final = 86_400_000
POINT_LIMIT: Final = 1000
#: How many labels must be in use, and on how many samples each, before samples can be divided.
SPLIT_LABELS: Final = 2
SPLIT_SAMPLES: Final = 2
_TASK_METRICS: Final = ("queuing", "success", "unfinished", "failed", "failed_user", "failed_system")

_FIND = select(
    datasets.c.pk, datasets.c.dataset_type, datasets.c.create_time, datasets.c.deleted_sample_count, datasets.c.facts
).where(datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project"))
_STATES = select(sample_counts.c.state, sample_counts.c.hard, sample_counts.c.number).where(
    sample_counts.c.dataset_pk == bindparam("dataset")
)
_POINTS = (
    select(dataset_points.c.time, dataset_points.c.total, dataset_points.c.annotated)
    .where(dataset_points.c.dataset_pk == bindparam("dataset"))
    .order_by(dataset_points.c.hour)
)


def dataset_stats(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """Figures on labels and samples. Raises `ServiceError` where the project has no such dataset.

    ``sample_state`` limits the figures on labels and hard examples to samples in that state; ``email`` limits
    all of them to the samples given to one member of a labelling team.
    """
    state = query.get("sample_state")
    states = tuple(SampleState) if state is None else states_named(state)
    with backend.store.read() as conn:
        row = _find(conn, project_id, dataset_id)
        held = conn.execute(_STATES, {"dataset": row.pk}).all()
        stats = read_label_stats(conn, row.pk, states)
        usable = stats if state is None else read_label_stats(conn, row.pk, LABELLED_STATES)
        if query.get("email"):
            held = count_share(conn, row.pk, query["email"])
            stats = view_label_stats(conn, row.pk, count_share_labels(conn, row.pk, query["email"], states))
    reply = {
        "label_stats": stats,
        "sample_stats": _sample_stats(held, row.deleted_sample_count),
        "key_sample_stats": _hard_stats(held, states),
        "metadata_stats": {},
        "data_spliting_enable": KINDS[row.dataset_type].splits and can_split(usable),
        "data_path": str(row.facts["data_sources"][0].get("data_path", "")),
    }
    kinds = {stat["type"] for stat in stats}
    if len(kinds) > 1:
        reply["grouped_label_stats"] = {
            str(kind): [stat for stat in stats if stat["type"] == kind] for kind in sorted(kinds)
        }
    return reply


def _find(conn: Connection, project_id: str, dataset_id: str) -> AnyRow:
    row = conn.execute(_FIND, {"dataset": dataset_id, "project": project_id}).first()
    if row is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return row


def read_label_stats(conn: Connection, dataset_pk: int, states: Sequence[int]) -> list[dict[str, Any]]:
    """Labels of a dataset with how often they are used and on how many samples, among samples in some states."""
    used: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    numbers = select(label_counts.c.label_pk, label_counts.c.label_count, label_counts.c.sample_count)
    scope = (label_counts.c.dataset_pk == dataset_pk, label_counts.c.state.in_([int(state) for state in states]))
    for label_pk, uses, carriers in conn.execute(numbers.where(*scope)):
        used[label_pk][0] += uses
        used[label_pk][1] += carriers
    return view_label_stats(conn, dataset_pk, used)


def view_label_stats(conn: Connection, dataset_pk: int, used: Mapping[int, Sequence[int]]) -> list[dict[str, Any]]:
    """Labels of a dataset with how often they are used and on how many samples; ``used`` tells it by their keys."""
    shown = select(labels).where(labels.c.dataset_pk == dataset_pk, labels.c.name != "", ~labels.c.retired)
    found = conn.execute(shown.order_by(labels.c.pk))
    return [_label_stat(row, *used.get(row.pk, (0, 0))) for row in found]


def _label_stat(row: AnyRow, uses: int, carriers: int) -> dict[str, Any]:
    stat = {"name": row.name, "type": row.type, "property": row.property, "count": uses, "sample_count": carriers}
    return {**stat, "attributes": row.attributes} if row.attributes else stat


def can_split(stats: Sequence[Mapping[str, Any]]) -> bool:
    """Whether enough samples carry labels to have both training and validation samples of each label."""
    used = [stat["sample_count"] for stat in stats if stat["sample_count"]]
    return len(used) >= SPLIT_LABELS and min(used) >= SPLIT_SAMPLES


def _sample_stats(held: Sequence[AnyRow], deleted: int) -> dict[str, int]:
    total = sum(row.number for row in held)
    return {
        "all": total,
        "total": total,
        "lefted": total,
        "deleted": deleted,
        "un_annotation": sum(row.number for row in held if row.state == SampleState.UNLABELLED),
        "manual_annotation": sum(row.number for row in held if row.state in LABELLED_STATES),
        "auto_annotation": sum(row.number for row in held if row.state == SampleState.TO_CONFIRM),
    }


def _hard_stats(held: Sequence[AnyRow], states: Sequence[int]) -> dict[str, int]:
    total = sum(row.number for row in held if row.state in states)
    hard = sum(row.number for row in held if row.state in states and row.hard)
    return {"total": total, "non_key_sample": total - hard, "key_sample": hard}


def dataset_metrics(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """Figures over time, from ``start_time`` to ``end_time``: one point for each day, one for each hour with changes.

    Raises `ServiceError` where the end lies before the start, or there is no such dataset.
    """
    start, end = query["start_time"], query["end_time"]
    if start > end:
        raise ServiceError("ModelArts.0107", "start_time", "end_time", status=400)
    with backend.store.read() as conn:
        row = _find(conn, project_id, dataset_id)
        points = [(point.time, point.total, point.annotated) for point in conn.execute(_POINTS, {"dataset": row.pk})]
    series = _daily(points, row.create_time, start, min(end, backend.clock.now_ms()))
    metrics: dict[str, dict[str, int]] = {
        "total": {str(time): total for time, total, _ in series},
        "un_annotation": {str(time): total - annotated for time, total, annotated in series},
        "manual_annotation": {str(time): annotated for time, _, annotated in series},
    }
    return {"metrics": metrics | {name: {} for name in _TASK_METRICS}}


def _daily(points: Sequence[tuple[int, int, int]], born: int, start: int, end: int) -> list[tuple[int, int, int]]:
    """Points inside the period, and between them what was known at the end of every day since the dataset was born."""
    series = {time: (total, annotated) for time, total, annotated in points if start <= time <= end}
    first = born + max(0, math.ceil((start - born) / DAY_MS)) * DAY_MS
    # A clock may be moved by years: the step grows before the reply does.
    step = DAY_MS * max(1, math.ceil((end - first) / DAY_MS / POINT_LIMIT))
    index, known = 0, (0, 0)
    for time in range(first, end + 1, step):
        while index < len(points) and points[index][0] <= time:
            known = points[index][1:]
            index += 1
        series.setdefault(time, known)
    return [(time, *series[time]) for time in sorted(series)]
