"""The files of the emulated object storage service: `/bucket/key` paths over a folder or an S3-compatible server."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import IO, TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError, NotFoundError

from .object_folders import walk_folder
from .object_paths import ObjectError, ObjectMissingError, ObjectPathError, split_object_path, split_path

if TYPE_CHECKING:
    from obstore import GetOptions, GetResult, ObjectMeta
    from obstore.store import LocalStore, S3Store

__all__ = ["ObjectEntry", "ObjectError", "ObjectMissingError", "ObjectPathError", "ObjectStore"]

#: How much is read at a time, and how many requests ask for many objects at once.
PIECE_BYTES = 4 * 1024 * 1024
REQUESTS = 32
#: Where the copies of a snapshot live; no bucket can have this name.
SNAPSHOTS = ".snapshots"


@dataclass(frozen=True, slots=True)
class ObjectEntry:
    """One object. `key` is the path inside the bucket, `path` is `/bucket/key`; `size` in bytes."""

    path: str
    key: str
    size: int
    modified_ms: int
    etag: str


class ObjectStore:
    """Where objects live. All paths are `/bucket/key`; a path that ends in `/` is a prefix (a "folder").

    Methods raise ObjectPathError for a bad path and ObjectError when the store does not answer.
    `now_ms` dates new objects of a folder, so that runs under a manual clock repeat exactly.
    """

    def __init__(
        self,
        find: Callable[[str], LocalStore | S3Store],
        root: str,
        *,
        folder: Path | None = None,
        owned: bool = True,
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        self._find = find
        self._root = root
        self._folder = folder
        self._now_ms = now_ms
        #: Whether the emulator may empty the store: false where the buckets belong to somebody else.
        self.owned = owned

    def list(self, prefix: str, after: str = "") -> Iterator[ObjectEntry]:
        """Yield the objects below a prefix, in order of their paths; `/bucket/a/` does not match `/bucket/ab`.

        ``after`` is a path to go on behind. At most one folder's names are held in memory at a time.
        """
        bucket, key = split_path(prefix)
        inner = self._inner(bucket, key).rstrip("/")
        start = self._inner(*split_path(after)) if after else ""
        if self._folder is not None:
            yield from (self._local_entry(bucket, *found) for found in walk_folder(self._folder, inner, start))
            return
        for meta in _walk(self._find(bucket), inner, start):
            yield self._entry(bucket, meta)

    def exists(self, path: str) -> bool:
        """Tell whether there is an object at this path, or any below it when the path ends in `/`."""
        bucket, key = split_path(path)
        if not key or key.endswith("/"):
            if self._folder is not None:
                return _holds_files(self._folder / self._inner(bucket, key))
            return next(self._entries(bucket, key), None) is not None
        try:
            self.head(path)
        except ObjectMissingError:
            return False
        return True

    def head(self, path: str) -> ObjectEntry:
        """Return an object's size and time; raises ObjectMissingError."""
        bucket, key = split_object_path(path)
        meta: ObjectMeta = _ask(obstore.head, self._find(bucket), self._inner(bucket, key))
        return self._entry(bucket, meta)

    def look_up(self, paths: Sequence[str]) -> dict[str, ObjectEntry | None]:
        """Sizes and times of many objects at once, `None` for those that are not there; bad paths are left out."""
        good = {path: found for path in paths if (found := _split_or_none(path)) is not None}
        if self._folder is not None:
            return {path: self._stat(*found) for path, found in good.items()}
        with ThreadPoolExecutor(REQUESTS) as pool:
            return dict(zip(good, pool.map(self._head_or_none, good), strict=True))

    def _head_or_none(self, path: str) -> ObjectEntry | None:
        try:
            return self.head(path)
        except ObjectMissingError:
            return None

    def _stat(self, bucket: str, key: str) -> ObjectEntry | None:
        try:
            held = os.stat(f"{self._folder}/{bucket}/{key}")  # noqa: PTH116 - a Path for each of a million costs more
        except OSError:
            return None
        return self._local_entry(bucket, f"{bucket}/{key}", held) if S_ISREG(held.st_mode) else None

    def read(self, path: str) -> bytes:
        """Return an object's bytes; raises ObjectMissingError."""
        bucket, key = split_object_path(path)
        return bytes(_ask(_get_bytes, self._find(bucket), self._inner(bucket, key)))

    def open_read(self, path: str, start: int = 0) -> Iterator[bytes]:
        """Yield an object's bytes from a place on, some MiB at a time; raises ObjectMissingError."""
        bucket, key = split_object_path(path)
        if start and self.head(path).size <= start:
            return
        options = {"range": {"offset": start}} if start else None
        result = _ask(_open, self._find(bucket), self._inner(bucket, key), options)
        pieces = iter(result.stream(min_chunk_size=PIECE_BYTES))
        while (piece := _ask(next, pieces, None)) is not None:
            yield bytes(piece)

    def write(self, path: str, data: bytes) -> ObjectEntry:
        """Create or replace an object, all of it or nothing."""
        return self._put(path, data)

    def write_stream(self, path: str, pieces: Iterable[bytes]) -> ObjectEntry:
        """Create or replace an object from pieces, all of it or, where making one raises, nothing."""
        # The library cannot read one object while it writes another: a file stands in between.
        with tempfile.TemporaryFile() as file:
            file.writelines(pieces)
            file.seek(0)
            return self._put(path, file)

    def _put(self, path: str, data: bytes | IO[bytes]) -> ObjectEntry:
        bucket, key = split_object_path(path)
        inner = self._inner(bucket, key)
        _ask(obstore.put, self._find(bucket), inner, data)
        self._date(inner)
        return self.head(path)

    def delete(self, path: str) -> bool:
        """Remove an object, or all below a path that ends in `/`; return whether there was any."""
        bucket, key = split_path(path)
        if key and not key.endswith("/"):
            inner = [self._inner(bucket, key)] if self.exists(path) else []
        else:
            inner = [self._inner(bucket, entry.key) for entry in self._entries(bucket, key)]
        if inner:
            _ask(obstore.delete, self._find(bucket), inner)
        return bool(inner)

    def copy(self, source: str, target: str) -> ObjectEntry:
        """Copy an object; raises ObjectMissingError."""
        return self.write_stream(target, self.open_read(source))

    def buckets(self) -> Sequence[str]:
        """Return the buckets that hold anything; raises ObjectError where they belong to somebody else."""
        self._check_owned()
        found = obstore.list_with_delimiter(self._find(""), self._root or None)
        names = [str(prefix).rstrip("/").rpartition("/")[2] for prefix in found["common_prefixes"]]
        return sorted(name for name in names if not name.startswith("."))

    def clear(self) -> None:
        """Remove all objects; raises ObjectError where the buckets belong to somebody else."""
        for bucket in self.buckets():
            self.delete(f"/{bucket}/")

    def save(self, name: str) -> None:
        """Copy all objects aside under a snapshot's name, in place of an older one."""
        self._check_owned()
        self.forget(name)
        for bucket in self.buckets():
            for entry in self._entries(bucket, ""):
                data = _ask(_get_bytes, self._find(bucket), self._inner(bucket, entry.key))
                aside = f"{self._snapshot(name)}/{bucket}/{entry.key}"
                _ask(obstore.put, self._find(""), aside, data)
                self._date(aside, entry.modified_ms)

    def restore(self, name: str) -> None:
        """Replace all objects by those of a snapshot."""
        self.clear()
        base = self._snapshot(name)
        for meta in _walk(self._find(""), base):
            inner = self._root + meta["path"][len(base) + 1 :]
            _ask(obstore.put, self._find(""), inner, _ask(_get_bytes, self._find(""), meta["path"]))
            self._date(inner, _milliseconds(meta))

    def forget(self, name: str) -> None:
        """Remove a snapshot's copies."""
        paths = [meta["path"] for meta in _walk(self._find(""), self._snapshot(name))]
        if paths:
            _ask(obstore.delete, self._find(""), paths)

    def _entries(self, bucket: str, key: str) -> Iterator[ObjectEntry]:
        for meta in _walk(self._find(bucket), self._inner(bucket, key).rstrip("/")):
            yield self._entry(bucket, meta)

    def _entry(self, bucket: str, meta: ObjectMeta) -> ObjectEntry:
        # A store per bucket lists keys only, a shared one has the bucket in front of them.
        inner = meta["path"]
        key = inner[len(self._root) + len(bucket) + 1 :] if self.owned else inner
        modified_ms = _milliseconds(meta)
        # A folder's own tags hold inode numbers, which differ from run to run.
        etag = f'"{meta["size"]:x}-{modified_ms:x}"' if self._folder else (meta["e_tag"] or "")
        return ObjectEntry(f"/{bucket}/{key}", key, meta["size"], modified_ms, etag)

    def _local_entry(self, bucket: str, inner: str, held: os.stat_result) -> ObjectEntry:
        modified_ms = round(held.st_mtime_ns / 1_000_000)
        etag = f'"{held.st_size:x}-{modified_ms:x}"'
        return ObjectEntry(f"/{inner}", inner[len(bucket) + 1 :], held.st_size, modified_ms, etag)

    def _inner(self, bucket: str, key: str) -> str:
        return f"{self._root}{bucket}/{key}" if self.owned else key

    def _snapshot(self, name: str) -> str:
        return f"{self._root}{SNAPSHOTS}/{name}"

    def _date(self, inner: str, at_ms: int | None = None) -> None:
        if self._folder is not None and self._now_ms is not None:
            seconds = (self._now_ms() if at_ms is None else at_ms) / 1000
            os.utime(self._folder / inner, (seconds, seconds))

    def _check_owned(self) -> None:
        if not self.owned:
            raise ObjectError("the buckets belong to the S3 server; give s3://bucket/prefix to have a place of our own")


