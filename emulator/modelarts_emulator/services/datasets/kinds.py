"""What each dataset type accepts and supports: file suffixes, label types, ways of importing, splitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

IMAGE_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".bmp")
AUDIO_SUFFIXES: Final = (".wav",)
TEXT_SUFFIXES: Final = (".txt", ".csv")

MIB: Final = 1024 * 1024
GIB: Final = 1024 * MIB


@dataclass(frozen=True, slots=True)
class DatasetKind:
    """The rules of one dataset type.

    ``labelling`` names the way annotations lie in an input directory, or is empty where the documents
    allow unlabelled data only. ``splits`` says whether a version may hold a training and a validation set.
    """

    type: int
    name: str
    media: str
    sample_type: int
    suffixes: tuple[str, ...]
    label_types: tuple[int, ...]
    manifest_type: str = ""
    labelling: str = ""
    splits: bool = False
    exportable: bool = False
    hard_examples: bool = False
    sample_limit: int = 5 * GIB

    @property
    def is_table(self) -> bool:
        """Whether samples are rows of CSV files."""
        return self.sample_type == 4

    @property
    def is_text(self) -> bool:
        """Whether samples are lines of text files."""
        return self.sample_type == 1

    @property
    def is_boxed(self) -> bool:
        """Whether annotations are shapes, kept in PASCAL VOC files."""
        return self.labelling == "voc"

    def accepts(self, name: str) -> bool:
        """Whether a file of this name can be a sample."""
        return not self.suffixes or name.lower().endswith(self.suffixes)


def _image(number: int, name: str, labelling: str, **more: bool) -> DatasetKind:
    kind = "modelarts/" + name.lower().replace(" ", "_")
    return DatasetKind(
        type=number, name=name, media="Image", sample_type=0, suffixes=IMAGE_SUFFIXES, label_types=(number,),
        manifest_type=kind, labelling=labelling, sample_limit=25 * MIB, **more,
    )  # fmt: skip


KINDS: Final[dict[int, DatasetKind]] = {
    kind.type: kind
    for kind in (
        _image(0, "Image classification", "folders", splits=True, exportable=True, hard_examples=True),
        _image(1, "Object detection", "voc", splits=True, exportable=True, hard_examples=True),
        _image(3, "Image segmentation", "voc"),
        DatasetKind(
            100, "Text classification", "Text", 1, TEXT_SUFFIXES, (100,), "modelarts/text_classification", "lines", True
        ),
        DatasetKind(101, "Named entity recognition", "Text", 1, TEXT_SUFFIXES, (101,), "modelarts/text_entity"),
        DatasetKind(102, "Text triplet", "Text", 1, TEXT_SUFFIXES, (102, 103), "modelarts/text_triplet"),
        DatasetKind(
            200, "Sound classification", "Audio", 2, AUDIO_SUFFIXES, (200,), "modelarts/audio_classification",
            "folders", True,
        ),
        DatasetKind(201, "Speech labeling", "Audio", 2, AUDIO_SUFFIXES, (201,), "modelarts/audio_content"),
        DatasetKind(
            202, "Speech paragraph labeling", "Audio", 2, AUDIO_SUFFIXES, (202,), "modelarts/audio_segmentation"
        ),
        DatasetKind(400, "Table", "Table", 4, (".csv",), ()),
        DatasetKind(600, "Video labeling", "Video", 6, (".mp4",), (600,), "modelarts/object_detection"),
        DatasetKind(900, "Free format", "Free format", 9, (), (), exportable=True),
    )
}  # fmt: skip

EXPORTABLE_TYPES: Final = tuple(kind.type for kind in KINDS.values() if kind.exportable)


def manifest_type(label_type: int, kind: DatasetKind) -> str:
    """Name of an annotation's type in a manifest; entities of a triplet dataset have their own."""
    return "modelarts/text_entity" if label_type == 103 else kind.manifest_type
