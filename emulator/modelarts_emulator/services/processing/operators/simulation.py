"""Operators that would need a trained network. They are simulated, and every result says so."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ...images import check_size
from .parameters import VALIDATE, Parameter, integer, number

if TYPE_CHECKING:
    from PIL.Image import Image

_PREDICT: Final = (Parameter("predict", "boolean", False), Parameter("resume", "path", ""))

STYLE_PARAMETERS: Final[tuple[Parameter, ...]] = (
    integer("resolution", 256, 4, 4096, power_of_two=True),
    integer("batch-size", 8, 1, 4096),
    integer("total-kimg", 300, 1, 1_000_000),
    integer("generate_num", 300, 1, 10_000),
    *_PREDICT,
    VALIDATE,
)
CYCLE_PARAMETERS: Final[tuple[Parameter, ...]] = (
    VALIDATE,
    integer("image_channel", 3, 1, 3),
    integer("image_height", 256, 4, 4096, power_of_two=True),
    integer("image_width", 256, 4, 4096, power_of_two=True),
    integer("batch_size", 1, 1, 4096),
    integer("max_epoch", 100, 1, 1_000_000),
    number("g_learning_rate", 0.0001, 0, 1),
    number("d_learning_rate", 0.0001, 0, 1),
    integer("log_frequency", 5, 1, 1_000_000),
    integer("save_frequency", 5, 1, 1_000_000),
    *_PREDICT,
)

STYLE_NOTE: Final = "simulated StyleGAN: blended from two of the images, no network was trained"
CYCLE_NOTE: Final = "simulated CycleGAN: colours moved towards the target images, no network was trained"


def blend_images(images: Sequence[Image], side: int, rng: random.Random) -> Image:
    """An image in the style of others: two of them, one over the other, mirrored and tinted by chance."""
    from PIL import Image as Images
    from PIL import ImageOps

    check_size(side, side)
    first, second = (ImageOps.fit(image, (side, side)) for image in (images[0], images[-1]))
    if rng.random() < 0.5:
        second = ImageOps.mirror(second)
    mixed = Images.blend(first, second, rng.uniform(0.3, 0.7))
    tint = Images.new("RGB", mixed.size, tuple(rng.randrange(256) for _ in range(3)))
    return Images.blend(mixed, tint, 0.1)


def transfer_colours(image: Image, target: Image, size: tuple[int, int], channels: int) -> Image:
    """An image as if it were of the target's domain: its colours get the target's mean and spread, coarser."""
    from PIL import ImageOps, ImageStat

    check_size(*size)
    fitted = ImageOps.fit(image, size)
    source, wanted = ImageStat.Stat(fitted), ImageStat.Stat(target)
    table: list[int] = []
    for band in range(3):
        scale = wanted.stddev[band] / max(source.stddev[band], 1)
        moved = ((value - source.mean[band]) * scale + wanted.mean[band] for value in range(256))
        table += [min(255, max(0, round(value))) for value in moved]
    painted = ImageOps.posterize(fitted.point(table), 5)
    return painted if channels > 1 else painted.convert("L").convert("RGB")
