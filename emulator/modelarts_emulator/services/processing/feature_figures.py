"""Feature analysis: the documented metrics of all images and boxes of a dataset version, as distributions."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import orjson
from sqlalchemy import Connection, select

from ...store.processor_tables import processor_inputs
from ..image_features import measure
from .operators.augmenting import Box

if TYPE_CHECKING:
    from PIL.Image import Image

BINS: Final = 20
CHUNK: Final = 1000
#: Fewest pixels across of a box whose own brightness and clarity are looked at.
_SMALLEST: Final = 3

#: From one image's figures by metric, each a list: one value for the image, or one for each of its boxes.
Figures = dict[str, list[float]]


def measure_image(image: Image, boxes: Sequence[Box], *, boxed: bool) -> Figures:
    """Figures of one image, and of its boxes where ``boxed`` says that the dataset has some."""
    figures = {name: [value] for name, value in measure(image).items()}
    if not boxed:
        return figures
    areas = [_area(box) / (image.width * image.height) for box in boxes]
    mean = sum(areas) / len(areas) if areas else 0
    figures["box_number"] = [float(len(boxes))]
    figures["box_area_std"] = [math.sqrt(sum((area - mean) ** 2 for area in areas) / len(areas)) if areas else 0.0]
    figures["box_area_ratio"] = areas
    figures["box_aspect_ratio"] = [(box[2] - box[0]) / (box[3] - box[1]) for box in boxes]
    figures["box_marginalization"] = [_marginalization(box, image.size) for box in boxes]
    figures["box_overlap"] = [_overlap(box, [other for other in boxes if other is not box]) for box in boxes]
    parts = [measure(image.crop(_whole(box))) for box in boxes if min(box[2] - box[0], box[3] - box[1]) >= _SMALLEST]
    figures["box_brightness"] = [part["brightness"] for part in parts]
    figures["box_blur_score"] = [part["blur_score"] for part in parts]
    return {name: [round(value, 4) for value in values] for name, values in figures.items()}


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _whole(box: Box) -> tuple[int, int, int, int]:
    return int(box[0]), int(box[1]), math.ceil(box[2]), math.ceil(box[3])


def _marginalization(box: Box, size: tuple[int, int]) -> float:
    """How far a box's centre is from the image's, where 1 is the border in that direction."""
    across = abs((box[0] + box[2]) / size[0] - 1)
    down = abs((box[1] + box[3]) / size[1] - 1)
    return max(across, down)


def _overlap(box: Box, others: Sequence[Box]) -> float:
    """The largest part of a box that another one covers, summed up to 1."""
    shared = 0.0
    for other in others:
        common = max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])
        shared += _area(common) if common[2] > common[0] and common[3] > common[1] else 0.0
    return min(1.0, shared / _area(box)) if _area(box) else 0.0


def _read(conn: Connection, version_pk: int) -> Iterator[tuple[str, Figures]]:
    held = processor_inputs.c
    after = -1
    while True:
        page = select(held.position, held.usage, held.feature).where(held.version_pk == version_pk)
        rows = conn.execute(page.where(held.position > after).order_by(held.position).limit(CHUNK)).all()
        if not rows:
            return
        for row in rows:
            if row.feature is not None:
                yield row.usage.lower(), orjson.loads(row.feature)
        after = rows[-1].position


def summarize(conn: Connection, version_pk: int) -> dict[str, Any]:
    """Distributions of all metrics, of all images and by their usage (``train``, ``eval``, ``inference``).

    For each metric: the smallest, the largest and the mean value, and how many values lie between one border of
    ``bins`` and the next.
    """
    sums: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [math.inf, -math.inf, 0.0, 0.0])
    images: defaultdict[str, int] = defaultdict(int)
    for usage, figures in _read(conn, version_pk):
        for group in _groups(usage):
            images[group] += 1
            for name, values in figures.items():
                held = sums[group, name]
                for value in values:
                    held[:] = [min(held[0], value), max(held[1], value), held[2] + value, held[3] + 1]
    counts = {key: [0] * BINS for key, held in sums.items() if held[3]}
    for usage, figures in _read(conn, version_pk):
        for group in _groups(usage):
            for name, values in figures.items():
                for value in values:
                    counts[group, name][_bin(value, sums[group, name])] += 1
    result: dict[str, Any] = {group: {"image_count": number, "metrics": {}} for group, number in images.items()}
    for (group, name), numbers in counts.items():
        result[group]["metrics"][name] = _describe(sums[group, name], numbers)
    return result


def _groups(usage: str) -> tuple[str, ...]:
    return ("all", usage) if usage else ("all",)


def _bin(value: float, held: Sequence[float]) -> int:
    low, high = held[0], held[1]
    return min(BINS - 1, int((value - low) / (high - low) * BINS)) if high > low else 0


def _describe(held: Sequence[float], numbers: list[int]) -> Mapping[str, Any]:
    low, high, total, count = held
    borders = [round(low + (high - low) * step / BINS, 4) for step in range(BINS + 1)]
    return {"min": low, "max": high, "mean": round(total / count, 4), "bins": borders, "counts": numbers}
