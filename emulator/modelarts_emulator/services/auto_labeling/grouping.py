"""Sorts images into groups that look alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..image_features import Feature
from .learning import Look

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

_ROUNDS: Final = 12
#: The settings that choose what groups differ in, with the metric and what it is divided by.
_DIMENSIONS: Final = (
    ("ambiguity", "blur_score", 0.0),
    ("image_brightness", "brightness", 255.0),
    ("image_colorfulness", "colorfulness", 128.0),
)


def describe_look(look: Look, config: Mapping[str, Any]) -> list[float]:
    """The numbers that an image is grouped by: chosen metrics, or the colours of its small copy."""
    chosen = [(metric, scale) for setting, metric, scale in _DIMENSIONS if config.get(setting)]
    if not chosen:
        return [value / 255 for value in Feature.parse(look["feature"]).thumb]
    # Sharpness grows without a bound; its logarithm is of the size of the others.
    return [
        look["metrics"][metric] / scale if scale else math.log1p(look["metrics"][metric]) / 10
        for metric, scale in chosen
    ]


def find_centres(looks: Sequence[Look], config: Mapping[str, Any]) -> list[list[float]]:
    """Centres of the groups among some images; the same images always give the same centres."""
    import numpy as np

    points = np.array([describe_look(look, config) for look in looks if "feature" in look], dtype=np.float64)
    if not len(points):
        return []
    centres = points[_start(points, min(config["n_clusters"], len(points)))]
    for _ in range(_ROUNDS):
        nearest = _distances(points, centres).argmin(axis=1)
        moved = np.array(
            [
                points[nearest == index].mean(axis=0) if (nearest == index).any() else centre
                for index, centre in enumerate(centres)
            ]
        )
        if np.allclose(moved, centres):
            break
        centres = moved
    found: list[list[float]] = centres.round(6).tolist()
    return found


def _start(points: Floats, number: int) -> list[int]:
    """Points that lie far from each other, the first one among them."""
    chosen = [0]
    nearest = ((points - points[0]) ** 2).sum(axis=1)
    while len(chosen) < number:
        chosen.append(int(nearest.argmax()))
        nearest = nearest.clip(max=((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return chosen


def _distances(points: Floats, centres: Floats) -> Floats:
    import numpy as np

    # One centre at a time: all at once would take the memory of all pairs.
    found: Floats = np.stack([((points - centre) ** 2).sum(axis=1) for centre in centres], axis=1)
    return found


def group_of(look: Look, centres: Sequence[Sequence[float]], config: Mapping[str, Any]) -> int | None:
    """The group that an image belongs to, counted from 0; None for one that cannot be read."""
    if not look:
        return None
    if "feature" not in look or not centres:
        return int(look["digest"], 16) % int(config["n_clusters"])
    point = describe_look(look, config)
    distances = [sum((a - b) ** 2 for a, b in zip(point, centre, strict=True)) for centre in centres]
    return distances.index(min(distances))
