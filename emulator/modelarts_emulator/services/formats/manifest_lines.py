"""Reads manifest files, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson

from .annotations import Annotation, FormatError

CONTENT: Final = "content://"
#: Where a frame of a video comes from.
FRAME_PROPERTIES: Final = ("@modelarts:parent_duration", "@modelarts:parent_source", "@modelarts:time_in_video")

_PREFIX: Final = "modelarts/"
_SCHEME: Final = re.compile(r"^(?:s3|obs):/")
_USAGES: Final = ("", "TRAIN", "EVAL", "TEST", "INFERENCE")
_YES: Final = ("true", "1")
_CLOCK: Final = re.compile(r"\d{2,}:[0-5]\d:[0-5]\d(?:\.\d{1,3})?")
#: Label types whose labels must fit the text, each other or a clock.
_CHECKED: Final = frozenset((101, 102, 103, 202))
#: Label types whose labels need no name.
_NAMELESS: Final = frozenset((201, 202))


class LabelFile(NamedTuple):
    """A file that holds the labels of a sample, and who made them."""

    path: str
    annotated_by: str


@dataclass(slots=True)
class ManifestLine:
    """What a line tells. ``source`` is ``/bucket/key``, or a text after ``content://``."""

    source: str
    sample_id: str = ""
    usage: str = ""
    sample_type: int | None = None
    hard: bool = False
    hard_coefficient: float | None = None
    property: dict[str, Any] = field(default_factory=dict)
    annotations: list[Annotation] = field(default_factory=list)
    label_files: list[LabelFile] = field(default_factory=list)


def read_line(data: bytes, types: Mapping[str, int]) -> ManifestLine:
    """Read one line. ``types`` maps types of annotations, without their prefix, to label types.

    Raises `FormatError` where it is no JSON object, a mandatory key is missing or a value cannot be.
    """
    try:
        held = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise FormatError(f"no JSON: {error}") from None
    if not isinstance(held, dict):
        raise FormatError("no JSON object")
    line = ManifestLine(read_location(held.get("source"), "source"))
    if "usage" in held:
        line.usage = str(held["usage"] or "").upper()
        if line.usage not in _USAGES:
            raise FormatError(f"the usage {held['usage']!r} is unknown")
    if "id" in held:
        line.sample_id = str(held["id"])
    if "sample-type" in held:
        line.sample_type = _integer(held, "sample-type")
    if "hard" in held:
        line.hard = _is_yes(held["hard"])
        line.hard_coefficient = _share(held, "hard-coefficient")
    if "property" in held:
        line.property = _properties(held)
    annotations = held.get("annotation")
    if annotations:
        _read_annotations(line, annotations, types)
    return line


def read_location(value: object, what: str) -> str:
    """Read a URI of a file (``s3://``, ``obs://`` or ``/bucket/key``) or of a text; raises `FormatError`."""
    if not isinstance(value, str) or not value:
        raise FormatError(f"{what} is missing")
    if value.startswith(CONTENT):
        return value
    path = _SCHEME.sub("", value)
    if not path.startswith("/"):
        raise FormatError(f"{what} {value[:100]!r} is no path of an object")
    return path


def _read_annotations(line: ManifestLine, annotations: object, types: Mapping[str, int]) -> None:
    if not isinstance(annotations, list):
        raise FormatError("annotation is no list")
    for held in annotations:
        if not isinstance(held, dict):
            raise FormatError("an annotation is no object")
        name = str(held.get("type", "")).removeprefix(_PREFIX)
        label_type = types.get(name)
        if label_type is None:
            raise FormatError(f"the type {name[:100]!r} of an annotation does not fit the dataset")
        if "annotation-loc" in held:
            line.label_files.append(_read_file(held))
        else:
            line.annotations.append(_read_annotation(held, label_type))
    if not _CHECKED.isdisjoint(types.values()):
        _check_together(line)


def _read_file(held: Mapping[str, Any]) -> LabelFile:
    form = held.get("annotation-format") or "PASCAL VOC"
    if form != "PASCAL VOC":
        raise FormatError(f"the annotation-format {form!r} is not PASCAL VOC")
    path = read_location(held["annotation-loc"], "annotation-loc")
    if path.startswith(CONTENT):
        raise FormatError("annotation-loc is no path of an object")
    return LabelFile(path, _author(held))


def _read_annotation(held: Mapping[str, Any], label_type: int) -> Annotation:
    name = held.get("name")
    if name is None and label_type in _NAMELESS:
        name = ""
    elif not isinstance(name, str) or not name.strip():
        raise FormatError("an annotation has no name")
    details = _properties(held) if "property" in held else {}
    if "id" in held:
        details["@modelarts:id"] = str(held["id"])
    if "hard" in held and _is_yes(held["hard"]):
        details["@modelarts:hard"] = "1"
        coefficient = _share(held, "hard-coefficient")
        if coefficient is not None:
            details["@modelarts:hard_coefficient"] = str(coefficient)
    score = _share(held, "confidence") if "confidence" in held else None
    return Annotation(name.strip(), label_type, details, score, _author(held))


def _author(held: Mapping[str, Any]) -> str:
    # What the service labels by itself is signed with the names of its functions.
    author = str(held.get("annotated-by") or "human")
    return "auto" if author.startswith(_PREFIX) else author[:64]


def _check_together(line: ManifestLine) -> None:
    text = line.source.removeprefix(CONTENT) if line.source.startswith(CONTENT) else None
    known = {note.property.get("@modelarts:id") for note in line.annotations if note.label_type == 103}
    for note in line.annotations:
        if note.label_type in (101, 103):
            _check_span(note, text)
        elif note.label_type == 102:
            _check_ends(note, known)
        elif note.label_type == 202:
            _check_times(note)


def _check_span(note: Annotation, text: str | None) -> None:
    start, end = (_integer(note.property, f"@modelarts:{side}_index") for side in ("start", "end"))
    if not 0 <= start < end or (text is not None and end > len(text)):
        raise FormatError(f"{note.name!r} reaches from {start} to {end}, outside of the text")


def _check_ends(note: Annotation, known: set[object]) -> None:
    for side in ("@modelarts:from", "@modelarts:to"):
        if note.property.get(side) not in known:
            raise FormatError(f"{side} of the relation {note.name!r} names no entity of the line")


def _check_times(note: Annotation) -> None:
    times = [str(note.property.get(f"@modelarts:{side}_time", "")) for side in ("start", "end")]
    if not all(_CLOCK.fullmatch(time) for time in times):
        raise FormatError(f"the times {times[0]!r} and {times[1]!r} are not hh:mm:ss.SSS")
    if times[0] > times[1]:
        raise FormatError(f"the paragraph ends at {times[1]}, before it starts at {times[0]}")


def _properties(held: Mapping[str, Any]) -> dict[str, Any]:
    value = held["property"]
    if not isinstance(value, dict):
        raise FormatError("property is no object")
    return value


def _is_yes(value: object) -> bool:
    return str(value).lower() in _YES


def _integer(held: Mapping[str, Any], name: str) -> int:
    value = held.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise FormatError(f"{name} is {value!r}, not a whole number")
    return value


def _share(held: Mapping[str, Any], name: str) -> float | None:
    value = held.get(name)
    if value is None:
        return None
    try:
        share = float(value)
    except (TypeError, ValueError):
        raise FormatError(f"{name} is {value!r}, not a number") from None
    if not 0 <= share <= 1:
        raise FormatError(f"{name} is {value!r}, not from 0 to 1")
    return share
