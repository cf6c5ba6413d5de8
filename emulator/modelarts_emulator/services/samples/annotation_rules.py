"""Checks the labels that a request puts on a sample, each kind of labeling by its own rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from ...errors import ServiceError
from .. import failures
from ..datasets.kinds import DatasetKind
from ..failures import failure
from ..formats.annotations import Annotation
from ..labels.rules import ENTITY, RELATION, LabelKey

#: The property that keeps the id of a label on its sample, by which relations name entities.
LABEL_ID: Final = "@modelarts:id"
#: Kinds of labeling whose labels need no name: what counts is what is said, and when.
NAMELESS: Final = (201, 202)

_TIME: Final = re.compile(r"([0-9]{2,3}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]{1,3})?)")
_FEWEST: Final = {"polygon": 3, "polyline": 2, "line": 2, "dashed": 2, "point": 1, "bndbox": 2, "circle": 2}
_EXACT: Final = ("bndbox", "circle", "line", "dashed", "point")


def read_annotations(
    values: Sequence[Mapping[str, Any]], kind: DatasetKind, known: Collection[LabelKey], author: str
) -> list[Annotation]:
    """Labels of a request for one sample, each once. Raises `ServiceError` for one that does not fit.

    ``known`` are the dataset's labels among those that are named, ``author`` is who labels by hand.
    """
    notes = [_read(value, kind, known, author) for value in values]
    entities = {str(note.property.get(LABEL_ID)) for note in notes if note.label_type == ENTITY}
    for note in notes:
        if note.label_type == RELATION:
            _check_relation(note, entities)
    unique: list[Annotation] = []
    for note in notes:
        if note not in unique:
            unique.append(note)
    return unique


def _read(value: Mapping[str, Any], kind: DatasetKind, known: Collection[LabelKey], author: str) -> Annotation:
    if not kind.label_types:
        raise _unfit(f"{kind.name} datasets have no labels")
    name = str(value.get("name") or "").strip()
    label_type = value.get("type")
    if label_type is None:
        types = [number for number in kind.label_types if (name, number) in known]
        label_type = types[0] if types else kind.label_types[0]
    if label_type not in kind.label_types:
        raise _unfit(f"type {label_type} of label {name} does not fit the dataset")
    if not name and label_type not in NAMELESS:
        raise _unfit("a label has no name")
    if name and (name, label_type) not in known:
        raise failure(failures.LABEL_MISSING, name)
    details = dict(value.get("property") or {})
    if value.get("id"):
        details[LABEL_ID] = value["id"]
    _CHECKS.get(label_type, _accept)(details, name)
    by = "auto" if value.get("annotated_by") == "auto" else author
    return Annotation(name, int(label_type), details, value.get("score"), by)


def _accept(details: Mapping[str, Any], name: str) -> None:
    """Labels that are for all of a sample have nothing to check."""


def _check_box(details: Mapping[str, Any], name: str) -> None:
    if "@modelarts:feature" not in details:
        raise _unfit(f"{name} has no @modelarts:feature")
    _check_shape(details, name)


def _check_shape(details: Mapping[str, Any], name: str) -> None:
    points = details.get("@modelarts:feature")
    if points is None:
        return
    shape = str(details.get("@modelarts:shape") or "bndbox")
    if not isinstance(points, list) or not all(_is_point(point) for point in points):
        raise _unfit(f"@modelarts:feature of {name} is no list of points")
    fewest = _FEWEST.get(shape, 1)
    if len(points) < fewest or (shape in _EXACT and len(points) != fewest):
        raise _unfit(f"a {shape} does not have {len(points)} points")
    lengths = [2, 1] if shape == "circle" else [2] * len(points)
    if [len(point) for point in points] != lengths:
        raise _unfit(f"a point of {name} has not as many numbers as it takes")
    if shape == "bndbox" and not all(low < high for low, high in zip(*points, strict=True)):
        raise _unfit(f"the first point of {name} is not above and to the left of the second")


def _is_point(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number < 1e9 for number in value
    )


def _check_span(details: Mapping[str, Any], name: str) -> None:
    start, end = details.get("@modelarts:start_index"), details.get("@modelarts:end_index")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise _unfit(f"{name} needs @modelarts:start_index and a larger @modelarts:end_index")


def _check_content(details: Mapping[str, Any], _name: str) -> None:
    if not isinstance(details.get("@modelarts:content"), str):
        raise _unfit("a speech label needs @modelarts:content")


def _check_paragraph(details: Mapping[str, Any], _name: str) -> None:
    start, end = (_seconds(details.get(f"@modelarts:{which}_time")) for which in ("start", "end"))
    if start >= end:
        raise _unfit("@modelarts:end_time is not after @modelarts:start_time")


def _seconds(value: object) -> float:
    match = _TIME.fullmatch(str(value))
    if match is None:
        raise _unfit("a speech paragraph needs @modelarts:start_time and @modelarts:end_time as hh:mm:ss.SSS")
    hours, minutes, seconds = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _check_relation(note: Annotation, entities: Collection[str]) -> None:
    for end in ("@modelarts:from", "@modelarts:to"):
        if str(note.property.get(end)) not in entities:
            raise _unfit(f"{end} of {note.name} is no id of an entity label of the sample")


def _unfit(detail: str) -> ServiceError:
    return failure(failures.LABEL_INCOMPATIBLE, detail)


_CHECKS: Final[dict[int, Callable[[Mapping[str, Any], str], None]]] = {
    1: _check_box,
    3: _check_shape,
    600: _check_shape,
    101: _check_span,
    ENTITY: _check_span,
    201: _check_content,
    202: _check_paragraph,
}
