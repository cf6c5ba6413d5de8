"""COCO files: one JSON document with the boxes of many images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from .annotations import Annotation, FormatError, ImageSize

_NEEDED: Final = ("images", "annotations", "categories")

CocoImages = dict[str, tuple[ImageSize, list[Annotation]]]


def read_coco(data: bytes, label_type: int) -> CocoImages | None:
    """Sizes and annotations by the file names of images; `None` for a JSON file that is no COCO file.

    Raises `FormatError` where it is no JSON, or an image, a category or a box cannot be.
    """
    try:
        held = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise FormatError(f"no JSON: {error}") from None
    if not isinstance(held, dict) or any(not isinstance(held.get(name), list) for name in _NEEDED):
        return None
    categories = {_key(entry, "id"): _name(entry, "name") for entry in held["categories"]}
    images: dict[Any, tuple[ImageSize, list[Annotation]]] = {}
    found: CocoImages = {}
    for entry in held["images"]:
        image = (ImageSize(_pixels(entry, "width"), _pixels(entry, "height")), list[Annotation]())
        images[_key(entry, "id")] = found[_name(entry, "file_name")] = image
    for entry in held["annotations"]:
        key = _key(entry, "image_id")
        if key not in images:
            raise FormatError(f"an annotation names the image {key!r}, which is not in the file")
        images[key][1].append(_read_annotation(entry, categories, label_type))
    return found


def _read_annotation(entry: Mapping[str, Any], categories: Mapping[Any, str], label_type: int) -> Annotation:
    category = _key(entry, "category_id")
    if category not in categories:
        raise FormatError(f"an annotation names the category {category!r}, which is not in the file")
    box = entry.get("bbox")
    if not isinstance(box, list) or len(box) != 4 or not all(_is_number(value) for value in box):
        raise FormatError(f"the bbox {box!r} is not x, y, width and height")
    x, y, width, height = box
    if width <= 0 or height <= 0:
        raise FormatError(f"the bbox {box!r} has no area")
    details = {"@modelarts:shape": "bndbox", "@modelarts:feature": [[x, y], [x + width, y + height]]}
    score = entry.get("score")
    if score is not None and not (_is_number(score) and score <= 1):
        raise FormatError(f"the score {score!r} is not from 0 to 1")
    return Annotation(categories[category], label_type, details, score, "human" if score is None else "auto")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _key(entry: object, name: str) -> Any:
    value = entry.get(name) if isinstance(entry, dict) else None
    if not isinstance(value, int | str):
        raise FormatError(f"an entry has no {name}")
    return value


def _name(entry: object, name: str) -> str:
    value = entry.get(name) if isinstance(entry, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise FormatError(f"an entry has no {name}")
    return value.strip()


def _pixels(entry: Mapping[str, Any], name: str) -> int:
    value = entry.get(name, 0)
    if not _is_number(value):
        raise FormatError(f"the {name} {value!r} of an image is no number")
    return int(value)
