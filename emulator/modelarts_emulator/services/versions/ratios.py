"""Shares of training samples: reading them, and dividing samples by them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from .. import failures
from ..failures import failure

TRAIN: Final = "TRAIN"
EVAL: Final = "EVAL"


def read_ratio(text: str | None) -> float:
    """Share of the training set; 1 where none is given. Raises `ServiceError`."""
    if not text:
        return 1.0
    ratio = _number(text)
    if not 0 <= ratio <= 1:
        raise failure(failures.PARAMETER, "train_evaluate_sample_ratio is a number from 0 to 1")
    return ratio


def read_range(text: str | None) -> tuple[float, float] | None:
    """Smallest and largest share of a filter such as ``0.0,1.0``; None where it is empty. Raises `ServiceError`."""
    if not text or not text.strip(" ,"):
        return None
    parts = [_number(part) for part in text.split(",")]
    if len(parts) != 2 or not all(0 <= part <= 1 for part in parts) or parts[0] > parts[1]:
        raise failure(failures.REQUEST, "train_evaluate_ratio is two numbers from 0 to 1, the smaller one first")
    return parts[0], parts[1]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def is_split(ratio: float) -> bool:
    """Whether some samples are for validation."""
    return ratio < 1


class Splitter:
    """Divides labelled samples so that each label, and so the whole, has its share on both sides.

    The validation samples are spread evenly over the order the samples come in, so that the same samples
    are always divided the same way.
    """

    def __init__(self, ratio: float) -> None:
        self._split = is_split(ratio)
        self._share = 1 - ratio
        self._seen: defaultdict[Sequence[int], int] = defaultdict(int)

    def usage(self, labels: Sequence[int]) -> str:
        """Usage of the next sample, which has these labels; a sample without labels is left undecided."""
        if not self._split:
            return TRAIN
        if not labels:
            return ""
        group = tuple(sorted(set(labels)))
        before = self._seen[group]
        self._seen[group] = before + 1
        return EVAL if self._wanted(before + 1) > self._wanted(before) else TRAIN

    def _wanted(self, number: int) -> int:
        return math.floor(number * self._share + 0.5)
