"""YOLO files: a list of labels, lists of images, and a text file of boxes beside every image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .annotations import Annotation, FormatError, ImageSize


def read_settings(lines: Iterable[str]) -> dict[str, str]:
    """Settings of an ``obj.data`` file: ``name = value``, with comments behind ``#``."""
    pairs = (line.partition("#")[0].partition("=") for line in lines)
    return {name.strip(): value.strip() for name, sign, value in pairs if sign}


def read_entries(lines: Iterable[str]) -> list[str]:
    """Entries of a list of labels or of images, one per line."""
    return [entry for line in lines if (entry := line.strip())]


def read_boxes(lines: Iterable[str], labels: Sequence[str], size: ImageSize, label_type: int) -> list[Annotation]:
    """Boxes of one image, of which the file tells shares of its size. Raises `FormatError` for a line that is none."""
    entries = (line.partition("#")[0].split() for line in lines)
    return [_read_box(entry, labels, size, label_type) for entry in entries if entry]


def _read_box(entry: Sequence[str], labels: Sequence[str], size: ImageSize, label_type: int) -> Annotation:
    try:
        index, (x, y, width, height) = int(entry[0]), (float(value) for value in entry[1:])
    except ValueError:
        raise FormatError(f"{' '.join(entry)[:100]!r} is not a label, x, y, width and height") from None
    if not 0 <= index < len(labels):
        raise FormatError(f"there is no label {index}")
    if not (0 <= x <= 1 and 0 <= y <= 1 and 0 < width <= 1 and 0 < height <= 1):
        raise FormatError(f"the box {x} {y} {width} {height} is not inside of the image")
    left, right = ((x + side * width / 2) * size.width for side in (-1, 1))
    top, bottom = ((y + side * height / 2) * size.height for side in (-1, 1))
    points = [[_pixels(left, size.width), _pixels(top, size.height)]]
    points.append([_pixels(right, size.width), _pixels(bottom, size.height)])
    return Annotation(labels[index], label_type, {"@modelarts:shape": "bndbox", "@modelarts:feature": points})


def _pixels(value: float, limit: int) -> float:
    # Shares of six digits: what is nearly a whole pixel is one, and nothing reaches over the edge.
    rounded = round(min(max(value, 0.0), float(limit)), 2)
    return int(rounded) if rounded.is_integer() else rounded
