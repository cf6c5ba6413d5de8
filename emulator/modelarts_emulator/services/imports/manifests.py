"""Reads a manifest into samples. A manifest is believed: an object that it names need not be there yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ...objects import ObjectMissingError, ObjectPathError
from ..datasets.kinds import IMAGE_SUFFIXES, DatasetKind, manifest_type
from ..formats.annotations import Annotation, FormatError
from ..formats.lines import split_lines
from ..formats.manifest_lines import CONTENT, FRAME_PROPERTIES, LabelFile, ManifestLine, read_line
from ..formats.voc import read_voc
from ..samples.samples import COEFFICIENT, HARD, SampleDraft
from .items import ORIGIN, Found, ImportPlan, ImportSource, naming, read_label_file

if TYPE_CHECKING:
    from ...objects import ObjectEntry

#: How many lines are read before the sizes of their objects are looked up.
BATCH: Final = 500
VIDEO: Final = 600
_MARK: Final = b"\xef\xbb\xbf"

#: A line: where the next one begins, its number, what it tells or why it cannot be read.
Read = tuple[int, int, ManifestLine | None, str]


def plan_manifest(source: ImportSource) -> ImportPlan:
    """Count the lines. Raises `ObjectError`."""
    count, last = 0, b"\n"
    for piece in source.objects.open_read(source.manifest):
        count += piece.count(b"\n")
        last = piece[-1:]
    return ImportPlan(samples=count + (last != b"\n"))


def read_manifest(source: ImportSource, position: list[Any] | None) -> Iterator[Found]:
    """Yield samples and problems, line by line. Raises `ObjectError`, and `FormatError` for an endless line."""
    offset, number = position or (0, 0)
    lines = split_lines(source.objects.open_read(source.manifest, offset))
    read = _read_lines(lines, offset, number, _types(source.kind))
    while batch := list(islice(read, BATCH)):
        paths = [line.source for _, _, line, _ in batch if line is not None and not line.source.startswith(CONTENT)]
        entries = source.objects.look_up(paths)
        for end, place, line, problem in batch:
            yield _find(source, [end, place], line, problem, entries)


def _types(kind: DatasetKind) -> dict[str, int]:
    return {manifest_type(label_type, kind).removeprefix("modelarts/"): label_type for label_type in kind.label_types}


def _read_lines(lines: Iterable[bytes], offset: int, number: int, types: dict[str, int]) -> Iterator[Read]:
    for data in lines:
        offset += len(data) + 1
        number += 1
        held = data.removeprefix(_MARK) if number == 1 else data
        if held.isspace() or not held:
            continue
        try:
            yield offset, number, read_line(held, types), ""
        except FormatError as error:
            yield offset, number, None, str(error)


def _find(
    source: ImportSource,
    position: list[int],
    line: ManifestLine | None,
    problem: str,
    entries: dict[str, ObjectEntry | None],
) -> Found:
    if line is not None:
        try:
            if line.source.startswith(CONTENT):
                draft = _draft_text(source, line, position[1])
                return Found(position, line.source, draft, known_as=line.sample_id)
            if line.source not in entries:
                raise FormatError(f"source {line.source[:100]!r} is no path of an object")
            return Found(position, line.source, _draft_file(source, line, entries[line.source]))
        except FormatError as error:
            problem = str(error)
    return Found(position, f"{source.manifest}, line {position[1]}", problem=problem)


def _draft_text(source: ImportSource, line: ManifestLine, number: int) -> SampleDraft:
    if not source.kind.is_text:
        raise FormatError(f"{source.kind.name} datasets have no texts")
    # The same text may be a sample several times: what tells them apart is their id, else their line.
    place = f"{line.source}#{line.sample_id or f'{source.manifest}#{number}'}"
    size = len(line.source.encode()) - len(CONTENT)
    return _draft(source, line, place, size=size, modified_ms=0)


def _draft_file(source: ImportSource, line: ManifestLine, entry: ObjectEntry | None) -> SampleDraft:
    if not (source.kind.accepts(line.source) or _is_frame(source.kind, line)):
        raise FormatError(f"{line.source} is no file of {source.kind.name} datasets")
    if entry is None:
        return _draft(source, line, line.source, size=0, modified_ms=0)
    if entry.size > source.file_limit:
        raise FormatError(f"{line.source} is larger than {source.file_limit} bytes")
    return _draft(source, line, line.source, size=entry.size, modified_ms=entry.modified_ms)


def _is_frame(kind: DatasetKind, line: ManifestLine) -> bool:
    """Whether a line of a video dataset is about one picture of a video."""
    return kind.type == VIDEO and line.source.lower().endswith(IMAGE_SUFFIXES)


def _draft(source: ImportSource, line: ManifestLine, place: str, *, size: int, modified_ms: int) -> SampleDraft:
    metadata: dict[str, Any] = {ORIGIN: 0}
    if line.hard:
        metadata[HARD] = 1
        if line.hard_coefficient is not None:
            metadata[COEFFICIENT] = line.hard_coefficient
    if line.property:
        metadata |= {name: line.property[name] for name in FRAME_PROPERTIES if name in line.property}
    annotations = line.annotations
    if line.label_files and source.labelled:
        annotations = [*annotations, *_read_label_files(source, line.label_files, metadata)]
    sample_type = 0 if _is_frame(source.kind, line) else source.kind.sample_type
    return SampleDraft(
        place, line.source, sample_type, size, modified_ms, annotations if source.labelled else (), metadata, line.usage
    )


def _read_label_files(source: ImportSource, files: list[LabelFile], metadata: dict[str, Any]) -> Iterator[Annotation]:
    for file in files:
        try:
            data = read_label_file(source, file.path)
        except (ObjectMissingError, ObjectPathError):
            raise FormatError(f"annotation-loc {file.path} is not there") from None
        with naming(file.path):
            size, annotations = read_voc(data, source.kind.type)
        metadata |= size.as_metadata()
        for note in annotations:
            yield Annotation(note.name, note.label_type, note.property, note.score, file.annotated_by)
