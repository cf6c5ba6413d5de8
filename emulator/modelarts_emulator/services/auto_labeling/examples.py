"""The examples that an intelligent task learns from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from ...store.dataset_tables import labels, sample_labels, samples
from ...store.smart_task_tables import smart_examples
from ..formats.annotations import Annotation
from ..processing.inputs import dump_annotation, load_annotation
from ..samples.states import LABELLED_STATES, SampleState
from .learning import Look, Predictor

#: Most examples of one task, whatever the size of the dataset.
EXAMPLES: Final = 2000
_DEFAULT_SCOPE: Final = "0.0-0.5"


def pick_examples(conn: Connection, dataset_pk: int, task_pk: int, *, labelled: bool) -> list[dict[str, Any]]:
    """Rows of the examples' table: labelled samples, as many of each label; or the first unlabelled ones."""
    held = _pick_labelled(conn, dataset_pk) if labelled else {key: [] for key in _pick_unlabelled(conn, dataset_pk)}
    return [
        {"task_pk": task_pk, "sample_pk": key, "look": None, "labels": notes} for key, notes in sorted(held.items())
    ]


def _pick_unlabelled(conn: Connection, dataset_pk: int) -> list[int]:
    where = (samples.c.dataset_pk == dataset_pk, samples.c.state == int(SampleState.UNLABELLED))
    found = select(samples.c.pk).where(*where).order_by(samples.c.pk).limit(EXAMPLES)
    return list(conn.execute(found).scalars())


def _pick_labelled(conn: Connection, dataset_pk: int) -> dict[int, list[dict[str, Any]]]:
    found = select(labels.c.pk).where(labels.c.dataset_pk == dataset_pk).order_by(labels.c.pk).limit(EXAMPLES)
    keys = list(conn.execute(found).scalars())
    share = EXAMPLES // len(keys) if keys else 0
    picked: set[int] = set()
    states = [int(state) for state in LABELLED_STATES]
    for key in keys:
        carriers = (
            select(sample_labels.c.sample_pk)
            .join(samples, samples.c.pk == sample_labels.c.sample_pk)
            .where(sample_labels.c.label_pk == key, samples.c.state.in_(states))
            .order_by(sample_labels.c.sample_pk)
            .distinct()
            .limit(share)
        )
        picked.update(conn.execute(carriers).scalars())
    return _read_labels(conn, sorted(picked))


def _read_labels(conn: Connection, keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    held: dict[int, list[dict[str, Any]]] = {key: [] for key in keys}
    for first in range(0, len(keys), 500):
        found = (
            select(sample_labels.c.sample_pk, labels.c.name, labels.c.type, sample_labels.c.property)
            .join(labels, labels.c.pk == sample_labels.c.label_pk)
            .where(sample_labels.c.sample_pk.in_(keys[first : first + 500]))
            .order_by(sample_labels.c.pk)
        )
        for row in conn.execute(found):
            held[row.sample_pk].append(dump_annotation(Annotation(row.name, row.type, row.property)))
    return held


def read_examples(conn: Connection, task_pk: int) -> list[tuple[Look, list[Annotation]]]:
    """What a task has seen so far, with the labels."""
    held = smart_examples.c
    rows = conn.execute(select(held.look, held.labels).where(held.task_pk == task_pk).order_by(held.sample_pk))
    return [(row.look or {}, [load_annotation(note) for note in row.labels]) for row in rows]


def load_predictor(conn: Connection, dataset: Row[Any], task: Row[Any]) -> Predictor:
    """What a task predicts with. Without examples, that is a choice among the dataset's labels."""
    fallback = [Annotation(label["name"], label["type"]) for label in dataset.label_list]
    return Predictor(read_examples(conn, task.pk), fallback, task.model.get("metrics") or {}, _scope(task.config))


def _scope(config: Mapping[str, Any]) -> tuple[float, float]:
    low, _, high = str(config.get("confidence_scope") or _DEFAULT_SCOPE).partition("-")
    return float(low), float(high)
