"""Turns criteria into conditions of SQL, for the samples of a dataset and for those that a version froze."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select

from ..store.dataset_tables import labels, sample_labels, samples
from .json_search import has_property
from .labels import digest_name
from .sample_criteria import LabelChoice, LabelCriteria, PropertyCriteria, SampleCriteria


def where_samples(conn: Connection, dataset_pk: int, criteria: SampleCriteria) -> list[ColumnElement[bool]]:
    """Conditions for ``select(samples)`` that hold for the dataset's samples that meet the criteria."""
    dialect = conn.dialect.name
    where: list[ColumnElement[bool]] = [samples.c.dataset_pk == dataset_pk]
    if criteria.never or criteria.email is not None:
        where.append(false())
    if criteria.states is not None:
        where.append(samples.c.state.in_([int(state) for state in criteria.states]))
    if criteria.hard is not None:
        where.append(samples.c.hard.is_(criteria.hard))
    if criteria.sample_types:
        where.append(samples.c.sample_type.in_(criteria.sample_types))
    where += [_carries(dialect, dataset_pk, choice) for choice in criteria.labels]
    where += [meets_properties(dialect, samples.c.metadata, wanted) for wanted in criteria.metadata]
    where += [samples.c.source.endswith("/" + name, autoescape=True) for name in criteria.names]
    where += [_lies_in(directory) for directory in criteria.directories]
    where += [and_(samples.c.sample_time >= first, samples.c.sample_time < last) for first, last in criteria.times]
    where += [samples.c.hard_coefficient.between(low, high) for low, high in criteria.coefficients]
    where += [_annotated_by(labeler) for labeler in criteria.labelers]
    return where


def _lies_in(directory: str) -> ColumnElement[bool]:
    folder = "/" + directory.removeprefix("obs:/").strip("/") + "/"
    inside = samples.c.source.startswith(folder, autoescape=True)
    return and_(inside, func.substr(samples.c.source, len(folder) + 1).not_like("%/%"))


def _annotated_by(labeler: str) -> ColumnElement[bool]:
    found = select(sample_labels.c.sample_pk).where(sample_labels.c.annotated_by.in_([labeler, f"human/{labeler}"]))
    return found.where(sample_labels.c.sample_pk == samples.c.pk).exists()


def _carries(dialect: str, dataset_pk: int, choice: LabelChoice) -> ColumnElement[bool]:
    found = [samples.c.pk.in_(_carriers(dialect, dataset_pk, label)) for label in choice.labels]
    return or_(*found) if choice.any_of else and_(*found)


def _carriers(dialect: str, dataset_pk: int, label: LabelCriteria) -> Select[Any]:
    """Keys of the samples that carry one label."""
    wanted = select(labels.c.pk).where(labels.c.dataset_pk == dataset_pk)
    if label.name is not None:
        wanted = wanted.where(labels.c.name_key == digest_name(label.name))
    if label.type is not None:
        wanted = wanted.where(labels.c.type == label.type)
    found = select(sample_labels.c.sample_pk).where(sample_labels.c.label_pk.in_(wanted))
    if label.score is not None:
        found = found.where(sample_labels.c.score.between(*label.score))
    if label.properties.values:
        found = found.where(meets_properties(dialect, sample_labels.c.property, label.properties))
    return found


def meets_properties(dialect: str, column: ColumnElement[Any], wanted: PropertyCriteria) -> ColumnElement[bool]:
    """Whether a JSON column holds the properties."""
    found: Iterable[ColumnElement[bool]] = [has_property(dialect, column, key, values) for key, values in wanted.values]
    held: Sequence[ColumnElement[bool]] = list(found)
    return or_(*held) if wanted.any_of else and_(*held)
