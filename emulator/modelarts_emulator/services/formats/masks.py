"""Draws segmentation masks: an image in which every shape has the colour of its label."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Final

from .annotations import Annotation, ImageSize

#: Name of the folder that masks lie in.
MASKS: Final = "segmentationClassRaw"
#: Larger images get no mask, in pixels.
MAX_PIXELS: Final = 32 * 1024 * 1024

Point = Sequence[float]


def draw_mask(size: ImageSize, annotations: Iterable[Annotation]) -> bytes:
    """A PNG file; black where nothing is. Empty where the size is unknown, or there are too many pixels."""
    if not 0 < size.width * size.height <= MAX_PIXELS:
        return b""
    rows = [bytearray(3 * size.width) for _ in range(size.height)]
    for note in annotations:
        points = note.property.get("@modelarts:feature") or []
        for y, first, last in _spans(_corners(str(note.property.get("@modelarts:shape")), points), size):
            rows[y][3 * first : 3 * last] = _color(note) * (last - first)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    header = struct.pack(">IIBBBBB", size.width, size.height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _color(note: Annotation) -> bytes:
    """Colour of a label, its own or one that follows from its name."""
    try:
        return bytes(int(part) for part in str(note.property["@modelarts:mask_color"]).split(","))[:3].ljust(3, b"\0")
    except (KeyError, ValueError):
        return struct.pack(">I", zlib.crc32(note.name.encode()) | 0x404040)[1:]


def _corners(shape: str, points: Sequence[Point]) -> Sequence[Point]:
    if shape == "bndbox" and len(points) == 2:
        (left, top), (right, bottom) = points
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    return points if shape == "polygon" else []


def _spans(corners: Sequence[Point], size: ImageSize) -> Iterator[tuple[int, int, int]]:
    """Row, first column and the column behind the last one, for every stretch of pixels inside a polygon."""
    if len(corners) < 3:
        return
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    lowest, highest = min(y for _, y in corners), max(y for _, y in corners)
    for row in range(max(0, int(lowest)), min(size.height, ceil(highest))):
        y = row + 0.5
        crossings = sorted(
            x1 + (y - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in edges if (y1 <= y) != (y2 <= y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            first, last = max(0, ceil(left - 0.5)), min(size.width, ceil(right - 0.5))
            if first < last:
                yield row, first, last
