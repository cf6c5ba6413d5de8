"""MetaValidation: whether a file is an image that can be trained with, and whether its boxes make sense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ...formats.annotations import Annotation
from ...images import SUFFIXES, encode_image, open_image
from .augmenting import Box
from .parameters import Parameter, integer

if TYPE_CHECKING:
    from PIL.Image import Image

#: A side of -1 means that images are not made smaller.
PARAMETERS: Final[tuple[Parameter, ...]] = (
    integer("image_max_width", -1, -1, 100_000),
    integer("image_max_height", -1, -1, 100_000),
)
#: What is thinner than this many pixels is a line, no box.
_THINNEST: Final = 2
#: Boxes with more than this share outside the image are dropped, others are cut off at its border.
_OUTSIDE: Final = 0.5

SHAPE: Final = "@modelarts:shape"
FEATURE: Final = "@modelarts:feature"


@dataclass(frozen=True, slots=True)
class Checked:
    """A valid image in three channels, the file to write, its labels, and what had to be changed."""

    image: Image
    data: bytes
    name: str
    annotations: Sequence[Annotation]
    notes: Sequence[str] = ()


def validate_image(
    data: bytes, name: str, annotations: Sequence[Annotation], *, boxed: bool, most: tuple[int, int] = (-1, -1)
) -> Checked:
    """Check one image and its labels, and convert what can be converted. Raises `ImageProblemError`.

    ``boxed`` says that labels are boxes; ``most`` is the largest width and height, -1 for any.
    """
    opened = open_image(data)
    image_format = opened.format or ""
    notes = []
    image: Image = opened
    if opened.mode != "RGB":
        image = opened.convert("RGB")
        notes.append(f"converted from {opened.mode} to three channels")
    target = image_format if image_format in SUFFIXES else "JPEG"
    if target != image_format:
        notes.append(f"converted from {image_format} to JPG")
    factor = _shrink_factor(image.size, most)
    if factor < 1:
        image = image.resize((max(1, int(image.width * factor)), max(1, int(image.height * factor))))
        notes.append(f"made smaller, to {image.width} x {image.height}")
    stem, _, suffix = name.rpartition(".")
    if f".{suffix.lower()}" not in SUFFIXES[target]:
        notes.append(f"suffix changed to {SUFFIXES[target][0]}")
        suffix = SUFFIXES[target][0][1:]
    kept = list(annotations)
    if boxed:
        kept, box_notes = check_boxes(annotations, image.size, factor)
        notes += box_notes
    if not notes:
        return Checked(image, data, name, kept)
    changed = image is not opened or target != image_format
    return Checked(image, encode_image(image, target) if changed else data, f"{stem or name}.{suffix}", kept, notes)


def _shrink_factor(size: tuple[int, int], most: tuple[int, int]) -> float:
    return min(1.0, *(limit / side for side, limit in zip(size, most, strict=True) if limit > 0), 1.0)


def check_boxes(
    annotations: Sequence[Annotation], size: tuple[int, int], factor: float = 1
) -> tuple[list[Annotation], list[str]]:
    """The boxes that are left in an image of this size once all were scaled, and what became of the others."""
    kept, notes = [], []
    for annotation in annotations:
        box = read_box(annotation)
        if box is None:
            notes.append(f"the label {annotation.name} is no box and was dropped")
            continue
        left, top, right, bottom = (value * factor for value in box)
        inside = (max(0.0, left), max(0.0, top), min(float(size[0]), right), min(float(size[1]), bottom))
        if right - left < _THINNEST or bottom - top < _THINNEST:
            notes.append(f"a box of {annotation.name} is too thin and was dropped")
        elif _area(inside) < (1 - _OUTSIDE) * _area((left, top, right, bottom)):
            notes.append(f"a box of {annotation.name} lies outside the image and was dropped")
        else:
            if inside != (left, top, right, bottom):
                notes.append(f"a box of {annotation.name} was pulled back into the image")
            kept.append(with_box(annotation, inside))
    return kept, notes


def read_box(annotation: Annotation) -> Box | None:
    """The corners of a label's box, None where it is of another shape."""
    if annotation.property.get(SHAPE, "bndbox") != "bndbox":
        return None
    try:
        (left, top), (right, bottom) = annotation.property.get(FEATURE, ())
        return float(left), float(top), float(right), float(bottom)
    except (TypeError, ValueError):
        return None


def with_box(annotation: Annotation, box: Box) -> Annotation:
    """The label with another box, in whole pixels where it has them."""
    left, top, right, bottom = (int(value) if float(value).is_integer() else round(value, 2) for value in box)
    held = {**annotation.property, SHAPE: "bndbox", FEATURE: [[left, top], [right, bottom]]}
    return replace(annotation, property=held)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
