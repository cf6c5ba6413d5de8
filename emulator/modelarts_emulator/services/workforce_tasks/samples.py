"""Samples of team labelling tasks, each with what one member made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, distinct, func, or_, select

from ...store.dataset_tables import labels, samples
from ...store.workforce_tables import members, result_counts, result_labels, results
from .. import failures
from ..failures import failure, missing
from ..labels.labels import digest_name
from ..pages import cut_page
from ..samples.criteria import LabelChoice, LabelCriteria
from ..samples.search import SampleCriteria, SampleRow, read_query, where_samples
from ..samples.states import LABELLED_STATES, SampleState
from ..samples.views import Sign, view_label, view_sample
from ..samples.where import meets_properties
from ..workforces.access import find_task
from ..workforces.members import load_members, view_member
from .checks import check_open
from .results import ACCEPTABLE_STATES, read_labels
from .statistics import result_states

if TYPE_CHECKING:
    from ...backend import Backend

#: How many conflicts a reply shows; it tells how many there are.
CONFLICTS_SHOWN: Final = 1000


def list_task_samples(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, query: Mapping[str, Any], sign: Sign
) -> dict[str, Any]:
    """One page of a task's samples, one for each member who has the sample; `sign` makes download addresses."""
    criteria = replace(read_query(query, now=backend.clock.now_ms()), states=None)
    limit = query.get("limit", 10)
    with backend.store.read() as conn:
        _, task = find_task(conn, project_id, dataset_id, task_id)
        name = query.get("sample_state")
        states = result_states(conn, task, name)
        where = [results.c.task_pk == task.pk]
        if name is not None:
            where.append(results.c.state.in_([int(state) for state in states]))
        others = _where(conn, task, criteria)
        total = _count(conn, task, states, [*where, *others] if others else [])
        cut = cut_page(total, limit, query.get("offset", 0), falling=False)
        order = (results.c.sample_pk, results.c.member_pk)
        page = select(results).where(*where, *others).limit(cut.size).offset(cut.skip)
        page = page.order_by(*(tuple(column.desc() for column in order) if cut.falling else order))
        rows = conn.execute(page).all() if cut.size else []
        return {"sample_count": total, "samples": _view(conn, task, rows[::-1] if cut.reverse else rows, sign)}


def _count(conn: Connection, task: Row[Any], states: Sequence[int], where: Sequence[ColumnElement[bool]]) -> int:
    if where:
        return int(conn.execute(select(func.count()).select_from(results).where(*where)).scalar_one())
    held = result_counts.c.task_pk == task.pk, result_counts.c.state.in_([int(state) for state in states])
    return int(conn.execute(select(func.sum(result_counts.c.number)).where(*held)).scalar() or 0)


def _where(conn: Connection, task: Row[Any], criteria: SampleCriteria) -> list[ColumnElement[bool]]:
    """Conditions on results: labels, hardness and people are the results' own, the rest is the samples'."""
    where: list[ColumnElement[bool]] = [_wears(conn, task, choice) for choice in criteria.labels]
    if criteria.hard is not None:
        where.append(results.c.hard.is_(criteria.hard))
    people = [*criteria.labelers, *([criteria.email] if criteria.email else [])]
    for name in people:
        known = or_(members.c.email_key == name.lower(), members.c.worker_id == name)
        where.append(results.c.member_pk.in_(select(members.c.pk).where(members.c.task_pk == task.pk, known)))
    rest = replace(criteria, labels=(), hard=None, labelers=(), email=None)
    if rest != SampleCriteria():
        fitting = select(samples.c.pk).where(*where_samples(conn, task.dataset_pk, rest))
        where.append(results.c.sample_pk.in_(fitting))
    return where


def _wears(conn: Connection, task: Row[Any], choice: LabelChoice) -> ColumnElement[bool]:
    found = [results.c.pk.in_(_wearers(conn, task, label)) for label in choice.labels]
    return or_(*found) if choice.any_of else and_(*found)


def _wearers(conn: Connection, task: Row[Any], label: LabelCriteria) -> Any:
    wanted = select(labels.c.pk).where(labels.c.dataset_pk == task.dataset_pk)
    if label.name is not None:
        wanted = wanted.where(labels.c.name_key == digest_name(label.name))
    if label.type is not None:
        wanted = wanted.where(labels.c.type == label.type)
    found = select(result_labels.c.result_pk).where(result_labels.c.label_pk.in_(wanted))
    if label.score is not None:
        found = found.where(result_labels.c.score.between(*label.score))
    if label.properties.values:
        found = found.where(meets_properties(conn.dialect.name, result_labels.c.property, label.properties))
    return found


