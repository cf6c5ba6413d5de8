"""What the augmentation operators have in common: a picture goes in, a picture and a mapping of its points come out."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .parameters import VALIDATE, Parameter

if TYPE_CHECKING:
    from PIL.Image import Image

#: Where a point (x, y) comes to lie: (a x + b y + c, d x + e y + f).
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1, 0, 0, 0, 1, 0)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Augmented:
    """A new picture, and where the old one's points lie in it."""

    image: Image
    matrix: Matrix = IDENTITY


Apply = Callable[["Image", Mapping[str, Any], random.Random], Augmented]


@dataclass(frozen=True, slots=True)
class Augmentation:
    """One operator that makes a new image of each image.

    ``keeps_boxes_inside`` discards an image when a box of its labels would leave it.
    """

    name: str
    apply: Apply
    parameters: tuple[Parameter, ...] = ()
    keeps_boxes_inside: bool = False


def augmentation(name: str, apply: Apply, *parameters: Parameter, keeps_boxes_inside: bool = False) -> Augmentation:
    """Describe an operator; all of them can validate their input first."""
    return Augmentation(name, apply, (*parameters, VALIDATE), keeps_boxes_inside)


def move_box(box: Box, matrix: Matrix) -> Box:
    """The upright box around where a box comes to lie."""
    a, b, c, d, e, f = matrix
    corners = [(box[i], box[j]) for i in (0, 2) for j in (1, 3)]
    across = [a * x + b * y + c for x, y in corners]
    down = [d * x + e * y + f for x, y in corners]
    return min(across), min(down), max(across), max(down)


def fits(box: Box, size: Sequence[int]) -> bool:
    """Whether a box lies inside an image, but for rounding."""
    return box[0] >= -0.5 and box[1] >= -0.5 and box[2] <= size[0] + 0.5 and box[3] <= size[1] + 0.5


def inverse(matrix: Matrix) -> Matrix:
    """The way back; no operator flattens an image to a line."""
    a, b, c, d, e, f = matrix
    area = a * e - b * d
    back = (e / area, -b / area, -d / area, a / area)
    return back[0], back[1], -(back[0] * c + back[1] * f), back[2], back[3], -(back[2] * c + back[3] * f)
