"""Writes samples as files: a manifest, PASCAL VOC files, copies of the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ..datasets.kinds import DatasetKind, manifest_type
from ..formats.annotations import Annotation, ImageSize
from ..formats.image_headers import read_size
from ..formats.manifest import ManifestSample, file_annotation, inline_annotation, write_line
from ..formats.manifest_lines import FRAME_PROPERTIES
from ..formats.masks import MASKS, draw_mask
from ..formats.voc import write_voc
from .samples import FrozenSample

if TYPE_CHECKING:
    from ...objects import ObjectStore

SEGMENTATION: Final = 3
VIDEO: Final = 600
_SCHEME: Final = re.compile(r"^(?:s3|obs):/")

#: Takes the next bytes of a file that is being written.
Write = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class FileLayout:
    """Where files go; folders are ``/bucket/folder/``.

    Masks go to a folder below ``annotation_root``. ``input_folder`` is where the dataset's data comes from: below
    it, copies keep their names. Without a ``data_folder`` nothing is copied. ``prefix`` is put before the paths
    that files name; ``hard`` says whether marks of hard examples are written.
    """

    annotation_root: str
    annotation_folder: str
    input_folder: str
    data_folder: str = ""
    prefix: str = "s3:/"
    hard: bool = False

    def inner_name(self, source: str) -> str:
        """Name of a source file below its folder; all of its path where it lies elsewhere."""
        return source.removeprefix(self.input_folder).lstrip("/")


class SampleFiles:
    """The files of some samples; ``write`` takes the lines of their manifest."""

    def __init__(self, objects: ObjectStore, kind: DatasetKind, layout: FileLayout, write: Write) -> None:
        self._objects = objects
        self._kind = kind
        self._layout = layout
        self._write = write
        # Digests of names instead of names: there may be a million.
        self._taken: set[int] = set()

    def add(self, samples: Sequence[FrozenSample]) -> None:
        """Write what belongs to samples beside the manifest, and their lines. Raises `ObjectError`."""
        for sample in samples:
            self.add_one(sample)

    def add_one(self, sample: FrozenSample) -> str:
        """Write one sample; return where its data lies now."""
        row = sample.row
        source = self._place(sample) if row.source.startswith("/") else row.source
        entry = ManifestSample(
            sample_id=row.sample_id,
            source=self._layout.prefix + source if source.startswith("/") else source,
            sample_type=row.sample_type,
            usage=sample.usage,
            hard=self._layout.hard and row.hard,
            hard_coefficient=row.hard_coefficient,
            property=self._frame(row.metadata) if self._kind.type == VIDEO else {},
        )
        self._write(write_line(entry, self._annotations(sample, source)))
        return source

    def _frame(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Where a frame of a video comes from."""
        return {key: metadata[key] for key in FRAME_PROPERTIES if key in metadata}

    def _place(self, sample: FrozenSample) -> str:
        """Put the file of a sample where it belongs; return its path."""
        source: str = sample.row.source
        if not self._layout.data_folder:
            return source
        target = self._layout.data_folder + self._layout.inner_name(source)
        if target != source:
            self._objects.copy(source, target)
        return target

    def _annotations(self, sample: FrozenSample, source: str) -> list[dict[str, Any]]:
        if not sample.annotations:
            return []
        if self._kind.is_boxed or self._kind.type == VIDEO:
            return self._write_shapes(sample, source)
        hard = self._layout.hard
        return [
            inline_annotation(manifest_type(note.label_type, self._kind), note, sample.annotated_at, hard=hard)
            for note in sample.annotations
        ]

    def _write_shapes(self, sample: FrozenSample, source: str) -> list[dict[str, Any]]:
        """Write the label files of an image, one for each author of labels; return how the manifest names them."""
        stem = self._label_path(sample, source)
        size = self._size(sample)
        if self._kind.type == SEGMENTATION:
            size = self._write_mask(sample, size, stem)
        entries = []
        for number, (author, notes) in enumerate(self._by_author(sample.annotations)):
            path = f"{stem}_{number}.xml" if number else f"{stem}.xml"
            held = notes if self._layout.hard else [without_hardness(note) for note in notes]
            data = write_voc(source.rpartition("/")[2], size, held, segmented=self._kind.type == SEGMENTATION)
            self._objects.write(path, data)
            entry = file_annotation(self._kind.manifest_type, self._layout.prefix + path, sample.annotated_at)
            entries.append({**entry, "annotated-by": author})
        return entries

    def _by_author(self, notes: Sequence[Annotation]) -> Iterable[tuple[str, Sequence[Annotation]]]:
        found: dict[str, list[Annotation]] = {}
        for note in notes:
            found.setdefault(note.annotated_by, []).append(note)
        return found.items()

    def _size(self, sample: FrozenSample) -> ImageSize:
        size = ImageSize.from_metadata(sample.row.metadata)
        return size if size.width else read_size(self._objects.read(sample.row.source))

    def _write_mask(self, sample: FrozenSample, size: ImageSize, stem: str) -> ImageSize:
        """Write the mask of an image, its own where it has one; return what the label file says of the image."""
        own = _SCHEME.sub("", size.mask_source)
        folder = self._layout.annotation_root
        path = f"{folder}{MASKS}/{stem.removeprefix(self._layout.annotation_folder)}.png"
        if own.startswith("/") and self._objects.look_up([own]):
            if own != path:
                self._objects.copy(own, path)
        elif mask := draw_mask(size, sample.annotations):
            self._objects.write(path, mask)
        else:
            return size
        return replace(size, mask_source=self._layout.prefix + path)

    def _label_path(self, sample: FrozenSample, _source: str) -> str:
        """Path of a label file without its suffix."""
        return self._layout.annotation_folder + self._unique_stem(self._layout.inner_name(sample.row.source))

    def _unique_stem(self, name: str) -> str:
        stem = name.rpartition(".")[0] or name
        # Two files may differ only in their suffix.
        return stem if self._take(stem) else name

    def _take(self, name: str) -> bool:
        """Whether a name is taken for the first time."""
        free = hash(name) not in self._taken
        self._taken.add(hash(name))
        return free


def without_hardness(note: Annotation) -> Annotation:
    """A label without its marks as a hard example."""
    kept = {key: value for key, value in note.property.items() if not key.startswith("@modelarts:hard")}
    return Annotation(note.name, note.label_type, kept, note.score, note.annotated_by)
