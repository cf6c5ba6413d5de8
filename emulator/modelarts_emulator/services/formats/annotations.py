"""One annotation as it passes between files and the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class FormatError(ValueError):
    """A file does not follow its documented format; the message says where and how."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A label on a sample: its name, its properties (``@modelarts:*`` among them) and its confidence."""

    name: str
    label_type: int
    property: dict[str, Any] = field(default_factory=dict)
    score: float | None = None
    annotated_by: str = "human"


@dataclass(frozen=True, slots=True)
class ImageSize:
    """What a label file says of its image: pixels across and down, channels, the path of its segmentation mask."""

    width: int = 0
    height: int = 0
    depth: int = 3
    mask_source: str = ""

    def as_metadata(self) -> dict[str, Any]:
        """What a sample keeps of it."""
        held: dict[str, Any] = {"width": self.width, "height": self.height, "depth": self.depth}
        return held | ({"mask_source": self.mask_source} if self.mask_source else {})

    @classmethod
    def from_metadata(cls, held: Mapping[str, Any]) -> ImageSize:
        """What a sample has kept."""
        names = ("width", "height", "depth", "mask_source")
        return cls(**{name: held[name] for name in names if name in held})
