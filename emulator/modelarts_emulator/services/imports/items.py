"""What readers of imported data work on, and what they give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..datasets.kinds import DatasetKind
from ..formats.annotations import Annotation, FormatError
from ..formats.text import TextFormat
from ..samples.samples import SampleDraft

if TYPE_CHECKING:
    from ...limits import Limits
    from ...objects import ObjectEntry, ObjectStore

ORIGIN: Final = "@modelarts:import_origin"


@dataclass(frozen=True, slots=True)
class ImportSource:
    """What to read: a folder (``/bucket/folder/``) or a manifest, for which type of dataset, and how.

    ``labelled`` says whether labels are read too, ``coco`` that they lie in COCO files instead of PASCAL VOC ones.
    """

    objects: ObjectStore
    folder: str
    kind: DatasetKind
    limits: Limits
    labelled: bool = True
    text: TextFormat = field(default_factory=TextFormat)
    manifest: str = ""
    coco: bool = False

    @property
    def file_limit(self) -> int:
        """Largest size of a sample's file, in bytes."""
        return self.limits.image_bytes if self.kind.sample_type == 0 else self.limits.sample_bytes


class Found(NamedTuple):
    """A sample, or the reason why there is none. ``position`` is where to go on reading behind it.

    ``place`` names the file or line; ``known_as`` is the id that the sample had where it comes from.
    """

    position: list[Any]
    place: str
    draft: SampleDraft | None = None
    problem: str = ""
    known_as: str = ""


class ImportPlan(NamedTuple):
    """What is known before reading: how many samples and files there are, and how labels lie beside them."""

    samples: int = 0
    files: int = 0
    size: int = 0
    beside: bool = False


def draft_file(source: ImportSource, entry: ObjectEntry, annotations: list[Annotation]) -> SampleDraft:
    """A sample that is a file."""
    return SampleDraft(
        entry.path, entry.path, source.kind.sample_type, entry.size, entry.modified_ms, annotations, {ORIGIN: 0}
    )


def read_label_file(source: ImportSource, path: str) -> bytes:
    """Bytes of a file of labels. Raises `ObjectMissingError`, and `FormatError` for one that is too large."""
    with naming(path):
        if source.objects.head(path).size > source.limits.label_file_bytes:
            raise FormatError(f"larger than {source.limits.label_file_bytes} bytes")
    return source.objects.read(path)


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Make what a reader raises name the file."""
    try:
        yield
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
