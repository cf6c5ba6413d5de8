"""Rules for the OBS paths that a request names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..object_paths import MAX_KEY_BYTES, MAX_SEGMENT_BYTES
from . import failures
from .failures import failure

if TYPE_CHECKING:
    from ..objects import ObjectStore

WORK_PATH_LIMIT: Final = 700
_SCHEME: Final = re.compile(r"^(?:obs|s3)://")
# The documents allow letters, digits, "-", "_" and "/"; their own examples of objects need more.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
_BUCKET: Final = re.compile(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")


def read_folder(path: str, what: str) -> str:
    """Check the path of a folder and return it as ``/bucket/folder/``; raises `ServiceError`."""
    path = "/" + _SCHEME.sub("", path).lstrip("/") if _SCHEME.match(path) else path
    if "//" in path:
        raise failure(failures.PATH_DOUBLE_SLASH, f"{what} contains //")
    if not path.startswith("/") or _CONTROL.search(path):
        raise failure(failures.PATH_INVALID, f"{what} is no /bucket/folder path of allowed characters")
    bucket, _, folder = path[1:].partition("/")
    if not _BUCKET.match(bucket):
        raise failure(failures.PATH_INVALID, f"{what} names no valid bucket")
    if not folder.strip("/"):
        raise failure(failures.BUCKET_ALONE, what)
    if any(part in (".", "..") for part in folder.split("/")):
        raise failure(failures.PATH_INVALID, f"{what} contains . or ..")
    parts = folder.encode().split(b"/")
    if len(folder.encode()) > MAX_KEY_BYTES or max(map(len, parts)) > MAX_SEGMENT_BYTES:
        raise failure(failures.PATH_INVALID, f"{what} or a part of it is too long")
    return path if path.endswith("/") else path + "/"


def read_file(path: str, what: str) -> str:
    """Check the path of a file and return it as ``/bucket/folder/file``; raises `ServiceError`."""
    if path.endswith("/"):
        raise failure(failures.PATH_INVALID, f"{what} is the path of a folder")
    return read_folder(path, what)[:-1]


def check_buckets(objects: ObjectStore, *paths: str) -> None:
    """Refuse paths in buckets that do not exist."""
    for bucket in dict.fromkeys(path.split("/")[1] for path in paths):
        if not objects.exists(f"/{bucket}/"):
            raise failure(failures.BUCKET_MISSING, bucket)


def check_apart(work_path: str, data_path: str) -> None:
    """Refuse an output folder that is the input folder or lies in it."""
    if work_path.startswith(data_path):
        raise failure(failures.PATH_REFUSED, "the output path is the input path or lies below it")


def read_work_path(path: str) -> str:
    """Check the output folder of a dataset and return it with its final slash."""
    if len(path) > WORK_PATH_LIMIT:
        raise failure(failures.PATH_TOO_LONG)
    return read_folder(path, "work_path")
