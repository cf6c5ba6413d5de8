"""The attributes of a sample: the documented ones, those of the emulator's own, and those that users add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .. import failures
from ..failures import failure

PREFIX: Final = "@modelarts:"
ORIGIN: Final = "@modelarts:import_origin"
SIZE: Final = "@modelarts:size"
#: How the size of an image is kept; it is shown as `SIZE`.
PIXELS: Final = ("width", "height", "depth")


def is_own(key: str) -> bool:
    """Whether a user has added the attribute."""
    return not key.startswith(PREFIX) and key not in PIXELS


def read_metadata(value: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of a request as they are kept. Raises `ServiceError` for an image size that is none."""
    held = {key: each for key, each in value.items() if key not in (*PIXELS, SIZE)}
    size = value.get(SIZE)
    if size:
        numbers = [each for each in size if isinstance(each, int | float) and 0 <= each < 2**31]
        if len(numbers) != len(size) or len(size) not in (2, 3):
            raise failure(failures.PARAMETER, f"{SIZE} holds width, height and depth")
        held |= dict(zip(PIXELS, (int(number) for number in [*numbers, 3]), strict=False))
    return held


def view_metadata(held: Mapping[str, Any], *, hard: bool, coefficient: float | None) -> dict[str, Any]:
    """Attributes as replies show them."""
    shown = {key: value for key, value in held.items() if key not in PIXELS}
    if held.get("width"):
        shown[SIZE] = [held["width"], held.get("height", 0), held.get("depth", 3)]
    shown["@modelarts:hard"] = int(hard)
    if coefficient is not None:
        shown["@modelarts:hard_coefficient"] = coefficient
    return shown