def _split_or_none(path: str) -> tuple[str, str] | None:
    try:
        return split_object_path(path)
    except ObjectPathError:
        return None


def _holds_files(folder: Path | str) -> bool:
    # Starting a listing takes several times as long as meeting the first file.
    try:
        with os.scandir(folder) as entries:
            return any(not entry.is_dir() or _holds_files(entry.path) for entry in entries)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _walk(store: LocalStore | S3Store, prefix: str, after: str = "") -> Iterator[ObjectMeta]:
    try:
        for chunk in obstore.list(store, prefix or None, offset=after or None, chunk_size=1000):
            yield from chunk
    except FileNotFoundError:
        return
    except (BaseError, OSError) as error:
        raise ObjectError(_first_line(error)) from error


def _open(store: LocalStore | S3Store, path: str, options: GetOptions | None) -> GetResult:
    return obstore.get(store, path, options=options)


def _get_bytes(store: LocalStore | S3Store, path: str) -> bytes:
    return bytes(obstore.get(store, path).bytes())


def _ask(function: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except (FileNotFoundError, NotFoundError):
        raise ObjectMissingError(f"there is no object {arguments[1]}") from None
    except ValueError as error:
        raise ObjectPathError(_first_line(error)) from None
    except (BaseError, OSError) as error:
        raise ObjectError(_first_line(error)) from error


def _milliseconds(meta: ObjectMeta) -> int:
    return round(meta["last_modified"].timestamp() * 1000)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
