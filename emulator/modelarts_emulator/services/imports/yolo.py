"""Reads a folder of images whose boxes lie in YOLO files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ...objects import ObjectMissingError
from ..formats.annotations import FormatError
from ..formats.image_headers import read_size
from ..formats.text import read_lines
from ..formats.yolo import read_boxes, read_entries, read_settings
from ..samples.samples import SampleDraft
from .items import Found, ImportSource, draft_file, naming, read_label_file

if TYPE_CHECKING:
    from ...objects import ObjectEntry

OBJECT_DETECTION: Final = 1
#: The file that says that a folder is laid out this way.
SETTINGS: Final = "obj.data"
_USAGES: Final = {"train": "TRAIN", "valid": "EVAL"}


def is_yolo(source: ImportSource) -> bool:
    """Whether a folder holds images with YOLO files. Raises `ObjectError`."""
    return source.kind.type == OBJECT_DETECTION and source.objects.exists(source.folder + SETTINGS)


def read_yolo_folder(source: ImportSource, entries: Iterator[ObjectEntry]) -> Iterator[Found]:
    """Yield the images of the training and the validation set, with their boxes.

    Raises `FormatError` where one of the files that describe the sets cannot be read.
    """
    settings = read_settings(_lines(source, SETTINGS))
    if "names" not in settings or not _USAGES.keys() & settings.keys():
        raise FormatError(f"{source.folder}{SETTINGS}: it names no labels, or no set of images")
    labels = read_entries(_lines(source, settings["names"]))
    usages = {
        name: usage
        for setting, usage in _USAGES.items()
        if setting in settings
        for name in read_entries(_lines(source, settings[setting]))
    }
    for entry in entries:
        usage = usages.get(entry.path[len(source.folder) :])
        if usage is None:
            continue  # of no set
        try:
            yield Found([entry.path], entry.path, _draft(source, entry, labels, usage))
        except FormatError as error:
            yield Found([entry.path], entry.path, problem=str(error))


def _lines(source: ImportSource, name: str) -> list[str]:
    try:
        data = read_label_file(source, source.folder + name)
    except ObjectMissingError:
        raise FormatError(f"{source.folder}{name} is not there") from None
    with naming(source.folder + name):
        return read_lines(data)


def _draft(source: ImportSource, entry: ObjectEntry, labels: list[str], usage: str) -> SampleDraft:
    if entry.size > source.file_limit:
        raise FormatError(f"larger than {source.file_limit} bytes")
    size = read_size(next(source.objects.open_read(entry.path), b""))
    draft = draft_file(source, entry, [])
    draft.usage = usage
    path = entry.path.rpartition(".")[0] + ".txt"
    try:
        data = read_label_file(source, path)
    except ObjectMissingError:
        return draft
    if not (size.width and size.height):
        raise FormatError("the size of the image cannot be read, and its boxes are shares of it")
    with naming(path):
        draft.annotations = read_boxes(read_lines(data), labels, size, source.kind.type)
    draft.metadata |= size.as_metadata()
    return draft
