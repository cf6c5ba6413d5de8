"""Augmentation operators that move points: cutting, turning, stretching, shifting."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ...images import check_size
from .augmenting import Augmentation, Augmented, Matrix, augmentation, inverse
from .parameters import choice, integer, number

if TYPE_CHECKING:
    from PIL.Image import Image

_AXES: Final = ("X", "Y")
#: Most pixels that an edge is padded by, or that a side is resized to.
_SIDE_LIMIT: Final = 10_000
#: Share of a side that Translate shifts by at most, and that CutOut erases at least and at most.
_SHIFT: Final = 0.2
_HOLE: Final = (0.2, 0.4)


def _crop(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    low, high = sorted((values["crop_percent_min"], values["crop_percent_max"]))
    width, height = image.size
    left, top, right, bottom = (rng.uniform(low, high) for _ in range(4))
    x, y = min(int(left * width), width - 1), min(int(top * height), height - 1)
    box = (x, y, max(x + 1, width - int(right * width)), max(y + 1, height - int(bottom * height)))
    return Augmented(image.crop(box), (1, 0, -x, 0, 1, -y))


def _cut_out(image: Image, _values: Mapping[str, Any], rng: random.Random) -> Augmented:
    width, height = image.size
    across, down = (max(1, int(side * rng.uniform(*_HOLE))) for side in image.size)
    x, y = rng.randint(0, width - across), rng.randint(0, height - down)
    erased = image.copy()
    erased.paste((0, 0, 0), (x, y, x + across, y + down))
    return Augmented(erased)


def _flip(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    from PIL.Image import Transpose

    width, height = image.size
    if rng.random() >= values["flip_p"]:
        return Augmented(image)
    if values["lr_ud"] == "lr":
        return Augmented(image.transpose(Transpose.FLIP_LEFT_RIGHT), (-1, 0, width, 0, 1, 0))
    return Augmented(image.transpose(Transpose.FLIP_TOP_BOTTOM), (1, 0, 0, 0, -1, height))


def _pad(image: Image, values: Mapping[str, Any], _rng: random.Random) -> Augmented:
    from PIL import Image as Images

    left, top = values["px_left"], values["px_top"]
    width, height = image.width + left + values["px_right"], image.height + top + values["px_bottom"]
    check_size(width, height)
    padded = Images.new("RGB", (width, height))
    padded.paste(image, (left, top))
    return Augmented(padded, (1, 0, left, 0, 1, top))


def _resize_to(image: Image, width: int, height: int) -> Augmented:
    from PIL.Image import Resampling

    check_size(width, height)
    resized = image.resize((width, height), Resampling.BILINEAR)
    return Augmented(resized, (width / image.width, 0, 0, 0, height / image.height, 0))


def _resize(image: Image, values: Mapping[str, Any], _rng: random.Random) -> Augmented:
    return _resize_to(image, values["width"], values["height"])


def _scale(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    factor = rng.uniform(*sorted((values["scale_min"], values["scale_max"])))
    width, height = image.size
    if values["scaleXY"] == "X":
        return _resize_to(image, max(1, round(width * factor)), height)
    return _resize_to(image, width, max(1, round(height * factor)))


def _warp(image: Image, matrix: Matrix) -> Augmented:
    from PIL.Image import Resampling, Transform

    # Pillow asks where each new pixel comes from; the blank part is black.
    warped = image.transform(image.size, Transform.AFFINE, inverse(matrix), Resampling.BILINEAR, fillcolor=(0, 0, 0))
    return Augmented(warped, matrix)


def _rotate(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    angle = math.radians(rng.uniform(*sorted((values["angle_min"], values["angle_max"]))))
    sine, cosine = math.sin(angle), math.cos(angle)
    x, y = image.width / 2, image.height / 2
    return _warp(image, (cosine, sine, x - cosine * x - sine * y, -sine, cosine, y + sine * x - cosine * y))


def _shear(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    slope = math.tan(math.radians(rng.uniform(*sorted((values["shear_min"], values["shear_max"])))))
    if values["shearXY"] == "X":
        return _warp(image, (1, slope, -slope * image.height / 2, 0, 1, 0))
    return _warp(image, (1, 0, 0, slope, 1, -slope * image.width / 2))


def _translate(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    share = rng.uniform(-_SHIFT, _SHIFT)
    if values["translateXY"] == "X":
        return _warp(image, (1, 0, round(share * image.width), 0, 1, 0))
    return _warp(image, (1, 0, 0, 0, 1, round(share * image.height)))


GEOMETRY: Final[tuple[Augmentation, ...]] = (
    augmentation("Crop", _crop, number("crop_percent_min", 0.0, 0, 1), number("crop_percent_max", 0.2, 0, 1)),
    augmentation("CutOut", _cut_out),
    augmentation("Flip", _flip, choice("lr_ud", "lr", "lr", "ud"), number("flip_p", 1, 0, 1)),
    augmentation(
        "Padding", _pad, *(integer(f"px_{side}", 1, 0, _SIDE_LIMIT) for side in ("top", "right", "left", "bottom"))
    ),
    augmentation("Resize", _resize, *(integer(side, 224, 1, _SIDE_LIMIT) for side in ("height", "width"))),
    augmentation(
        "Rotate", _rotate, number("angle_min", 90, -360, 360), number("angle_max", -90, -360, 360),
        keeps_boxes_inside=True,
    ),
    augmentation(
        "Scale", _scale, choice("scaleXY", "X", *_AXES), number("scale_min", 0.5, 0.01, 10),
        number("scale_max", 1.5, 0.01, 10),
    ),
    augmentation(
        "Shear", _shear, choice("shearXY", "X", *_AXES), number("shear_min", -30, -80, 80),
        number("shear_max", 30, -80, 80),
    ),
    augmentation("Translate", _translate, choice("translateXY", "X", *_AXES)),
)  # fmt: skip
