"""Writes the files of an export: copies of the data, labels beside them or as folders, and a manifest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from ..datasets.kinds import DatasetKind
from ..formats.annotations import Annotation
from ..versions.files import FileLayout, SampleFiles, Write
from ..versions.samples import FrozenSample
from .coco import CocoFile
from .requests import TREE

if TYPE_CHECKING:
    from ...objects import ObjectStore

#: What a folder's name cannot hold.
_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\\/#:*?\"<>|]")


class ExportFiles(SampleFiles):
    """The folder of one export. With ``coco``, shapes go there too: the manifest still needs a file for each image."""

    def __init__(
        self,
        objects: ObjectStore,
        kind: DatasetKind,
        layout: FileLayout,
        write: Write,
        *,
        form: int,
        coco: CocoFile | None = None,
    ) -> None:
        super().__init__(objects, kind, layout, write)
        self._form = form
        self._coco = coco

    def _place(self, sample: FrozenSample) -> str:
        folders = self._kind.labelling == "folders"
        if folders and self._form == TREE:
            return self._place_in_folders(sample)
        name = self._layout.inner_name(sample.row.source)
        target = self._copy(sample, name)
        if folders:
            text = "".join(f"{note}\n" for note in _names(sample))
            self._objects.write(self._layout.data_folder + self._unique_stem(name) + ".txt", text.encode())
        if self._coco is not None:
            self._coco.add(name, sample)
        return target

    def _place_in_folders(self, sample: FrozenSample) -> str:
        """One copy for each label, in a folder of its name; without labels, in no folder."""
        folder, _, name = self._layout.inner_name(sample.row.source).rpartition("/")
        parts = folder.split("/") if folder else []
        labels = [_FORBIDDEN.sub("_", label).strip(". ") or "_" for label in _names(sample)]
        if not labels:
            return self._copy(sample, name if self._take(name) else "_".join([*parts, name]))
        targets = [self._copy(sample, "/".join([*_in_folder(parts, label), name])) for label in labels]
        return targets[0]

    def _copy(self, sample: FrozenSample, name: str) -> str:
        target = self._layout.data_folder + name
        if target != sample.row.source:
            self._objects.copy(sample.row.source, target)
        return target

    def _label_path(self, _sample: FrozenSample, source: str) -> str:
        folder = self._layout.data_folder
        return folder + self._unique_stem(source.removeprefix(folder))

    def _by_author(self, notes: Sequence[Annotation]) -> Iterable[tuple[str, Sequence[Annotation]]]:
        # Who reads the folder without its manifest looks for one file beside each image.
        return [(notes[0].annotated_by, notes)]


def _names(sample: FrozenSample) -> list[str]:
    return list(dict.fromkeys(note.name for note in sample.annotations))


def _in_folder(parts: list[str], label: str) -> list[str]:
    # What lies in a folder of the label's name already stays where it is.
    return parts if parts and parts[-1] == label else [*parts, label]


def write_texts(sample: FrozenSample, *, labelled: bool) -> bytes:
    """A text as a line of a text file, with its labels behind a tab where the type has such files."""
    text = " ".join(str(sample.row.source).removeprefix("content://").splitlines())
    return (f"{text}\t{','.join(_names(sample))}\n" if labelled else f"{text}\n").encode()
