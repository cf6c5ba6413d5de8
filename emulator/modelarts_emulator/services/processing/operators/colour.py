"""Augmentation operators that change colours and leave every point where it is."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from .augmenting import Augmentation, Augmented, augmentation
from .parameters import choice

if TYPE_CHECKING:
    from PIL.Image import Image

Curve = Callable[[float], float]


def _grey(image: Image, _values: Mapping[str, Any], _rng: random.Random) -> Augmented:
    return Augmented(image.convert("L").convert("RGB"))


def _equalize(image: Image, _values: Mapping[str, Any], _rng: random.Random) -> Augmented:
    from PIL import ImageOps

    return Augmented(ImageOps.equalize(image))


def _curve_luminance(image: Image, curve: Curve) -> Image:
    from PIL import Image as Images

    luminance, blue, red = image.convert("YCbCr").split()
    table = [min(255, max(0, round(curve(value)))) for value in range(256)]
    return Images.merge("YCbCr", (luminance.point(table), blue, red)).convert("RGB")


def _arithmetic(image: Image, _values: Mapping[str, Any], rng: random.Random) -> Augmented:
    factor, offset = rng.uniform(0.8, 1.2), rng.uniform(-25, 25)
    return Augmented(_curve_luminance(image, lambda value: factor * value + offset))


def _gamma(rng: random.Random) -> Curve:
    exponent = rng.uniform(0.6, 1.6)
    return lambda value: float(255 * (value / 255) ** exponent)


def _sigmoid(rng: random.Random) -> Curve:
    gain, cutoff = rng.uniform(5, 10), rng.uniform(0.4, 0.6)
    return lambda value: 255 / (1 + math.exp(gain * (cutoff - value / 255)))


def _log(rng: random.Random) -> Curve:
    gain = rng.uniform(0.8, 1.2)
    return lambda value: 255 * gain * math.log2(1 + value / 255)


def _linear(rng: random.Random) -> Curve:
    alpha = rng.uniform(0.6, 1.4)
    return lambda value: 127 + alpha * (value - 127)


_CURVES: Final = {"gamma": _gamma, "sigmoid": _sigmoid, "log": _log, "linear": _linear}


def _contrast(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    return Augmented(_curve_luminance(image, _CURVES[values["func"]](rng)))


def _saturate(image: Image, _values: Mapping[str, Any], rng: random.Random) -> Augmented:
    from PIL import Image as Images

    turn, factor = rng.randint(-16, 16), rng.uniform(0.6, 1.6)
    hue, saturation, value = image.convert("HSV").split()
    turned = hue.point([(level + turn) % 256 for level in range(256)])
    scaled = saturation.point([min(255, round(level * factor)) for level in range(256)])
    return Augmented(Images.merge("HSV", (turned, scaled, value)).convert("RGB"))


def _streaks(image: Image, rng: random.Random) -> Image:
    from PIL import ImageDraw

    wet = image.copy()
    draw = ImageDraw.Draw(wet)
    length = max(3, image.height // 16)
    for _ in range(max(8, image.width * image.height // 600)):
        x, y = rng.randrange(image.width), rng.randrange(image.height)
        draw.line((x, y, x - length // 4, y + length), fill=(200, 205, 215))
    return _blend(image, wet, 0.6)


def _flakes(image: Image, rng: random.Random) -> Image:
    from PIL import ImageDraw

    white = image.copy()
    draw = ImageDraw.Draw(white)
    for _ in range(max(8, image.width * image.height // 400)):
        x, y, radius = rng.randrange(image.width), rng.randrange(image.height), rng.choice((0, 1, 1, 2))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(250, 250, 255))
    return _blend(image, white, 0.9)


def _fog(image: Image, rng: random.Random) -> Image:
    from PIL import Image as Images

    return _blend(image, Images.new("RGB", image.size, (225, 225, 230)), rng.uniform(0.4, 0.6))


def _clouds(image: Image, rng: random.Random) -> Image:
    from PIL import Image as Images
    from PIL.Image import Resampling

    coarse = Images.new("L", (8, 8))
    coarse.putdata([rng.randrange(200) for _ in range(64)])
    cover = coarse.resize(image.size, Resampling.BICUBIC)
    return Images.composite(Images.new("RGB", image.size, (240, 240, 245)), image, cover)


def _blend(image: Image, over: Image, share: float) -> Image:
    from PIL import Image as Images

    return Images.blend(image, over, share)


_WEATHERS: Final = {"Rain": _streaks, "Fog": _fog, "Snow": _flakes, "Clouds": _clouds}


def _weather(image: Image, values: Mapping[str, Any], rng: random.Random) -> Augmented:
    return Augmented(_WEATHERS[values["weather_mode"]](image, rng))


COLOUR: Final[tuple[Augmentation, ...]] = (
    augmentation("Grayscale", _grey),
    augmentation("HistogramEqual", _equalize),
    augmentation("LightArithmetic", _arithmetic),
    augmentation("LightContrast", _contrast, choice("func", "gamma", *_CURVES)),
    augmentation("Saturation", _saturate),
    augmentation("Weather", _weather, choice("weather_mode", "Rain", *_WEATHERS)),
)
