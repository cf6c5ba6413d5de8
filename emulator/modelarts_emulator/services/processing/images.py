"""What a run of data processing does to one image, and the files that it writes for it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row

from ...objects import ObjectMissingError
from ..formats.annotations import Annotation, ImageSize
from ..formats.voc import write_voc
from ..images import ImageProblemError, encode_image, format_of, open_image, read_file
from .inputs import dump_annotation, read_annotations
from .operators import OPERATORS, Operator, Way
from .operators.augmenting import fits, move_box
from .operators.simulation import CYCLE_NOTE, STYLE_NOTE, blend_images, transfer_colours
from .operators.validation import Checked, check_boxes, read_box, validate_image, with_box
from .places import BOXES

if TYPE_CHECKING:
    from ...backend import Backend

_CHECKED: Final = "_checked"


class Outcome(IntEnum):
    """What became of an image."""

    KEPT = 0
    MODIFIED = 1
    DELETED = 2
    ADDED = 3


@dataclass(frozen=True, slots=True)
class Worker:
    """One run's way of working on images; ``plan`` is that of its version."""

    backend: Backend
    plan: Mapping[str, Any]
    operator: Operator
    values: Mapping[str, Any]
    boxed: bool

    @classmethod
    def of(cls, backend: Backend, plan: Mapping[str, Any]) -> Worker:
        """Take a plan up."""
        operator = OPERATORS[plan["template"], plan["operator"]]
        return cls(backend, plan, operator, plan["values"], plan["dataset_type"] == BOXES)

    def load(self, row: Row[Any], notes: list[str]) -> Checked:
        """Read an input, validated where the operator or its parameters ask for it. Raises `ImageProblemError`."""
        annotations = read_annotations(self.backend, row, notes)
        name = row.name
        try:
            data = read_file(self.backend.objects, row.source, self.backend.config.limits.image_bytes)
        except ObjectMissingError as error:
            raise ImageProblemError("the file is missing") from error
        if self.operator.way is Way.VALIDATE or self.values.get("do_validation"):
            most = (self.values.get("image_max_width", -1), self.values.get("image_max_height", -1))
            return validate_image(data, name, annotations, boxed=self.boxed, most=most)
        return Checked(open_image(data).convert("RGB"), data, name, annotations)

    def work(self, row: Row[Any], target: Row[Any] | None = None) -> Result:
        """Do to an input what the operator does; ``target`` is an image of the domain to transfer to."""
        result = Result(row.source, usage=row.usage)
        if row.reason:
            return result.deleted(row.reason)
        notes: list[str] = []
        try:
            checked = self.load(row, notes)
            if self.operator.way is Way.AUGMENT:
                return self._augment(result, row, checked)
            if self.operator.way is Way.TRANSFER:
                return self._transfer(result, row, checked, target)
        except ImageProblemError as error:
            return result.deleted(str(error))
        notes += checked.notes
        result.outcome = Outcome.MODIFIED if notes else Outcome.KEPT
        result.notes = notes
        name = _with_mark(checked.name) if notes else checked.name
        return self._write(result, name, checked.data, checked.image.size, checked.annotations)

    def invent(self, number: int, rows: Sequence[Row[Any]]) -> Result:
        """Make image ``number`` out of some inputs."""
        first = rows[0]
        result = Result(first.source)
        try:
            images = [self.load(row, []).image for row in rows]
            made = blend_images(images, self.values["resolution"], _chance(self.operator.name, str(number)))
        except ImageProblemError as error:
            return result.deleted(str(error))
        result.outcome, result.notes = Outcome.ADDED, [STYLE_NOTE]
        result.sample_key = f"{first.source}#{number}"
        return self._write(result, f"StyleGAN_{number}.jpg", encode_image(made, "JPEG"), made.size, [])

    def _augment(self, result: Result, row: Row[Any], checked: Checked) -> Result:
        held = self.operator.augmentation
        assert held is not None  # noqa: S101 - by the table of operators
        made = held.apply(checked.image, self.values, _chance(held.name, row.source, repr(sorted(self.values.items()))))
        annotations: Sequence[Annotation] = checked.annotations
        if self.boxed:
            moved = [with_box(note, move_box(box, made.matrix)) for note in annotations if (box := read_box(note))]
            boxes = [box for note in moved if (box := read_box(note))]
            if held.keeps_boxes_inside and not all(fits(box, made.image.size) for box in boxes):
                return result.deleted(f"{held.name} would move a box out of the image")
            annotations, _ = check_boxes(moved, made.image.size)
        result.outcome, result.notes = Outcome.ADDED, [f"use {held.name} augmentation"]
        data = encode_image(made.image, format_of(checked.name))
        return self._write(result, checked.name, data, made.image.size, annotations)

    def _transfer(self, result: Result, row: Row[Any], checked: Checked, target: Row[Any] | None) -> Result:
        wanted = self.load(target, []).image if target is not None else checked.image
        size = (self.values["image_width"], self.values["image_height"])
        made = transfer_colours(checked.image, wanted, size, self.values["image_channel"])
        result.outcome, result.notes = Outcome.ADDED, [CYCLE_NOTE]
        return self._write(result, f"CYcleGan_0_{row.position}.jpg", encode_image(made, "JPEG"), made.size, [])

    def _write(
        self, result: Result, name: str, data: bytes, size: tuple[int, int], annotations: Sequence[Annotation]
    ) -> Result:
        path = f"{self.plan['output']}Data/{name}"
        self.backend.objects.write(path, data)
        result.new_source, result.size = path, len(data)
        result.metadata = {"width": size[0], "height": size[1], "depth": 3}
        result.labels = [dump_annotation(note) for note in annotations]
        if self.boxed and annotations:
            result.label_file = path.rpartition(".")[0] + ".xml"
            voc = write_voc(name.rpartition("/")[2], ImageSize(*size, 3), annotations)
            self.backend.objects.write(result.label_file, voc)
        return result


@dataclass(slots=True)
class Result:
    """A row of the results' table in the making."""

    origin_source: str
    outcome: Outcome = Outcome.DELETED
    notes: list[str] = field(default_factory=list)
    new_source: str = ""
    size: int = 0
    metadata: dict[str, Any] = field(default_factory=dict)
    usage: str = ""
    labels: list[dict[str, Any]] = field(default_factory=list)
    label_file: str = ""
    #: What the sample's id is made of, where that is not the origin's path.
    sample_key: str = ""

    def deleted(self, reason: str) -> Result:
        """Say that nothing is left of the image, and why."""
        self.outcome, self.notes = Outcome.DELETED, [reason]
        return self

    def as_row(self, version_pk: int, position: int) -> dict[str, Any]:
        """The row."""
        key = (self.sample_key or self.origin_source).encode()
        return {
            "version_pk": version_pk,
            "position": position,
            "sample_id": hashlib.md5(key, usedforsecurity=False).hexdigest(),  # as documented
            "property": int(self.outcome),
            "origin_source": self.origin_source,
            "new_source": self.new_source,
            "size": self.size,
            "metadata": self.metadata,
            "usage": self.usage,
            "labels": self.labels,
            "label_file": self.label_file,
            "description": self.notes,
        }


def _with_mark(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}{_CHECKED}{dot}{suffix}"


def _chance(*parts: str) -> random.Random:
    """Random numbers that are the same for the same operator, parameters and image."""
    return random.Random("\n".join(parts))  # noqa: S311 - nothing secret


def pick_two(number: int, total: int) -> list[int]:
    """Positions of the two inputs that an invented image is made of."""
    rng = _chance("pick", str(number))
    return [rng.randrange(total), rng.randrange(total)]
