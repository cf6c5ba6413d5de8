"""Reads the files below an OBS path into samples, the way each dataset type has them lie there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final

from ...objects import ObjectMissingError
from ..formats.annotations import Annotation, FormatError
from ..formats.masks import MASKS
from ..formats.text import TextFormat, is_result, read_labelled, read_lines, result_name, split_labels, stream_lines
from ..formats.voc import read_voc
from ..samples.samples import SampleDraft
from .coco import read_coco_folder
from .items import Found, ImportPlan, ImportSource, draft_file, naming, read_label_file
from .manifests import plan_manifest, read_manifest
from .yolo import is_yolo, read_yolo_folder

if TYPE_CHECKING:
    from ...objects import ObjectEntry

SEGMENTATION: Final = 3

Block = Sequence["ObjectEntry"]
#: Reads the labels of a file among those whose names begin alike.
Labeller = Callable[[ImportSource, ImportPlan, "ObjectEntry", Block], SampleDraft]


def make_plan(source: ImportSource) -> ImportPlan:
    """Look at what is to be imported without reading the samples. Raises `ObjectError`."""
    if source.manifest:
        return plan_manifest(source)
    files = size = 0
    beside = False
    for block in _blocks(source.objects.list(source.folder)):
        images = [entry for entry in block if _is_sample(source, entry)]
        files += len(images)
        size += sum(entry.size for entry in images)
        names = {entry.path for entry in block}
        beside = beside or any(_stem(entry.path) + ".txt" in names for entry in images)
    lies_beside = beside and source.kind.sample_type == 0
    return ImportPlan(0 if source.kind.is_text else files, files, size, beside=lies_beside)


def read_source(source: ImportSource, plan: ImportPlan, position: list[Any] | None) -> Iterator[Found]:
    """Yield samples and problems behind a position, in the order of their paths or lines.

    Raises `ObjectError`, and `FormatError` where all that follows cannot be read.
    """
    if source.manifest:
        return read_manifest(source, position)
    if source.kind.is_text:
        return _read_texts(source, position)
    if source.coco and source.labelled:
        return read_coco_folder(source, _files(source, position))
    if source.labelled and is_yolo(source):
        return read_yolo_folder(source, _files(source, position))
    return _read_files(source, plan, position)


def read_samples(source: ImportSource) -> Iterator[SampleDraft]:
    """Yield all samples. Raises `FormatError` for the first file that does not follow its format."""
    for found in read_source(source, make_plan(source), None):
        if found.problem:
            raise FormatError(f"{found.place}: {found.problem}")
        if found.draft is not None:
            yield found.draft


def _files(source: ImportSource, position: list[Any] | None) -> Iterator[ObjectEntry]:
    for entry in source.objects.list(source.folder, position[0] if position else ""):
        if _is_sample(source, entry):
            yield entry


def _is_sample(source: ImportSource, entry: ObjectEntry) -> bool:
    if source.kind.is_text and source.text.in_separate_file and source.labelled and is_result(entry.path):
        return False
    if source.kind.type == SEGMENTATION and f"/{MASKS}/" in entry.path[len(source.folder) - 1 :]:
        return False  # what an export wrote beside the images
    return source.kind.accepts(entry.path) and not entry.path.endswith("/")


def _blocks(entries: Iterator[ObjectEntry]) -> Iterator[Block]:
    """Files of one folder whose names are the same up to the first dot: a file and its labels are among them."""
    for _, block in groupby(entries, lambda entry: _block_key(entry.path)):
        yield list(block)


def _block_key(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name.partition(".")[0]


def _read_files(source: ImportSource, plan: ImportPlan, position: list[Any] | None) -> Iterator[Found]:
    label = _LABELLERS[source.kind.labelling] if source.labelled and source.kind.labelling else _leave_unlabelled
    for block in _blocks(source.objects.list(source.folder, position[0] if position else "")):
        for entry in block:
            if _is_sample(source, entry):
                yield _read_file(source, plan, entry, block, label)


def _read_file(source: ImportSource, plan: ImportPlan, entry: ObjectEntry, block: Block, label: Labeller) -> Found:
    if entry.size > source.file_limit:
        return Found([entry.path], entry.path, problem=f"larger than {source.file_limit} bytes")
    try:
        return Found([entry.path], entry.path, label(source, plan, entry, block))
    except FormatError as error:
        return Found([entry.path], entry.path, problem=str(error))


def _leave_unlabelled(source: ImportSource, _plan: ImportPlan, entry: ObjectEntry, _block: Block) -> SampleDraft:
    return draft_file(source, entry, [])


def _label_by_folder(source: ImportSource, plan: ImportPlan, entry: ObjectEntry, block: Block) -> SampleDraft:
    # Two layouts: a text file of label names beside every image, or folders named after labels.
    if plan.beside:
        path = _stem(entry.path) + ".txt"
        held = any(other.path == path for other in block)
        names = _label_names(source, path) if held else []
    else:
        parts = entry.path[len(source.folder) :].split("/")
        names = [parts[-2]] if len(parts) > 1 else []
    return draft_file(source, entry, [Annotation(name, source.kind.type) for name in names])


def _label_names(source: ImportSource, path: str) -> list[str]:
    data = read_label_file(source, path)
    with naming(path):
        lines = read_lines(data)
    return list(dict.fromkeys(name for line in lines if (name := line.strip())))


def _label_by_voc(source: ImportSource, _plan: ImportPlan, entry: ObjectEntry, block: Block) -> SampleDraft:
    path = _stem(entry.path) + ".xml"
    if not any(other.path == path for other in block):
        return draft_file(source, entry, [])
    data = read_label_file(source, path)
    with naming(path):
        size, annotations = read_voc(data, source.kind.type)
    draft = draft_file(source, entry, annotations)
    draft.metadata |= size.as_metadata()
    return draft


def _read_texts(source: ImportSource, position: list[Any] | None) -> Iterator[Found]:
    entries = _files(source, position)
    if position:
        # The file that was being read may have more lines.
        try:
            entries = chain((source.objects.head(position[0]),), entries)
        except ObjectMissingError:
            position = None
    skip = int(position[1]) if position else 0
    for entry in entries:
        yield from _read_text(source, entry, skip)
        skip = 0


def _read_text(source: ImportSource, entry: ObjectEntry, skip: int) -> Iterator[Found]:
    number = 0
    try:
        for number, (text, names) in enumerate(_label_lines(source, entry), 1):
            if number > skip and text.strip():
                annotations = [Annotation(name, source.kind.type) for name in names]
                place = f"{entry.path}#{number}"
                draft = draft_file(source, entry, annotations)
                draft.place, draft.source, draft.size = place, f"content://{text}", len(text.encode())
                yield Found([entry.path, number], place, draft)
    except FormatError as error:
        yield Found([entry.path, max(number + 1, 2**31)], entry.path, problem=str(error))


def _label_lines(source: ImportSource, entry: ObjectEntry) -> Iterator[tuple[str, list[str]]]:
    if entry.size > source.file_limit:
        raise FormatError(f"larger than {source.file_limit} bytes")
    lines = stream_lines(lambda: source.objects.open_read(entry.path))
    if not (source.labelled and source.kind.labelling == "lines"):
        return ((line, []) for line in lines)
    if not source.text.in_separate_file:
        return (read_labelled([line], source.text)[0] for line in lines)
    return _pair_lines(lines, _result_lines(source, result_name(entry.path)), source.text)


def _result_lines(source: ImportSource, path: str) -> Iterator[str]:
    if source.objects.exists(path):
        with naming(path):
            yield from stream_lines(lambda: source.objects.open_read(path))


def _pair_lines(lines: Iterator[str], results: Iterator[str], form: TextFormat) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        yield line, split_labels(next(results, ""), form)


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


_LABELLERS: Final[dict[str, Labeller]] = {"folders": _label_by_folder, "voc": _label_by_voc}
