"""Opens the object store that an address names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .object_paths import ObjectError
from .objects import ObjectStore

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store

_OPTIONS = ("endpoint", "region", "path_style", "access_key", "secret_key")


def open_objects(address: str, now_ms: Callable[[], int] | None = None) -> ObjectStore:
    """Open a folder, `s3://bucket/prefix?endpoint=…` (everything below that prefix), or `s3://?endpoint=…`.

    In the last form the buckets of the paths are the server's own, and the emulator never empties them.
    Options: `endpoint`, `region`, `path_style` (true by default), `access_key`, `secret_key`; the keys are
    better given as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment. Raises ObjectError.
    """
    if address.startswith("s3:"):
        return _open_s3(address)
    folder = Path(address.removeprefix("file://")).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ObjectError(f"cannot use {folder} for objects: {error.strerror}") from error
    from obstore.store import LocalStore

    store = LocalStore(folder, automatic_cleanup=True)
    return ObjectStore(lambda _bucket: store, "", folder=folder, now_ms=now_ms)


def _open_s3(address: str) -> ObjectStore:
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        raise ObjectError(f"unknown option {unknown[0]!r} in the object store's address; known: {', '.join(_OPTIONS)}")
    if parts.netloc:
        store = _open_bucket(parts.netloc, options)
        prefix = parts.path.strip("/")
        return ObjectStore(lambda _bucket: store, f"{prefix}/" if prefix else "")
    opened: dict[str, S3Store] = {}

    def find(bucket: str) -> S3Store:
        if bucket not in opened:
            opened[bucket] = _open_bucket(bucket, options)
        return opened[bucket]

    return ObjectStore(find, "", owned=False)


def _open_bucket(bucket: str, options: dict[str, str]) -> S3Store:
    from obstore.store import S3Store

    config: S3Config = {
        "virtual_hosted_style_request": options.get("path_style", "true").lower() in ("false", "0", "no"),
    }
    if "endpoint" in options:
        config["endpoint"] = options["endpoint"]
    if "region" in options:
        config["region"] = options["region"]
    if "access_key" in options:
        config["access_key_id"] = options["access_key"]
    if "secret_key" in options:
        config["secret_access_key"] = options["secret_key"]
    try:
        return S3Store(bucket, config=config, client_options={"allow_http": True})
    except Exception as error:
        raise ObjectError(f"cannot use the bucket {bucket}: {str(error).splitlines()[0]}") from error