def show_task_sample(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, sample_id: str, query: Mapping[str, Any],
    sign: Sign,
) -> dict[str, Any]:  # fmt: skip
    """One sample with one member's labels. Raises `ServiceError`, also before the task's first acceptance."""
    with backend.store.read() as conn:
        _, task = find_task(conn, project_id, dataset_id, task_id)
        wanted = select(results).join(samples, samples.c.pk == results.c.sample_pk).order_by(results.c.pk)
        wanted = wanted.where(samples.c.dataset_pk == task.dataset_pk, samples.c.sample_id == sample_id)
        wanted = wanted.where(results.c.task_pk == task.pk)
        states = result_states(conn, task, query.get("sample_state"))
        worker_id = query.get("worker_id")
        if worker_id:
            worker = select(members.c.pk).where(members.c.task_pk == task.pk, members.c.worker_id == worker_id)
            wanted = wanted.where(results.c.member_pk.in_(worker))
        found = [row for row in conn.execute(wanted) if row.state in states]
        if not found:
            raise missing(failures.SAMPLE_MISSING, sample_id)
        if not task.round:
            raise failure(failures.NOTHING_CHECKED, "the task has had no acceptance yet")
        return _view(conn, task, found[:1], sign)[0]


def list_conflicts(backend: Backend, project_id: str, dataset_id: str, task_id: str, sign: Sign) -> dict[str, Any]:
    """Samples of the open acceptance that have labels in the dataset already, or different ones from several members.

    Raises `ServiceError` where no acceptance is open.
    """
    with backend.store.read() as conn:
        _, task = find_task(conn, project_id, dataset_id, task_id)
        check_open(conn, task)
        scope = (
            results.c.task_pk == task.pk,
            results.c.round == task.round,
            results.c.state.in_([int(state) for state in ACCEPTABLE_STATES]),
        )
        labelled = select(results.c.sample_pk).join(samples, samples.c.pk == results.c.sample_pk)
        labelled = labelled.where(*scope, samples.c.state.in_([int(state) for state in LABELLED_STATES]))
        conflicts = [results.c.sample_pk.in_(labelled)]
        if task.repetition > 1:
            differing = select(results.c.sample_pk).where(*scope).group_by(results.c.sample_pk)
            differing = differing.having(func.count(distinct(results.c.signature)) > 1)
            conflicts.append(results.c.sample_pk.in_(differing))
        where = (*scope, or_(*conflicts))
        total = conn.execute(select(func.count()).select_from(results).where(*where)).scalar_one()
        page = select(results).where(*where).order_by(results.c.sample_pk, results.c.member_pk).limit(CONFLICTS_SHOWN)
        return {"sample_count": total, "samples": _view(conn, task, conn.execute(page).all(), sign)}


def _view(conn: Connection, task: Row[Any], rows: Sequence[Row[Any]], sign: Sign) -> list[dict[str, Any]]:
    keys = [row.sample_pk for row in rows]
    known = {row.pk: SampleRow._make(row) for row in conn.execute(select(samples).where(samples.c.pk.in_(keys)))}
    staff = {row.pk: row for row in load_members(conn, task.pk, active=False)}
    given: defaultdict[int, list[int]] = defaultdict(list)
    pairs = select(results.c.sample_pk, results.c.member_pk).order_by(results.c.pk)
    for sample_pk, member_pk in conn.execute(pairs.where(results.c.task_pk == task.pk, results.c.sample_pk.in_(keys))):
        given[sample_pk].append(member_pk)
    worn = read_labels(conn, [row.pk for row in rows])
    views = []
    for row in rows:
        notes = (label.annotation for label in worn.get(row.pk, ()))
        shown = [view_label(note.name, note.label_type, note.property, note.score, note.annotated_by) for note in notes]
        view = view_sample(_as_sample(known[row.sample_pk], row), shown, sign)
        people = [view_member(staff[key]) for key in given[row.sample_pk]]
        views.append(view | {"worker_id": staff[row.member_pk].worker_id, "labelers": people} | _view_remarks(row))
    return views


def _as_sample(sample: SampleRow, row: Row[Any]) -> SampleRow:
    metadata = {**sample.metadata, **row.metadata}
    return sample._replace(state=SampleState(row.state), hard=row.hard, metadata=metadata)


def _view_remarks(row: Row[Any]) -> dict[str, Any]:
    view: dict[str, Any] = {}
    for kind in ("review", "check"):
        accept = row._mapping[f"{kind}_accept"]
        if accept is not None:
            remarks = {f"{kind}_{name}": row._mapping[f"{kind}_{name}"] for name in ("comment", "score")}
            view |= {f"{kind}_accept": accept, **{name: text for name, text in remarks.items() if text}}
    score = row.check_score or row.review_score
    return {**view, "score": score} if score else view
