"""The files of a request to upload samples: where each goes, what it holds, and whether it may."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...object_paths import ObjectError, ObjectMissingError, ObjectPathError, split_object_path
from .. import failures
from ..datasets.kinds import MIB, DatasetKind
from ..failures import failure

if TYPE_CHECKING:
    from ...objects import ObjectStore

#: Largest image and largest file of another kind in one entry, in bytes.
IMAGE_LIMIT: Final = 5 * MIB
FILE_LIMIT: Final = 12 * MIB
#: What all images of one request may have together, in bytes.
IMAGES_LIMIT: Final = 8 * MIB
ENCODINGS: Final = ("utf-8", "gbk", "gb2312")

_SCHEME: Final = re.compile(r"^(?:obs|s3):/(?=/)")
#: How files of a media type begin.
_BEGINNINGS: Final[Mapping[int, tuple[bytes, ...]]] = {
    0: (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM"),
    2: (b"RIFF",),
}


@dataclass(frozen=True, slots=True)
class UploadFile:
    """One file: ``path`` is where it lies in the end, ``data`` what is to be written there, if anything is."""

    path: str
    size: int
    modified_ms: int
    data: bytes | None = None


def read_file(
    objects: ObjectStore,
    kind: DatasetKind,
    folder: str,
    value: Mapping[str, Any],
    make_name: Callable[[], str],
    now: int,
) -> UploadFile:
    """The file of one entry, which goes below a folder. Raises `ServiceError` where it does not fit the dataset."""
    if value.get("sample_type") not in (None, kind.sample_type):
        raise failure(failures.SAMPLE_UNFIT, f"the dataset takes samples of type {kind.sample_type}")
    source = (value.get("data_source") or {}).get("data_path")
    if value.get("data"):
        name = value.get("name") or make_name() + (kind.suffixes[0] if kind.suffixes else "")
        path = _place(kind, folder, name)
        data = _decode(str(value["data"]))
        _check(kind, path, data)
        return UploadFile(path, len(data), now, data)
    if not source:
        raise failure(failures.SAMPLE_UNFIT, "there is neither data nor a data_source")
    return _take(objects, kind, folder, _SCHEME.sub("", str(source)), value.get("name"))


def _take(objects: ObjectStore, kind: DatasetKind, folder: str, source: str, name: str | None) -> UploadFile:
    """A file that lies in OBS: it stays where it is inside the folder, and is copied from elsewhere."""
    try:
        entry = objects.head(source)
        if entry.size > FILE_LIMIT:
            raise failure(failures.SAMPLE_TOO_LARGE, source)
        data = objects.read(source)
    except ObjectMissingError:
        raise failure(failures.PATH_MISSING, source) from None
    except (ObjectPathError, ObjectError) as error:
        raise failure(failures.PATH_INVALID, str(error)) from error
    inside = source.startswith(folder) and not kind.is_table
    path = source if inside else _place(kind, folder, name or source.rpartition("/")[2])
    if not kind.accepts(path):
        raise failure(failures.SAMPLE_UNFIT, f"{path} is no file of {kind.name} datasets")
    _check(kind, path, data)
    return UploadFile(path, entry.size, entry.modified_ms, None if inside else data)


def _place(kind: DatasetKind, folder: str, name: str) -> str:
    path = folder + name
    try:
        split_object_path(path)
    except ObjectPathError as error:
        raise failure(failures.SAMPLE_UNFIT, str(error)) from error
    if not kind.accepts(name):
        raise failure(failures.SAMPLE_UNFIT, f"{name} is no file of {kind.name} datasets")
    return path


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise failure(failures.SAMPLE_UNFIT, "data is no Base64") from None


def _check(kind: DatasetKind, path: str, data: bytes) -> None:
    limit = IMAGE_LIMIT if kind.sample_type == 0 else FILE_LIMIT
    if len(data) > limit:
        raise failure(failures.SAMPLE_TOO_LARGE, f"{path} has {len(data)} bytes, and {limit} are allowed")
    beginnings = _BEGINNINGS.get(kind.sample_type)
    if beginnings is not None and not data.startswith(beginnings):
        raise failure(failures.SAMPLE_UNFIT, f"{path} is no {kind.media.lower()} file")


def decode_text(data: bytes, encoding: str | None) -> str:
    """Text of a file in the encoding that the request names. Raises `ServiceError`."""
    name = (encoding or "UTF-8").lower()
    if name not in ENCODINGS:
        raise failure(failures.SAMPLE_UNFIT, f"encoding {encoding} is not supported")
    try:
        return data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError:
        raise failure(failures.SAMPLE_UNFIT, f"the file is no text in {encoding or 'UTF-8'}") from None
