"""Turns criteria into conditions of SQL, for the samples of a dataset and for those that a version froze."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, false, func, or_, select

from ...store.dataset_tables import labels, sample_labels, samples
from ...store.version_tables import version_labels, version_samples
from ..labels.labels import digest_name
from ..workforce_tasks.shares import given_to
from .criteria import LabelCriteria, SampleCriteria
from .json_search import has_label, meets_properties

__all__ = ["meets_properties", "where_frozen", "where_samples"]

Conditions = list[ColumnElement[bool]]


def where_samples(conn: Connection, dataset_pk: int, criteria: SampleCriteria) -> Conditions:
    """Conditions for ``select(samples)`` that hold for the dataset's samples that meet the criteria."""
    dialect = conn.dialect.name
    where = [samples.c.dataset_pk == dataset_pk, *_where_columns(dialect, samples, criteria)]
    for choice in criteria.labels:
        found = [samples.c.pk.in_(_carriers(dialect, dataset_pk, label)) for label in choice.labels]
        where.append(or_(*found) if choice.any_of else and_(*found))
    for labeler in criteria.labelers:
        by = select(sample_labels.c.sample_pk).where(sample_labels.c.annotated_by.in_([labeler, f"human/{labeler}"]))
        where.append(by.where(sample_labels.c.sample_pk == samples.c.pk).exists())
    if criteria.email is not None:
        where.append(given_to(dataset_pk, criteria.email, samples.c.pk))
    return where


def where_frozen(conn: Connection, version: Row[Any], criteria: SampleCriteria) -> Conditions:
    """Conditions for ``select(version_samples)`` that hold for a version's samples that meet the criteria.

    Whom a sample is given to is not frozen: that is asked of the dataset as it is.
    """
    dialect, version_pk, label_list = conn.dialect.name, version.pk, version.label_list
    where = [version_samples.c.version_pk == version_pk, *_where_columns(dialect, version_samples, criteria)]
    for choice in criteria.labels:
        found = [_frozen_with(dialect, version_pk, label_list, label) for label in choice.labels]
        where.append(or_(*found) if choice.any_of else and_(*found))
    where += [
        or_(*(has_label(dialect, version_samples.c.labels, author=name) for name in (labeler, f"human/{labeler}")))
        for labeler in criteria.labelers
    ]
    if criteria.email is not None:
        given = select(samples.c.sample_id).where(samples.c.dataset_pk == version.dataset_pk)
        given = given.where(given_to(version.dataset_pk, criteria.email, samples.c.pk))
        where.append(version_samples.c.sample_id.in_(given))
    return where


def _where_columns(dialect: str, table: Table, criteria: SampleCriteria) -> Conditions:
    """The criteria on what both tables hold."""
    columns = table.c
    where: Conditions = [false()] if criteria.never else []
    if criteria.states is not None:
        where.append(columns.state.in_([int(state) for state in criteria.states]))
    if criteria.hard is not None:
        where.append(columns.hard.is_(criteria.hard))
    if criteria.sample_types:
        where.append(columns.sample_type.in_(criteria.sample_types))
    where += [meets_properties(dialect, columns.metadata, wanted) for wanted in criteria.metadata]
    where += [columns.source.endswith("/" + name, autoescape=True) for name in criteria.names]
    where += [_lies_in(columns.source, directory) for directory in criteria.directories]
    where += [and_(columns.sample_time >= first, columns.sample_time < last) for first, last in criteria.times]
    where += [columns.hard_coefficient.between(low, high) for low, high in criteria.coefficients]
    return where


def _lies_in(source: ColumnElement[Any], directory: str) -> ColumnElement[bool]:
    folder = "/" + directory.removeprefix("obs:/").removeprefix("s3:/").strip("/") + "/"
    # Folders inside the folder are not searched.
    return and_(source.startswith(folder, autoescape=True), func.substr(source, len(folder) + 1).not_like("%/%"))


def _carriers(dialect: str, dataset_pk: int, label: LabelCriteria) -> Select[Any]:
    """Keys of the samples that carry one label."""
    wanted = select(labels.c.pk).where(labels.c.dataset_pk == dataset_pk, ~labels.c.retired)
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


def _frozen_with(
    dialect: str, version_pk: int, label_list: Sequence[Mapping[str, Any]], label: LabelCriteria
) -> ColumnElement[bool]:
    places = [
        place
        for place, known in enumerate(label_list)
        if label.name in (None, known["name"]) and label.type in (None, known["type"])
    ]
    carriers = select(version_labels.c.position).where(
        version_labels.c.version_pk == version_pk, version_labels.c.label.in_(places)
    )
    found = version_samples.c.position.in_(carriers)
    if label.score is None and not label.properties.values:
        return found
    return and_(found, has_label(dialect, version_samples.c.labels, label))
