"""Checks and splits `/bucket/key` paths."""

from __future__ import annotations

import re

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# Control characters are legal in no file name that we want, and a backslash separates folders on Windows.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")
# The folder's own temporary files end like this, and listing hides them.
_TEMPORARY = re.compile(r"#\d+$")

# Nearly all keys are like this: plain characters in segments that are not too long and start with no dot.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_. -]{0,249}/)*(?:[A-Za-z0-9_-][A-Za-z0-9_. -]{0,249})?")

MAX_KEY_BYTES = 1024
MAX_SEGMENT_BYTES = 250


class ObjectError(Exception):
    """The object store refused: a bad path, a missing object, a server that does not answer."""


class ObjectPathError(ObjectError, ValueError):
    """The path is no `/bucket/key`, or would leave the store."""


class ObjectMissingError(ObjectError, LookupError):
    """There is no object at this path."""


def split_path(path: str) -> tuple[str, str]:
    """Split `/bucket/key` into bucket and key; the key may be empty, or end in `/` for a prefix.

    Raises ObjectPathError for anything that is not such a path, `..` and empty segments included.
    """
    if not path.startswith("/"):
        raise ObjectPathError(f"{path!r} does not start with /")
    bucket, _, key = path[1:].partition("/")
    if not _BUCKET.fullmatch(bucket):
        raise ObjectPathError(f"{bucket!r} is no bucket name")
    if key:
        _check_key(key)
    return bucket, key


def split_object_path(path: str) -> tuple[str, str]:
    """Split the path of one object; raises ObjectPathError for a bucket or a prefix."""
    bucket, key = split_path(path)
    if not key or key.endswith("/"):
        raise ObjectPathError(f"{path!r} names no object")
    return bucket, key


def _check_key(key: str) -> None:
    if len(key) <= MAX_KEY_BYTES and _PLAIN.fullmatch(key):
        return
    if len(key.encode()) > MAX_KEY_BYTES:
        raise ObjectPathError(f"the key is longer than {MAX_KEY_BYTES} bytes")
    if _FORBIDDEN.search(key):
        raise ObjectPathError(f"{key!r} has a backslash or a control character")
    for segment in key.removesuffix("/").split("/"):
        if segment in ("", ".", ".."):
            raise ObjectPathError(f"{key!r} has an empty or a relative segment")
        if len(segment.encode()) > MAX_SEGMENT_BYTES or _TEMPORARY.search(segment):
            raise ObjectPathError(f"the name {segment[:40]!r} cannot be stored")


def is_temporary(name: str) -> bool:
    """Whether a file is one that is still being written."""
    return _TEMPORARY.search(name) is not None
