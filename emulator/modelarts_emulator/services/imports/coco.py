"""Reads a folder of images whose boxes lie in COCO files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..formats.annotations import FormatError
from ..formats.coco import CocoImages, read_coco
from .items import Found, ImportSource, draft_file, naming, read_label_file

if TYPE_CHECKING:
    from ...objects import ObjectEntry


def read_coco_folder(source: ImportSource, entries: Iterator[ObjectEntry]) -> Iterator[Found]:
    """Yield images with their boxes. Raises `FormatError` where a JSON file below the folder cannot be read."""
    images = _read_images(source)
    for entry in entries:
        if entry.size > source.file_limit:
            yield Found([entry.path], entry.path, problem=f"larger than {source.file_limit} bytes")
            continue
        inner = entry.path[len(source.folder) :]
        # The files name images by their paths below the folder, or by their names only.
        held = images.get(inner) or images.get(inner.rpartition("/")[2])
        draft = draft_file(source, entry, list(held[1]) if held else [])
        if held:
            draft.metadata |= held[0].as_metadata()
        yield Found([entry.path], entry.path, draft)


def _read_images(source: ImportSource) -> CocoImages:
    images: CocoImages = {}
    some = False
    for entry in source.objects.list(source.folder):
        if entry.path.lower().endswith(".json"):
            data = read_label_file(source, entry.path)
            with naming(entry.path):
                found = read_coco(data, source.kind.type)
            some = some or found is not None
            images |= found or {}
    if not some:
        raise FormatError(f"there is no COCO file below {source.folder}")
    return images
