"""What an intelligent task learns from examples, and what it predicts for other images.

There is no neural network: the labels of an image are those of the example that it looks most like. Without the
libraries of the extra ``images`` nothing is looked at, and predictions follow from a digest of the file: the same
file always gets the same label, copies of an example get its labels, and all others are evenly spread.
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ..formats.annotations import Annotation
from ..image_features import METRICS, Feature, FeatureSet, make_feature, measure
from ..images import ImageProblemError, have_images, open_image
from ..processing.operators.validation import read_box, with_box
from .hard_reasons import METRIC_REASONS, HardReason

#: Two labels that are this close to each other contradict each other.
_CLOSE: Final = 0.05
#: Below this similarity an image is unlike its class; no box is taken over from an example below the second one.
_UNLIKE: Final = 0.5
_NOTHING: Final = 0.3
#: How many standard deviations a metric may be off, and the least deviation as a share of the mean.
_OFF: Final = 3.0
_LEAST: Final = 0.05
_REASON_WEIGHT: Final = 0.25
_HARD: Final = "@modelarts:hard"
_COEFFICIENT: Final = "@modelarts:hard_coefficient"

Look = dict[str, Any]


def look_at(data: bytes) -> Look:
    """What is remembered of an image; its digest only where it cannot be decoded or the libraries are missing."""
    look: Look = {"digest": hashlib.blake2b(data, digest_size=8).hexdigest()}
    if not have_images():
        return look
    try:
        image = open_image(data)
    except ImageProblemError:
        return {}
    feature = make_feature(image).dump()
    return {**look, "mode": image.mode, "size": list(image.size), "feature": feature, "metrics": measure(image)}


def summarize_metrics(looks: Sequence[Look]) -> dict[str, list[float]]:
    """Mean and standard deviation of each metric among the examples."""
    found = {}
    for name in METRICS:
        values = [look["metrics"][name] for look in looks if "metrics" in look]
        if len(values) > 1:
            found[name] = [statistics.fmean(values), statistics.pstdev(values)]
    return found


@dataclass(frozen=True, slots=True)
class Prediction:
    """Labels for one image, with their score, and why it is a hard example, if it is one."""

    annotations: Sequence[Annotation]
    reasons: Sequence[int]

    @property
    def coefficient(self) -> float:
        """How hard the example is, from 0 to 1."""
        return min(1.0, _REASON_WEIGHT * len(self.reasons))


class Predictor:
    """Predicts from examples: what they look like, and their labels."""

    def __init__(
        self,
        examples: Sequence[tuple[Look, Sequence[Annotation]]],
        fallback: Sequence[Annotation],
        metrics: Mapping[str, Sequence[float]],
        scope: tuple[float, float],
    ) -> None:
        self._examples = [(look, notes) for look, notes in examples if look and notes]
        self._copies = {look["digest"]: notes for look, notes in self._examples}
        self._fallback = list(fallback)
        self._metrics = metrics
        self._scope = scope
        seen = [(Feature.parse(look["feature"]), look, notes) for look, notes in self._examples if "feature" in look]
        self._seen = [(look, notes) for _, look, notes in seen]
        self._features = FeatureSet([feature for feature, _, _ in seen]) if seen else None
        kinds: dict[frozenset[tuple[str, int]], int] = {}
        #: Examples with the same labels have the same number.
        self._kinds = [kinds.setdefault(_names(notes), len(kinds)) for _, notes in self._seen]

    def predict(self, look: Look, *, boxed: bool) -> Prediction | None:
        """What an image shows; None for one that cannot be read."""
        if not look:
            return None
        if self._features is None or "feature" not in look:
            return self._guess(look, boxed=boxed)
        alike = self._features.similarities(Feature.parse(look["feature"]))
        best = int(alike.argmax())
        score = round(float(alike[best]), 2)
        example, notes = self._seen[best]
        own = self._kinds[best]
        others = max((one for one, kind in zip(alike.tolist(), self._kinds, strict=True) if kind != own), default=0.0)
        reasons = self._reasons(look, score, others)
        if boxed:
            if score < _NOTHING:
                return Prediction([], [HardReason.NOTHING_FOUND, *reasons])
            notes = [_scale(note, example["size"], look["size"]) for note in notes]
        return Prediction([_proposed(note, score, len(reasons)) for note in notes], reasons)

    def _guess(self, look: Look, *, boxed: bool) -> Prediction | None:
        number = int(look["digest"], 16)
        copied = self._copies.get(look["digest"])
        if copied is not None:
            return Prediction([_proposed(note, 1.0, 0) for note in copied], [])
        choices = [notes for _, notes in self._examples] or ([] if boxed else [[note] for note in self._fallback])
        if not choices:
            return Prediction([], [HardReason.NOTHING_FOUND]) if boxed else None
        score = round(0.3 + number // len(choices) % 600 / 1000, 2)
        reasons = [HardReason.UNSURE] if self._is_unsure(score) else []
        notes = choices[number % len(choices)]
        return Prediction([_proposed(note, score, len(reasons)) for note in notes], reasons)

    def _reasons(self, look: Look, score: float, others: float) -> list[int]:
        reasons = [HardReason.UNSURE] if self._is_unsure(score) else []
        if score - others < _CLOSE:
            reasons.append(HardReason.CONTRADICTED)
        if score < _UNLIKE:
            reasons.append(HardReason.UNLIKE_ITS_CLASS)
        for name, (mean, deviation) in self._metrics.items():
            least = max(deviation, _LEAST * abs(mean), 1e-6)
            if abs(look["metrics"][name] - mean) > _OFF * least:
                reasons.append(METRIC_REASONS[name])
        return sorted(reasons)

    def _is_unsure(self, score: float) -> bool:
        return self._scope[0] <= score <= self._scope[1]


def _names(notes: Sequence[Annotation]) -> frozenset[tuple[str, int]]:
    return frozenset((note.name, note.label_type) for note in notes)


def _scale(note: Annotation, source: Sequence[float], target: Sequence[float]) -> Annotation:
    box = read_box(note)
    if box is None:
        return note
    across, down = target[0] / source[0], target[1] / source[1]
    return with_box(note, (box[0] * across, box[1] * down, box[2] * across, box[3] * down))


def _proposed(note: Annotation, score: float, reasons: int) -> Annotation:
    kept = {key: value for key, value in note.property.items() if key not in (_HARD, _COEFFICIENT)}
    hardness = {_HARD: "true" if reasons else "false", _COEFFICIENT: str(min(1.0, _REASON_WEIGHT * reasons))}
    return replace(note, property={**kept, **hardness}, score=score, annotated_by="auto")
