"""PASCAL VOC files: reading what lies beside an image, writing what a version holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from .annotations import Annotation, FormatError, ImageSize

Points = list[list[float]]

_BOX: Final = ("xmin", "ymin", "xmax", "ymax")
_CIRCLE: Final = ("cx", "cy", "r")
_SHAPES: Final = ("bndbox", "polygon", "circle", "line", "dashed", "point", "polyline")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MINIMUM_POINTS: Final = {"polygon": 3, "line": 2, "dashed": 2, "point": 1, "polyline": 2}


def read_voc(data: bytes, label_type: int) -> tuple[ImageSize, list[Annotation]]:
    """Read one file. Raises `FormatError` where a mandatory part is missing or a number is none."""
    # Entities have no place in these files, and a document type is how a small file becomes a huge one.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FormatError("a document type declaration is not allowed")
    try:
        root = ET.fromstring(data)  # noqa: S314 - no document type, so no entity can be declared
    except (ET.ParseError, LookupError, ValueError) as error:
        raise FormatError(f"not well-formed XML: {error}") from error
    if root.tag != "annotation":
        raise FormatError(f"the root element is <{root.tag}>, not <annotation>")
    width, height, depth = (int(_number(root, f"size/{name}")) for name in ("width", "height", "depth"))
    size = ImageSize(width, height, depth, (root.findtext("mask_source") or "").strip())
    return size, [_read_object(node, label_type) for node in root.iter("object")]


def _read_object(node: ET.Element, label_type: int) -> Annotation:
    name = (node.findtext("name") or "").strip()
    if not name:
        raise FormatError("an object has no name")
    shape = next((tag for tag in _SHAPES if node.find(tag) is not None), None)
    if shape is None:
        raise FormatError(f"the object {name!r} has no shape")
    held = node.find(shape)
    assert held is not None  # noqa: S101 - found in the line above
    details: dict[str, Any] = {"@modelarts:shape": shape, "@modelarts:feature": _read_points(held, shape)}
    hard = node.findtext("hard-coefficient")
    if hard is not None:
        details |= {"@modelarts:hard": "1", "@modelarts:hard_coefficient": hard.strip()}
    color = node.findtext("mask_color")
    if color is not None:
        details["@modelarts:mask_color"] = color.strip()
    score = _number(node, "confidence") if node.find("confidence") is not None else None
    return Annotation(name, label_type, details, score, "human" if score is None else "auto")


def _read_points(node: ET.Element, shape: str) -> Points:
    if shape == "bndbox":
        xmin, ymin, xmax, ymax = (_number(node, tag) for tag in _BOX)
        if xmax <= xmin or ymax <= ymin:
            raise FormatError(f"the box ({xmin}, {ymin}, {xmax}, {ymax}) has no area")
        return [[xmin, ymin], [xmax, ymax]]
    if shape == "circle":
        x, y, radius = (_number(node, tag) for tag in _CIRCLE)
        return [[x, y], [radius]]
    if shape == "point" and node.find("x") is not None:
        return [[_number(node, "x"), _number(node, "y")]]
    points: Points = []
    while node.find(f"x{len(points) + 1}") is not None:
        number = len(points) + 1
        points.append([_number(node, f"x{number}"), _number(node, f"y{number}")])
    if len(points) < _MINIMUM_POINTS[shape]:
        raise FormatError(f"a {shape} needs {_MINIMUM_POINTS[shape]} points and has {len(points)}")
    return points


def _number(node: ET.Element, path: str) -> float:
    text = node.findtext(path)
    if text is None:
        raise FormatError(f"<{path}> is missing")
    try:
        value = float(text)
    except ValueError as error:
        raise FormatError(f"<{path}> is {text!r}, not a number") from error
    if not 0 <= value < 1e9:  # also refuses nan, which no comparison admits
        raise FormatError(f"<{path}> is {text!r}, out of range")
    return int(value) if value.is_integer() else value


def write_voc(filename: str, size: ImageSize, annotations: Iterable[Annotation], *, segmented: bool = False) -> bytes:
    """Write the annotations of one image; the same input gives the same bytes."""
    root = ET.Element("annotation")
    _add(root, "folder", "NA")
    _add(root, "filename", filename)
    _add(ET.SubElement(root, "source"), "database", "Unknown")
    held = ET.SubElement(root, "size")
    for tag in ("width", "height", "depth"):
        _add(held, tag, getattr(size, tag))
    _add(root, "segmented", int(segmented))
    if size.mask_source:
        _add(root, "mask_source", size.mask_source)
    for annotation in annotations:
        _write_object(ET.SubElement(root, "object"), annotation)
    ET.indent(root, "    ")
    data: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"


def _write_object(node: ET.Element, annotation: Annotation) -> None:
    _add(node, "name", annotation.name)
    _add(node, "pose", "Unspecified")
    for tag in ("truncated", "occluded", "difficult"):
        _add(node, tag, 0)
    if annotation.score is not None:
        _add(node, "confidence", annotation.score)
    for tag, key in (("hard-coefficient", "@modelarts:hard_coefficient"), ("mask_color", "@modelarts:mask_color")):
        if key in annotation.property:
            _add(node, tag, annotation.property[key])
    shape = str(annotation.property.get("@modelarts:shape", "bndbox"))
    points = annotation.property.get("@modelarts:feature", [])
    _write_points(ET.SubElement(node, shape), shape, points)


def _write_points(node: ET.Element, shape: str, points: Sequence[Sequence[float]]) -> None:
    flat = [value for point in points for value in point]
    fixed = {"bndbox": _BOX, "circle": _CIRCLE}.get(shape)
    names = fixed or [f"{axis}{number}" for number in range(1, len(points) + 1) for axis in "xy"]
    for name, value in zip(names, flat, strict=False):
        _add(node, name, value)


def _add(parent: ET.Element, tag: str, value: object) -> None:
    ET.SubElement(parent, tag).text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))
