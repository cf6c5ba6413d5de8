"""Reads the files below an OBS path into samples, the way each dataset type has them lie there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from .dataset_kinds import DatasetKind
from .formats.annotations import Annotation, FormatError
from .formats.tables import read_header, read_rows
from .formats.text import TextFormat, is_result, read_labelled, read_lines, result_name, split_labels
from .formats.voc import read_voc
from .samples import SampleDraft

if TYPE_CHECKING:
    from ..limits import Limits
    from ..objects import ObjectEntry, ObjectStore

ORIGIN: Final = "@modelarts:import_origin"


@dataclass(frozen=True, slots=True)
class ImportSource:
    """What to read: a folder (``/bucket/folder/``), the dataset's type, and whether labels are read too."""

    objects: ObjectStore
    folder: str
    kind: DatasetKind
    limits: Limits
    labelled: bool = True
    text: TextFormat = field(default_factory=TextFormat)


def read_samples(source: ImportSource) -> Iterator[SampleDraft]:
    """Yield the samples of the folder and its sub-folders, in the order of their paths.

    Raises `FormatError` for a file that is too large or does not follow its format.
    """
    entries = [entry for entry in source.objects.list(source.folder) if not entry.path.endswith("/")]
    if source.kind.is_text:
        return _read_text(source, entries)
    read = _READERS[source.kind.labelling] if source.labelled and source.kind.labelling else _read_plain
    return read(source, entries)


Reader = Callable[[ImportSource, list["ObjectEntry"]], Iterator[SampleDraft]]


def _read_plain(source: ImportSource, entries: list[ObjectEntry]) -> Iterator[SampleDraft]:
    for entry in _accepted(source, entries):
        yield _draft(source, entry, [])


def _read_folders(source: ImportSource, entries: list[ObjectEntry]) -> Iterator[SampleDraft]:
    # Two layouts: a text file of label names beside every image, or folders named after labels.
    label_files = _paths_ending(entries, ".txt") if source.kind.sample_type == 0 else set()
    accepted = list(_accepted(source, entries))
    beside = any(_stem(entry.path) + ".txt" in label_files for entry in accepted)
    for entry in accepted:
        if beside:
            path = _stem(entry.path) + ".txt"
            names = _label_names(source, path) if path in label_files else []
        else:
            parts = entry.path[len(source.folder) :].split("/")
            names = [parts[-2]] if len(parts) > 1 else []
        yield _draft(source, entry, [Annotation(name, source.kind.type) for name in names])


def _label_names(source: ImportSource, path: str) -> list[str]:
    with _naming(path):
        lines = read_lines(source.objects.read(path))
    return list(dict.fromkeys(name for line in lines if (name := line.strip())))


def _read_voc(source: ImportSource, entries: list[ObjectEntry]) -> Iterator[SampleDraft]:
    sizes = {entry.path: entry.size for entry in entries if entry.path.lower().endswith(".xml")}
    for entry in _accepted(source, entries):
        path = _stem(entry.path) + ".xml"
        if path not in sizes:
            yield _draft(source, entry, [])
            continue
        if sizes[path] > source.limits.label_file_bytes:
            raise FormatError(f"{path}: larger than {source.limits.label_file_bytes} bytes")
        with _naming(path):
            size, annotations = read_voc(source.objects.read(path), source.kind.type)
        draft = _draft(source, entry, annotations)
        draft.metadata |= {"width": size.width, "height": size.height, "depth": size.depth}
        yield draft


def _read_text(source: ImportSource, entries: list[ObjectEntry]) -> Iterator[SampleDraft]:
    labelled = source.labelled and source.kind.labelling == "lines"
    paths = {entry.path for entry in entries}
    for entry in _accepted(source, entries):
        if labelled and source.text.in_separate_file and is_result(entry.path):
            continue
        with _naming(entry.path):
            lines = read_lines(source.objects.read(entry.path))
        pairs = _pair_labels(source, entry, lines, paths) if labelled else [(line, []) for line in lines]
        for number, (text, names) in enumerate(pairs, 1):
            if text.strip():
                annotations = [Annotation(name, source.kind.type) for name in names]
                yield SampleDraft(
                    f"{entry.path}#{number}", f"content://{text}", source.kind.sample_type, len(text.encode()),
                    entry.modified_ms, annotations, {ORIGIN: 0},
                )  # fmt: skip


def _pair_labels(
    source: ImportSource, entry: ObjectEntry, lines: list[str], paths: set[str]
) -> list[tuple[str, list[str]]]:
    if not source.text.in_separate_file:
        return read_labelled(lines, source.text)
    other = result_name(entry.path)
    with _naming(other):
        results = read_lines(source.objects.read(other)) if other in paths else []
    names = [split_labels(line, source.text) for line in results]
    return [(line, names[number] if number < len(names) else []) for number, line in enumerate(lines)]


def read_table(source: ImportSource, columns: list[str], *, header: bool) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the name and the rows of every CSV file below the folder.

    Raises `FormatError` where files have different headers, or one that is too large or no CSV.
    """
    first: tuple[str, list[str]] | None = None
    for entry in _accepted(source, list(source.objects.list(source.folder))):
        with _naming(entry.path):
            data = source.objects.read(entry.path)
            names = read_header(data) if header else []
            rows = list(read_rows(data, len(columns), header=header))
        if first is not None and names != first[1]:
            raise FormatError(f"{entry.path}: its columns differ from those of {first[0]}")
        first = first or (entry.path, names)
        yield entry.path[len(source.folder) :], rows


def _accepted(source: ImportSource, entries: list[ObjectEntry]) -> Iterator[ObjectEntry]:
    limit = source.limits.image_bytes if source.kind.sample_type == 0 else source.limits.sample_bytes
    for entry in entries:
        if source.kind.accepts(entry.path):
            if entry.size > limit:
                raise FormatError(f"{entry.path}: larger than {limit} bytes")
            yield entry


def _draft(source: ImportSource, entry: ObjectEntry, annotations: list[Annotation]) -> SampleDraft:
    return SampleDraft(
        entry.path, entry.path, source.kind.sample_type, entry.size, entry.modified_ms, annotations, {ORIGIN: 0}
    )


@contextmanager
def _naming(path: str) -> Iterator[None]:
    """Make what a reader raises name the file."""
    try:
        yield
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


def _paths_ending(entries: list[ObjectEntry], suffix: str) -> set[str]:
    return {entry.path for entry in entries if entry.path.endswith(suffix)}


_READERS: Final[dict[str, Reader]] = {"folders": _read_folders, "voc": _read_voc}
