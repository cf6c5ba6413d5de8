"""Augmentation operators that add noise, blur or sharpen."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from .augmenting import Augmentation, Augmented, augmentation
from .parameters import choice, number

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    Floats = np.ndarray[Any, np.dtype[np.float64]]

_NOISES: Final = ("Gauss", "Laplace", "Poisson", "Impulse", "SaltAndPepper")
_RADIUS: Final = 2
_BAND: Final = 1 << 18
#: The cells of a 5 x 5 kernel that a moving object is smeared over.
_MOTIONS: Final = ((10, 11, 12, 13, 14), (2, 7, 12, 17, 22), (0, 6, 12, 18, 24), (4, 8, 12, 16, 20))


def _add_noise(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    import numpy as np
    from PIL import Image as Images

    noise = np.random.default_rng(rng.getrandbits(64))
    pixels = np.array(image)
    # Some rows at a time: as floating-point numbers, all of a large image would take eight times its memory.
    rows = max(1, _BAND // image.width)
    for first in range(0, image.height, rows):
        band = pixels[first : first + rows]
        band[:] = _disturb(band.astype(np.float64), values, noise).round().clip(0, 255).astype(np.uint8)
    return Augmented(Images.fromarray(pixels))


def _disturb(pixels: Floats, values: Mapping[str, Any], noise: np.random.Generator) -> Floats:
    import numpy as np

    kind, shape = values["noise_type"], pixels.shape
    added: Floats | None = None
    if kind == "Gauss":
        added = noise.normal(values["loc"], values["scale"], shape)
    elif kind == "Laplace":
        added = noise.laplace(values["loc"], values["scale"], shape)
    elif kind == "Poisson":
        added = noise.poisson(values["lam"], shape).astype(np.float64)
    if added is not None:
        return pixels + added
    # Impulse noise strikes each colour by itself, salt and pepper the whole pixel.
    if kind == "SaltAndPepper":
        shape = (*shape[:2], 1)
    struck, white = noise.random(shape) < values["p"], noise.random(shape) < 0.5
    found: Floats = np.where(struck, np.where(white, 255.0, 0.0), pixels)
    return found


def _blur(image: Image, values: Mapping[str, Any], _rng: random.Random) -> Augmented:
    from PIL import ImageFilter

    gauss = values["blur_type"] == "Gauss"
    return Augmented(image.filter(ImageFilter.GaussianBlur(_RADIUS) if gauss else ImageFilter.BoxBlur(_RADIUS)))


def _motion(image: Image, _values: Mapping[str, Any], rng: random.Random) -> Augmented:
    from PIL import ImageFilter

    cells = rng.choice(_MOTIONS)
    kernel = [1 if cell in cells else 0 for cell in range(25)]
    return Augmented(image.filter(ImageFilter.Kernel((5, 5), kernel)))


def _sharpen(image: Image, _values: Mapping[str, Any], _rng: random.Random) -> Augmented:
    from PIL import ImageFilter

    return Augmented(image.filter(ImageFilter.SHARPEN))


TEXTURE: Final[tuple[Augmentation, ...]] = (
    augmentation(
        "AddNoise", _add_noise, choice("noise_type", "Gauss", *_NOISES),
        number("loc", 0, -255, 255), number("scale", 1, 0, 255), number("lam", 2, 0, 255), number("p", 0.01, 0, 1),
    ),
    augmentation("Blur", _blur, choice("blur_type", "Gauss", "Gauss", "Average")),
    augmentation("MotionBlur", _motion),
    augmentation("Sharpen", _sharpen),
)  # fmt: skip
