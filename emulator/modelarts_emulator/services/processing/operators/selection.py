"""Operators that choose among all images: de-duplication, de-redundancy and cleansing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ...image_features import Feature, FeatureSet, spread
from .parameters import VALIDATE, Parameter, number

#: Reads the features of the images in a folder; given to operators that compare with examples.
ReadFolder = Callable[[str], Sequence[Feature]]
#: From all features to the reasons for removing images, by position; who is not named stays.
Decide = Callable[[Sequence[Feature], Mapping[str, Any], ReadFolder], dict[int, str]]

#: Images are compared with those kept so far in groups of this many.
_BLOCK: Final = 4096

_CLUSTERS: Final = Parameter("n_clusters", "integer", 0, 1, 1_000_000, auto=True)
_THRESHOLD: Final = number("simlarity_threshold", 0.9, 0, 1)

DEDUPLICATION: Final = (_THRESHOLD, VALIDATE)
DEREDUNDANCY: Final = (number("sample_ratio", 0.9, 0, 1), _CLUSTERS, VALIDATE)
CLEANSING: Final = (
    Parameter("prototype_sample_path", "path"),
    Parameter("criticism_sample_path", "path", ""),
    _CLUSTERS,
    _THRESHOLD,
    number("embedding_distance", 0.2, 0, 1),
    VALIDATE,
)


class SelectionProblemError(ValueError):
    """The choice cannot be made with these parameters and images."""


def deduplicate(features: Sequence[Feature], values: Mapping[str, Any], _read: ReadFolder) -> dict[int, str]:
    """Remove each image that is more alike to an earlier, kept one than the threshold."""
    threshold = values["simlarity_threshold"]
    removed: dict[int, str] = {}
    full: list[FeatureSet] = []
    recent: list[Feature] = []
    for position, feature in enumerate(features):
        blocks = [*full, FeatureSet(recent)] if recent else full
        closest = max((float(block.similarities(feature).max()) for block in blocks), default=0.0)
        if closest > threshold:
            removed[position] = f"duplicate of another image, similarity {closest:.2f}"
            continue
        recent.append(feature)
        if len(recent) == _BLOCK:
            full.append(FeatureSet(recent))
            recent = []
    return removed


def deredundate(features: Sequence[Feature], values: Mapping[str, Any], _read: ReadFolder) -> dict[int, str]:
    """Keep a share of the images: those that differ most from each other, in each group of similar ones."""
    ratio = values["sample_ratio"]
    removed: dict[int, str] = {}
    for members in _group(features, values["n_clusters"]):
        order = spread([features[position] for position in members], math.ceil(len(members) * ratio))
        kept = {members[index] for index in order}
        removed |= {
            position: f"redundant beside {len(kept)} images like it" for position in members if position not in kept
        }
    return removed


def _group(features: Sequence[Feature], number: int) -> list[list[int]]:
    if number > len(features):
        raise SelectionProblemError(f"n_clusters is {number}, and there are {len(features)} images")
    if number < 2:
        return [list(range(len(features)))] if features else []
    centres = FeatureSet([features[position] for position in spread(features, number)])
    groups: list[list[int]] = [[] for _ in range(number)]
    for position, feature in enumerate(features):
        groups[int(centres.similarities(feature).argmax())].append(position)
    return [group for group in groups if group]


def cleanse(features: Sequence[Feature], values: Mapping[str, Any], read: ReadFolder) -> dict[int, str]:
    """Keep images that are like the positive examples, and not more like the negative ones."""
    wanted = _examples(read(values["prototype_sample_path"]), values["n_clusters"], len(features))
    if wanted is None:
        raise SelectionProblemError("prototype_sample_path holds no image")
    unwanted = _examples(read(values["criticism_sample_path"]) if values["criticism_sample_path"] else [], 0, 0)
    removed: dict[int, str] = {}
    for position, feature in enumerate(features):
        good = float(wanted.similarities(feature).max())
        near = float(wanted.distances(feature).min()) < values["embedding_distance"]
        bad = float(unwanted.similarities(feature).max()) if unwanted is not None else 0.0
        if bad > good:
            removed[position] = f"more like a negative example ({bad:.2f}) than a positive one ({good:.2f})"
        elif good <= values["simlarity_threshold"] and not near:
            removed[position] = f"unlike all positive examples, similarity {good:.2f}"
    return removed


def _examples(features: Sequence[Feature], clusters: int, total: int) -> FeatureSet | None:
    if total and clusters >= total:
        raise SelectionProblemError(f"n_clusters is {clusters}, not less than the number of images, {total}")
    chosen = spread(features, clusters) if clusters else range(len(features))
    return FeatureSet([features[position] for position in chosen]) if features else None
