"""Small images that tests make themselves."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw


def picture(seed: int = 0, size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """A picture of coloured shapes, another one for each seed."""
    rng = random.Random(seed)  # noqa: S311
    image = Image.new("RGB", size, tuple(rng.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        box = (x, y, x + rng.randrange(4, size[0] // 2), y + rng.randrange(4, size[1] // 2))
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)(box, fill=tuple(rng.randrange(256) for _ in range(3)))
    return image.convert(mode)


def encode(image: Image.Image, image_format: str = "JPEG", **options: Any) -> bytes:
    """The image as a file."""
    out = BytesIO()
    image.save(out, image_format, **options)
    return out.getvalue()


def photo(seed: int = 0, image_format: str = "JPEG", **options: Any) -> bytes:
    """A picture as a file."""
    return encode(picture(seed, **options), image_format)


def decode(data: bytes) -> Image.Image:
    """Open a file."""
    image = Image.open(BytesIO(data))
    image.load()
    return image
