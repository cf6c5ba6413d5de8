"""Results of members, and every count that follows from them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from ...store.counters import add_to_counters
from ...store.dataset_tables import labels
from ...store.prepared import Prepared
from ...store.workforce_tables import members, result_counts, result_label_counts, result_labels, results
from ..formats.annotations import Annotation
from ..samples.states import SampleState

#: States in which a result waits for its member.
OPEN_STATES: Final = (SampleState.UNLABELLED, SampleState.TO_CONFIRM, SampleState.REJECTED)
#: States of results that were drawn for an acceptance.
DRAWN_STATES: Final = (
    SampleState.SAMPLED_UNCHECKED,
    SampleState.SAMPLED_ACCEPTED,
    SampleState.SAMPLED_REJECTED,
)
#: States of results that wait to be accepted.
ACCEPTABLE_STATES: Final = (SampleState.TO_ACCEPT, *DRAWN_STATES)

_CHANGED: Final = (
    "state",
    "hard",
    "metadata",
    "signature",
    "review_accept",
    "review_comment",
    "review_score",
    "check_accept",
    "check_comment",
    "check_score",
    "round",
)
_UPDATE: Final = Prepared(
    update(results)
    .where(results.c.pk == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED} | {"update_time": bindparam("now")})
)
_COUNT_DELETED: Final = (
    update(members).where(members.c.pk == bindparam("key")).values(deleted=members.c.deleted + bindparam("number"))
)
_NEW: Final = ("task_pk", "member_pk", "sample_pk", "state", "hard", "metadata", "create_time", "update_time")
#: What nobody has said yet of a new result.
_BLANK: Final = {"signature": "", "round": 0} | {
    f"{kind}_{name}": "" for kind in ("review", "check") for name in ("comment", "score")
}
_INSERT: Final = Prepared(insert(results).values({name: bindparam(name) for name in (*_NEW, *_BLANK)}))
_WORN: Final = ("result_pk", "label_pk", "property", "score", "annotated_by")
_INSERT_LABEL: Final = Prepared(insert(result_labels).values({name: bindparam(name) for name in _WORN}))
_UNLABEL: Final = Prepared(delete(result_labels).where(result_labels.c.result_pk == bindparam("result")))

_LABELS: Final = (
    select(
        result_labels.c.result_pk,
        result_labels.c.label_pk,
        labels.c.name,
        labels.c.type,
        result_labels.c.property,
        result_labels.c.score,
        result_labels.c.annotated_by,
    )
    .join(labels, labels.c.pk == result_labels.c.label_pk)
    .where(~labels.c.retired)  # a label that is being deleted is gone for everybody
    .order_by(result_labels.c.result_pk, result_labels.c.pk)
)


@dataclass(frozen=True, slots=True)
class ResultLabel:
    """A label that a member put on a sample."""

    label_pk: int
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class ResultChange:
    """What becomes of one result: ``values`` by column; ``labels`` is the whole new list, None leaves them."""

    row: Row[Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    labels: Sequence[ResultLabel] | None = None


def read_labels(conn: Connection, keys: Sequence[int]) -> dict[int, list[ResultLabel]]:
    """Labels of results, by the key of the result."""
    held: defaultdict[int, list[ResultLabel]] = defaultdict(list)
    for row in conn.execute(_LABELS.where(result_labels.c.result_pk.in_(keys))):
        note = Annotation(row.name, row.type, row.property, row.score, row.annotated_by)
        held[row.result_pk].append(ResultLabel(row.label_pk, note))
    return held


def sign_labels(given: Sequence[ResultLabel]) -> str:
    """A digest that two results share where they have the same labels, in whatever order."""
    parts = sorted(
        orjson.dumps([label.label_pk, label.annotation.property], option=orjson.OPT_SORT_KEYS) for label in given
    )
    return hashlib.blake2b(b"\n".join(parts), digest_size=16).hexdigest() if parts else ""


def change_results(conn: Connection, task_pk: int, changes: Sequence[ResultChange], now: int) -> None:
    """Apply changes to results of a task, at most one for each result, and about a thousand at once."""
    if not changes:
        return
    held = read_labels(conn, [change.row.pk for change in changes])
    _UPDATE.run_many(conn, [_as_row(change, now) for change in changes])
    relabelled = [change for change in changes if change.labels is not None]
    _UNLABEL.run_many(conn, [{"result": change.row.pk} for change in relabelled])
    _insert_labels(conn, ((change.row.pk, change.labels or ()) for change in relabelled))
    counts = _Counts()
    for change in changes:
        row, old = change.row, held.get(change.row.pk, [])
        new = old if change.labels is None else change.labels
        counts.add(row.member_pk, row.state, row.hard, old, -1)
        counts.add(row.member_pk, change.values.get("state", row.state), change.values.get("hard", row.hard), new, 1)
    counts.store(conn, task_pk)


def add_results(
    conn: Connection, task_pk: int, rows: Sequence[dict[str, Any]], given: Sequence[Sequence[ResultLabel]]
) -> None:
    """Store new results of a task; ``given`` are the labels that they come with, in the order of the rows."""
    if not rows:
        return
    if any(given):
        keys = conn.execute(insert(results).returning(results.c.pk, sort_by_parameter_order=True), list(rows)).scalars()
        _insert_labels(conn, zip(keys.all(), given, strict=True))
    else:
        _INSERT.run_many(conn, [_BLANK | row for row in rows])
    counts = _Counts()
    for row, labelled in zip(rows, given, strict=True):
        counts.add(row["member_pk"], row["state"], row["hard"], labelled, 1)
    counts.store(conn, task_pk)


def remove_results(conn: Connection, rows: Sequence[Row[Any]]) -> None:
    """Remove results, of any tasks, with their labels and counts."""
    if not rows:
        return
    keys = [row.pk for row in rows]
    held = read_labels(conn, keys)
    counts: defaultdict[int, _Counts] = defaultdict(_Counts)
    for row in rows:
        counts[row.task_pk].add(row.member_pk, row.state, row.hard, held.get(row.pk, []), -1)
    conn.execute(delete(result_labels).where(result_labels.c.result_pk.in_(keys)))
    conn.execute(delete(results).where(results.c.pk.in_(keys)))
    for task_pk in sorted(counts):
        counts[task_pk].store(conn, task_pk)


def forget_samples(conn: Connection, sample_keys: Sequence[int]) -> None:
    """Remove the results on samples that are about to be removed."""
    wanted = select(results).where(results.c.sample_pk.in_(sample_keys)).order_by(results.c.pk)
    while found := conn.execute(wanted.limit(1000)).all():
        remove_results(conn, found)
        lost = Counter(row.member_pk for row in found)
        conn.execute(_COUNT_DELETED, [{"key": key, "number": number} for key, number in sorted(lost.items())])


def _as_row(change: ResultChange, now: int) -> dict[str, Any]:
    held = change.row._mapping
    values = {f"new_{name}": change.values.get(name, held[name]) for name in _CHANGED}
    return {**values, "key": change.row.pk, "now": now}


def _insert_labels(conn: Connection, given: Iterable[tuple[int, Sequence[ResultLabel]]]) -> None:
    rows = [
        {
            "result_pk": result_pk,
            "label_pk": label.label_pk,
            "property": label.annotation.property,
            "score": label.annotation.score,
            "annotated_by": label.annotation.annotated_by,
        }
        for result_pk, held in given
        for label in held
    ]
    _INSERT_LABEL.run_many(conn, rows)


class _Counts:
    """Changes of a task's counters."""

    def __init__(self) -> None:
        self._results: Counter[tuple[int, int, bool]] = Counter()
        self._uses: Counter[tuple[int, int]] = Counter()
        self._carriers: Counter[tuple[int, int]] = Counter()

    def add(self, member_pk: int, state: int, hard: bool, held: Sequence[ResultLabel], sign: int) -> None:
        self._results[member_pk, int(state), hard] += sign
        for label in held:
            self._uses[label.label_pk, int(state)] += sign
        for label_pk in {label.label_pk for label in held}:
            self._carriers[label_pk, int(state)] += sign

    def store(self, conn: Connection, task_pk: int) -> None:
        numbers = [
            {"member_pk": member_pk, "state": state, "hard": hard, "task_pk": task_pk, "number": number}
            for (member_pk, state, hard), number in self._results.items()
            if number
        ]
        add_to_counters(conn, result_counts, ["number"], numbers)
        used = [
            {
                "task_pk": task_pk,
                "label_pk": label_pk,
                "state": state,
                "label_count": number,
                "sample_count": self._carriers[label_pk, state],
            }
            for (label_pk, state), number in self._uses.items()
            if number or self._carriers[label_pk, state]
        ]
        add_to_counters(conn, result_label_counts, ["label_count", "sample_count"], used)
