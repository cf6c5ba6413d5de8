"""Writes manifest files: one JSON object per line for every sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from .annotations import Annotation


@dataclass(frozen=True, slots=True)
class ManifestSample:
    """What one line of a manifest tells. ``property`` holds where a frame of a video comes from."""

    sample_id: str
    source: str
    sample_type: int
    usage: str = ""
    hard: bool = False
    hard_coefficient: float | None = None
    property: Mapping[str, Any] = field(default_factory=dict)


def write_line(sample: ManifestSample, annotations: Sequence[dict[str, Any]]) -> bytes:
    """One line with its line end; keys without a value are left out."""
    line: dict[str, Any] = {"source": sample.source}
    if sample.usage:
        line["usage"] = sample.usage
    if sample.hard:
        line["hard"] = "true"
        if sample.hard_coefficient is not None:
            line["hard-coefficient"] = sample.hard_coefficient
    if sample.property:
        line["property"] = dict(sample.property)
    line["id"] = sample.sample_id
    line["sample-type"] = sample.sample_type
    if annotations:
        line["annotation"] = list(annotations)
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def inline_annotation(kind: str, annotation: Annotation, created: int, *, hard: bool) -> dict[str, Any]:
    """An annotation that the line itself holds. ``created`` is in milliseconds since the epoch."""
    held: dict[str, Any] = {"type": kind}
    if annotation.name:  # what is said in a recording has none
        held["name"] = annotation.name
    shown = {key: value for key, value in annotation.property.items() if not key.startswith("@modelarts:hard")}
    identity = shown.pop("@modelarts:id", None)
    if identity is not None:
        held["id"] = identity
    if shown:
        held["property"] = shown
    if hard and annotation.property.get("@modelarts:hard") in ("1", "true"):
        held["hard"] = "true"
        coefficient = annotation.property.get("@modelarts:hard_coefficient")
        if coefficient is not None:
            held["hard-coefficient"] = float(coefficient)
    if annotation.score is not None:
        held["confidence"] = annotation.score
    return held | _authorship(annotation.annotated_by, created)


def file_annotation(kind: str, location: str, created: int) -> dict[str, Any]:
    """An annotation that a PASCAL VOC file at ``location`` holds."""
    held = {"type": kind, "annotation-loc": location, "annotation-format": "PASCAL VOC"}
    return held | _authorship("human", created)


def _authorship(annotated_by: str, created: int) -> dict[str, str]:
    return {"annotated-by": annotated_by, "creation-time": _write_time(created // 1000)}


# Samples that were imported together have the same time.
@lru_cache(maxsize=16)
def _write_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
