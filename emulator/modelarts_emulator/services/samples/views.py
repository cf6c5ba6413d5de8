"""Samples as replies show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from ...store.dataset_tables import labels, sample_labels
from .annotation_rules import LABEL_ID
from .labelers import read_labelers
from .metadata import view_metadata
from .states import SampleState, status_of

Sign = Callable[[str], str]

_LABELS = (
    select(
        sample_labels.c.sample_pk,
        labels.c.name,
        labels.c.type,
        sample_labels.c.property,
        sample_labels.c.score,
        sample_labels.c.annotated_by,
    )
    .join(labels, labels.c.pk == sample_labels.c.label_pk)
    .where(~labels.c.retired)
    .order_by(sample_labels.c.sample_pk, sample_labels.c.pk)
)


def view_samples(conn: Connection, rows: Sequence[Any], sign: Sign) -> list[dict[str, Any]]:
    """Documented `Sample` objects with their labels; ``sign`` makes a download address of an object's path.

    Rows have the columns of the samples' table.
    """
    if not rows:
        return []
    keys = [row.pk for row in rows]
    held: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in conn.execute(_LABELS.where(sample_labels.c.sample_pk.in_(keys))):
        held[row.sample_pk].append(view_label(row.name, row.type, row.property, row.score, row.annotated_by))
    people = read_labelers(conn, keys)
    views = [view_sample(row, held[row.pk], sign) for row in rows]
    return [view | _view_people(people.get(row.pk)) for view, row in zip(views, rows, strict=True)]


def _view_people(people: list[dict[str, Any]] | None) -> dict[str, Any]:
    return {"labelers": people} if people else {}


def view_label(
    name: str, label_type: int, details: dict[str, Any], score: float | None, annotated_by: str
) -> dict[str, Any]:
    """A label on a sample."""
    held = {key: value for key, value in details.items() if key != LABEL_ID}
    shown: dict[str, Any] = {"type": label_type, "property": held}
    if name:  # what is said in a recording is a label without a name
        shown["name"] = name
    if LABEL_ID in details:
        shown["id"] = str(details[LABEL_ID])
    shown["annotated_by"] = "auto" if annotated_by == "auto" else "human"
    return shown if score is None else {**shown, "score": score}


def view_sample(row: Any, shown_labels: list[dict[str, Any]], sign: Sign) -> dict[str, Any]:
    """One sample; of a text the source is the text itself, which is shown as it is."""
    view = {
        "sample_id": row.sample_id,
        "sample_type": row.sample_type,
        "labels": shown_labels,
        "metadata": view_metadata(row.metadata, hard=row.hard, coefficient=row.hard_coefficient),
        "sample_time": row.sample_time,
        "sample_size": row.size,
        "sample_status": status_of(SampleState(row.state)),
    }
    if not row.source.startswith("/"):
        return {**view, "source": row.source}
    folder, _, name = row.source.rpartition("/")
    return {**view, "source": sign(row.source), "sample_dir": folder + "/", "sample_name": name}
