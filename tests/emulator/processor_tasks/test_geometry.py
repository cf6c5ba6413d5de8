"""A box goes where the pixels go."""

from __future__ import annotations

import random
from typing import Any

import pytest
from modelarts_emulator.services.processing.operators.augmenting import fits, inverse, move_box
from modelarts_emulator.services.processing.operators.geometry import GEOMETRY
from modelarts_emulator.services.processing.operators.parameters import ParameterProblemError, read_values
from PIL import Image

OPERATORS = {operator.name: operator for operator in GEOMETRY}
BOX = (40, 30, 60, 45)


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("Flip", {}),
        ("Flip", {"lr_ud": "ud"}),
        ("Padding", {"px_left": 7, "px_top": 5}),
        ("Resize", {"width": 50, "height": 200}),
        ("Scale", {"scale_min": 2, "scale_max": 2}),
        ("Scale", {"scaleXY": "Y"}),
        ("Rotate", {"angle_min": 20, "angle_max": 20}),
        ("Rotate", {"angle_min": -90, "angle_max": -90}),
        ("Shear", {"shear_min": 20, "shear_max": 20}),
        ("Shear", {"shearXY": "Y", "shear_min": -15, "shear_max": -15}),
        ("Translate", {}),
        ("Translate", {"translateXY": "Y"}),
        ("Crop", {"crop_percent_min": 0.1, "crop_percent_max": 0.2}),
    ],
)
def test_boxes_follow_the_pixels(name: str, params: dict[str, Any]) -> None:
    image = Image.new("RGB", (100, 80))
    image.paste((255, 255, 255), BOX)
    operator = OPERATORS[name]
    for seed in range(5):
        made = operator.apply(image, read_values(operator.parameters, params), random.Random(seed))  # noqa: S311
        found = made.image.convert("L").point(lambda value: 255 if value > 100 else 0).getbbox()
        assert found is not None
        moved = move_box(BOX, made.matrix)
        assert all(abs(one - other) <= 2 for one, other in zip(found, moved, strict=True)), (found, moved)
        assert fits(moved, made.image.size)


def test_the_way_back() -> None:
    matrix = (2.0, 0.5, 7.0, -0.25, 1.5, 3.0)
    back = inverse(matrix)
    there = move_box((4, 9, 4, 9), matrix)
    assert move_box(there, back)[:2] == pytest.approx((4, 9))


def test_defaults_are_those_of_the_documents() -> None:
    assert read_values(OPERATORS["Rotate"].parameters, {}) == {"angle_min": 90, "angle_max": -90, "do_validation": True}
    assert read_values(OPERATORS["Resize"].parameters, {"width": ""})["width"] == 224
    assert read_values(OPERATORS["Flip"].parameters, {"flip_p": "0.5", "unknown": 1})["flip_p"] == 0.5
    with pytest.raises(ParameterProblemError, match="lr_ud is 'up', not one of lr, ud"):
        read_values(OPERATORS["Flip"].parameters, {"lr_ud": "up"})


def test_an_image_that_would_be_too_large_is_refused() -> None:
    from modelarts_emulator.services.images import ImageProblemError

    operator = OPERATORS["Resize"]
    values = read_values(operator.parameters, {"width": 10_000, "height": 10_000})
    with pytest.raises(ImageProblemError):
        operator.apply(Image.new("RGB", (2, 2)), values, random.Random(0))  # noqa: S311
