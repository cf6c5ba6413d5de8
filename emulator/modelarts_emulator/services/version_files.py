"""Writes the files of a version: its manifest, PASCAL VOC files, copies of the data, CSV files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .dataset_kinds import DatasetKind, manifest_type
from .formats.annotations import Annotation, ImageSize
from .formats.manifest import ManifestSample, file_annotation, inline_annotation, write_line
from .formats.tables import read_rows, write_rows
from .formats.voc import write_voc
from .version_samples import FrozenSample

if TYPE_CHECKING:
    from ..objects import ObjectStore


class VersionFiles:
    """The folder of one version. ``input_folder`` is where the dataset's data comes from."""

    def __init__(self, objects: ObjectStore, kind: DatasetKind, facts: dict[str, Any], input_folder: str) -> None:
        self._objects = objects
        self._kind = kind
        self._facts = facts
        self._input_folder = input_folder
        self._folder = facts["manifest_path"].rpartition("/")[0] + "/"
        self._lines: list[bytes] = []
        self._names: set[str] = set()

    def add(self, samples: Sequence[FrozenSample]) -> None:
        """Write what belongs to samples beside the manifest, and remember their lines."""
        hard = not self._facts["clear_hard_property"]
        for sample in samples:
            row = sample.row
            entry = ManifestSample(
                sample_id=row.sample_id,
                source=self._source(row.source),
                sample_type=row.sample_type,
                usage=sample.usage,
                hard=hard and row.hard,
                hard_coefficient=row.hard_coefficient,
            )
            self._lines.append(write_line(entry, self._annotations(sample, hard=hard)))

    def finish(self) -> None:
        """Write the manifest."""
        self._objects.write(self._facts["manifest_path"], b"".join(self._lines))

    def _source(self, source: str) -> str:
        if not source.startswith("/"):
            return source
        if self._facts["export_images"]:
            target = self._facts["data_path"] + self._inner_name(source)
            self._objects.copy(source, target)
            source = target
        return "s3:/" + source

    def _inner_name(self, source: str) -> str:
        return source.removeprefix(self._input_folder).lstrip("/")

    def _annotations(self, sample: FrozenSample, *, hard: bool) -> list[dict[str, Any]]:
        if not sample.annotations:
            return []
        if self._kind.is_boxed:
            location = self._write_voc(sample, hard=hard)
            return [file_annotation(self._kind.manifest_type, location, sample.annotated_at)]
        return [
            inline_annotation(manifest_type(note.label_type, self._kind), note, sample.annotated_at, hard=hard)
            for note in sample.annotations
        ]

    def _write_voc(self, sample: FrozenSample, *, hard: bool) -> str:
        name = self._inner_name(sample.row.source)
        stem = name.rpartition(".")[0] or name
        if stem in self._names:
            stem = name  # two images that differ only in their suffix
        self._names.add(stem)
        held = sample.row.metadata
        size = ImageSize(held.get("width", 0), held.get("height", 0), held.get("depth", 3))
        notes = sample.annotations if hard else [_without_hardness(note) for note in sample.annotations]
        data = write_voc(name.rpartition("/")[2], size, notes, segmented=self._kind.type == 3)
        path = f"{self._folder}annotation/{stem}.xml"
        self._objects.write(path, data)
        return "s3:/" + path

    def write_table(self, data_folder: str, columns: Sequence[str], sample_id: str) -> None:
        """Write a table's rows as one CSV file, and the manifest that names it."""
        path = f"{self._folder}{self._folder.rstrip('/').rpartition('/')[2]}.csv"
        self._objects.write(path, write_rows(self._table_rows(data_folder, columns), guarded=True))
        line = write_line(ManifestSample(sample_id, "s3:/" + path, self._kind.sample_type), [])
        self._objects.write(self._facts["manifest_path"], line)

    def _table_rows(self, data_folder: str, columns: Sequence[str]) -> Iterator[Sequence[str]]:
        if self._facts["with_column_header"]:
            yield columns
        for entry in self._objects.list(data_folder):
            yield from read_rows(self._objects.read(entry.path), len(columns), header=False)


def _without_hardness(note: Annotation) -> Annotation:
    kept = {key: value for key, value in note.property.items() if not key.startswith("@modelarts:hard")}
    return Annotation(note.name, note.label_type, kept, note.score, note.annotated_by)
