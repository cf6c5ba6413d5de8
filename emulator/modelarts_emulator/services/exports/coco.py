"""Writes a COCO file: the boxes of many images in one JSON document."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from ...objects import PIECE_BYTES
from ..versions.samples import FrozenSample

_CIRCLE: Final = "circle"


class CocoFile:
    """Images and their boxes; both wait in files of our own, because there may be a million."""

    def __init__(self) -> None:
        self._images = tempfile.TemporaryFile()  # noqa: SIM115 - they live as long as we do
        self._annotations = tempfile.TemporaryFile()  # noqa: SIM115
        self._categories: dict[str, int] = {}
        self._counts = [0, 0]

    def add(self, name: str, sample: FrozenSample) -> None:
        """Add an image by its name below the export's folder, with its boxes."""
        held = sample.row.metadata
        size = {"width": held.get("width", 0), "height": held.get("height", 0)}
        image = self._append(0, {"file_name": name, **size})
        for note in sample.annotations:
            category = self._categories.setdefault(note.name, len(self._categories) + 1)
            box = bounding_box(str(note.property.get("@modelarts:shape")), note.property.get("@modelarts:feature", []))
            entry = {"image_id": image, "category_id": category, "bbox": box, "area": box[2] * box[3], "iscrowd": 0}
            self._append(1, entry if note.score is None else {**entry, "score": note.score})

    def _append(self, which: int, entry: dict[str, Any]) -> int:
        self._counts[which] += 1
        file = (self._images, self._annotations)[which]
        comma = b"," if self._counts[which] > 1 else b""
        file.write(comma + orjson.dumps({"id": self._counts[which], **entry}))
        return self._counts[which]

    def pieces(self) -> Iterator[bytes]:
        """Yield the document; nothing can be added afterwards."""
        for name, file in ((b'{"images":[', self._images), (b'],"annotations":[', self._annotations)):
            yield name
            file.seek(0)
            while piece := file.read(PIECE_BYTES):
                yield piece
            file.close()
        categories = [{"id": number, "name": name} for name, number in self._categories.items()]
        yield b'],"categories":' + orjson.dumps(categories) + b"}\n"


def bounding_box(shape: str, points: Sequence[Sequence[float]]) -> list[float]:
    """Left, top, width and height of any shape."""
    if shape == _CIRCLE:
        (x, y), (radius,) = points
        return [x - radius, y - radius, 2 * radius, 2 * radius]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)] if points else [0, 0, 0, 0]
