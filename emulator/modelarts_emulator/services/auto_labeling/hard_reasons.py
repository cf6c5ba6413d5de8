"""Why a sample counts as a hard example: the documented numbers, in our words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Final


class HardReason(IntEnum):
    """The reasons that the emulator finds; the numbers are the documented ones."""

    NOTHING_FOUND = 0
    UNSURE = 1
    CONTRADICTED = 2
    UNLIKE_ITS_CLASS = 3
    RESOLUTION = 5
    ASPECT_RATIO = 6
    BRIGHTNESS = 7
    SATURATION = 8
    COLORFULNESS = 9
    BLUR_SCORE = 10


_CHECK: Final = "Check the label, and correct it where it is wrong."
_ADD: Final = "Label more images like this one."

_DETAILS: Final[dict[HardReason, tuple[str, str, str]]] = {
    HardReason.NOTHING_FOUND: ("nothing_found", "No object was found in the image.", "Draw the boxes by hand."),
    HardReason.UNSURE: ("low_confidence", "The score of the label is low.", _CHECK),
    HardReason.CONTRADICTED: ("contradicted", "Images with another label are about as similar.", _CHECK),
    HardReason.UNLIKE_ITS_CLASS: ("unlike_its_class", "No labelled image with this label is similar.", _ADD),
    HardReason.RESOLUTION: ("resolution", "The image is much larger or smaller than the labelled ones.", _ADD),
    HardReason.ASPECT_RATIO: ("aspect_ratio", "The image is of another shape than the labelled ones.", _ADD),
    HardReason.BRIGHTNESS: ("brightness", "The image is much brighter or darker than the labelled ones.", _ADD),
    HardReason.SATURATION: ("saturation", "The colours are stronger or weaker than in the labelled images.", _ADD),
    HardReason.COLORFULNESS: ("colorfulness", "The image has more or fewer colours than the labelled ones.", _ADD),
    HardReason.BLUR_SCORE: ("blur_score", "The image is much sharper or more blurred than the labelled ones.", _ADD),
}

#: The metric that each of the last reasons is about.
METRIC_REASONS: Final = {alias: reason for reason, (alias, _, _) in _DETAILS.items() if reason >= HardReason.RESOLUTION}


def describe_reasons(numbers: Iterable[float]) -> dict[str, dict[str, Any]]:
    """Details of reasons, by their numbers as texts; numbers that the emulator does not use are left out."""
    known = [HardReason(int(number)) for number in numbers if int(number) in HardReason.__members__.values()]
    return {
        str(int(reason)): {"id": int(reason), "alo_name": alias, "reason": text, "suggestion": advice}
        for reason in known
        for alias, text, advice in [_DETAILS[reason]]
    }
