"""What images look like: perceptual hashes, small copies and the documented metrics, and how alike two images are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    Floats = np.ndarray[Any, np.dtype[np.float64]]

_SIDE: Final = 8
_HASH_BITS: Final = 64
#: Two images whose small copies differ by this share of the full range, or more, are alike by their hashes only.
_THUMB_SLOPE: Final = 5.0
#: The longest side of the copy that metrics are taken from.
_METRIC_SIDE: Final = 256

METRICS: Final = ("resolution", "aspect_ratio", "brightness", "saturation", "blur_score", "colorfulness")


@dataclass(frozen=True, slots=True)
class Feature:
    """An image in short: its perceptual hash, and the bytes of its copy of 8 x 8 pixels in three colours."""

    hash: int
    thumb: bytes

    def dump(self) -> str:
        """The feature as a text."""
        return f"{self.hash:016x}{self.thumb.hex()}"

    @classmethod
    def parse(cls, text: str) -> Feature:
        """Read what `dump` wrote."""
        return cls(int(text[:16], 16), bytes.fromhex(text[16:]))


def make_feature(image: Image) -> Feature:
    """Look at an image."""
    import imagehash

    rgb = image.convert("RGB")
    bits = imagehash.phash(rgb).hash.flatten()
    number = int("".join("1" if bit else "0" for bit in bits), 2)
    return Feature(number, rgb.resize((_SIDE, _SIDE), 4).tobytes())  # 4: each pixel is the mean of what it covers


def similarity(one: Feature, other: Feature) -> float:
    """How alike two images are, from 0 to 1; 1 for copies, close to 1 after scaling, recompression or a little blur."""
    different = distance(one, other)
    hashes = 1 - (one.hash ^ other.hash).bit_count() / _HASH_BITS
    return max(hashes * (1 - different), 1 - _THUMB_SLOPE * different, 0.0)


def distance(one: Feature, other: Feature) -> float:
    """Mean difference between the small copies of two images, from 0 to 1."""
    total = sum(abs(a - b) for a, b in zip(one.thumb, other.thumb, strict=True))
    return total / (255 * len(one.thumb))


class FeatureSet:
    """Features side by side, so that one is compared with all of them at once."""

    def __init__(self, features: Sequence[Feature]) -> None:
        import numpy as np

        self.size = len(features)
        self._hashes = np.array([feature.hash for feature in features], dtype=np.uint64)
        joined = b"".join(feature.thumb for feature in features)
        self._thumbs = np.frombuffer(joined, dtype=np.uint8).reshape(self.size, 3 * _SIDE * _SIDE).astype(np.int16)

    def similarities(self, feature: Feature) -> Floats:
        """`similarity` of a feature with each of the set."""
        import numpy as np

        different = self.distances(feature)
        bits = np.bitwise_count(self._hashes ^ np.uint64(feature.hash))
        hashes = 1 - bits / _HASH_BITS
        best: Floats = np.maximum(np.maximum(hashes * (1 - different), 1 - _THUMB_SLOPE * different), 0)
        return best

    def distances(self, feature: Feature) -> Floats:
        """`distance` of a feature from each of the set."""
        import numpy as np

        thumb = np.frombuffer(feature.thumb, dtype=np.uint8).astype(np.int16)
        found: Floats = np.abs(self._thumbs - thumb).mean(axis=1) / 255
        return found


def spread(features: Sequence[Feature], number: int) -> list[int]:
    """Positions of ``number`` features that differ most from each other, the first feature among them."""
    if not features or number < 1:
        return []
    held = FeatureSet(features)
    chosen = [0]
    nearest = held.similarities(features[0])
    nearest[0] = 2.0  # more than any similarity: never chosen again
    while len(chosen) < min(number, len(features)):
        following = int(nearest.argmin())
        chosen.append(following)
        nearest = _maximum(nearest, held.similarities(features[following]))
        nearest[following] = 2.0
    return chosen


def _maximum(one: Floats, other: Floats) -> Floats:
    import numpy as np

    found: Floats = np.maximum(one, other)
    return found


def measure(image: Image) -> dict[str, float]:
    """The documented metrics of an image.

    Resolution is its area in pixels; brightness and saturation are means from 0 to 255; the blur score is the
    variance of its Laplacian, larger for clearer edges; colourfulness is the measure of Hasler and Suesstrunk.
    """
    import numpy as np

    width, height = image.size
    small = image.convert("RGB")
    small.thumbnail((_METRIC_SIDE, _METRIC_SIDE))
    pixels = np.asarray(small, dtype=np.float64)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    high, low = pixels.max(axis=2), pixels.min(axis=2)
    saturation = np.divide(high - low, high, out=np.zeros_like(high), where=high > 0) * 255
    first, second = red - green, (red + green) / 2 - blue
    spread_ = float(np.hypot(first.std(), second.std()))
    centre = float(np.hypot(first.mean(), second.mean()))
    values = {
        "resolution": float(width * height),
        "aspect_ratio": width / height,
        "brightness": float((0.299 * red + 0.587 * green + 0.114 * blue).mean()),
        "saturation": float(saturation.mean()),
        "blur_score": _laplacian(0.299 * red + 0.587 * green + 0.114 * blue),
        "colorfulness": spread_ + 0.3 * centre,
    }
    return {name: round(value, 4) for name, value in values.items()}


def _laplacian(grey: Floats) -> float:
    if min(grey.shape) < 3:
        return 0.0
    inner = grey[1:-1, 1:-1]
    edges = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(edges.var())
