"""Turns uploaded files into samples: a file is one, and every line of a text is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...errors import ServiceError
from .. import failures
from ..datasets.kinds import DatasetKind
from ..failures import failure
from ..formats.annotations import Annotation
from ..formats.text import LINE_LIMIT, TextFormat, is_result, read_labelled, result_name, split_labels
from ..images import ImageProblemError, have_images, open_image
from ..labels.rules import LabelKey
from .annotation_rules import read_annotations
from .metadata import ORIGIN, read_metadata
from .samples import SampleDraft
from .upload_files import UploadFile, decode_text

if TYPE_CHECKING:
    from ...objects import ObjectStore

BOXES: Final = 1


@dataclass(frozen=True, slots=True)
class UploadRules:
    """How the files of one request become samples: the dataset's type and labels, and what the request says."""

    objects: ObjectStore
    kind: DatasetKind
    known: Mapping[LabelKey, int]
    author: str
    text: TextFormat
    final: bool


def make_drafts(rules: UploadRules, file: UploadFile, value: Mapping[str, Any]) -> list[SampleDraft]:
    """The samples of a file, none for one that only holds labels. Raises `ServiceError` for labels that do not fit."""
    if rules.kind.is_text:
        return _draft_lines(rules, file, value)
    notes = _read_labels(rules, value)
    metadata = {ORIGIN: 0, **read_metadata(value.get("metadata") or {})}
    if notes and rules.kind.type == BOXES and not metadata.get("width"):
        metadata |= _measure(rules.objects, file)
    return [_draft(rules, file.path, file.path, file.size, file.modified_ms, notes, metadata)]


def _read_labels(rules: UploadRules, value: Mapping[str, Any]) -> list[Annotation]:
    try:
        return read_annotations(value.get("labels") or [], rules.kind, rules.known, rules.author)
    except ServiceError as error:
        raise failure(failures.SAMPLE_LABELS, error.message) from error


def _draft(
    rules: UploadRules,
    place: str,
    source: str,
    size: int,
    modified_ms: int,
    notes: Sequence[Annotation],
    metadata: dict[str, Any],
) -> SampleDraft:
    kind = rules.kind.sample_type
    return SampleDraft(
        place, source, kind, size, modified_ms, notes, metadata, final=rules.final, confirmed=rules.final
    )


def _measure(objects: ObjectStore, file: UploadFile) -> dict[str, int]:
    if not have_images():
        raise failure(failures.SAMPLE_SIZE, file.path)
    try:
        image = open_image(objects.read(file.path) if file.data is None else file.data)
    except ImageProblemError as error:
        raise failure(failures.SAMPLE_SIZE, str(error)) from error
    return {"width": image.width, "height": image.height, "depth": len(image.getbands())}


def _draft_lines(rules: UploadRules, file: UploadFile, value: Mapping[str, Any]) -> list[SampleDraft]:
    if rules.text.in_separate_file and is_result(file.path):
        return []
    data = rules.objects.read(file.path) if file.data is None else file.data
    lines = [line.removesuffix("\r") for line in decode_text(data, value.get("encoding")).split("\n")]
    if any(len(line.encode()) > LINE_LIMIT for line in lines):
        raise failure(failures.SAMPLE_TOO_LARGE, f"a line has more than {LINE_LIMIT} bytes")
    sent = _read_labels(rules, value)
    metadata = {ORIGIN: 0, **read_metadata(value.get("metadata") or {})}
    drafts = []
    for number, (text, names) in enumerate(_pair(rules, file, lines, value), 1):
        if text.strip():
            named = _read_labels(rules, {"labels": [{"name": name} for name in names]})
            place, source = f"{file.path}#{number}", f"content://{text}"
            size, modified = len(text.encode()), file.modified_ms
            drafts.append(_draft(rules, place, source, size, modified, [*sent, *named], dict(metadata)))
    if not drafts:
        raise failure(failures.SAMPLE_UNFIT, f"{file.path} has no text")
    if sent and len(drafts) > 1:
        raise failure(failures.SAMPLE_LABELS, "labels of a request are for one line of text, not for several")
    return drafts


def _pair(
    rules: UploadRules, file: UploadFile, lines: list[str], value: Mapping[str, Any]
) -> list[tuple[str, list[str]]]:
    """Lines with the names of their labels, where the type has them in its files."""
    if rules.kind.labelling != "lines":
        return [(line, []) for line in lines]
    if not rules.text.in_separate_file:
        return read_labelled(lines, rules.text)
    other = result_name(file.path)
    results: list[str] = []
    if rules.objects.exists(other):
        results = decode_text(rules.objects.read(other), value.get("encoding")).split("\n")
    names = [split_labels(line, rules.text) for line in results]
    return [(line, names[number] if number < len(names) else []) for number, line in enumerate(lines)]
