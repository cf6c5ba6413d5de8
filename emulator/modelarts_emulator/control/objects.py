"""Loads files into the object store over HTTP, and serves them."""

from __future__ import annotations

import mimetypes
from email.utils import formatdate
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..object_paths import split_object_path
from ..pipeline import Answer
from .messages import ControlCall, ControlError, json_answer

if TYPE_CHECKING:
    from ..objects import ObjectEntry

_ALLOWED = (b"allow", b"DELETE, GET, HEAD, PUT")


def answer_object(call: ControlCall, raw_path: str, *, signed: bool) -> Answer:
    """Answer a request to a bucket or an object."""
    path = unquote(raw_path, errors="strict") if raw_path.isascii() else raw_path
    emulator = call.emulator
    method = call.request.method
    if signed and not emulator.backend.links.is_valid(path, call.query.get("Expires", ""), call.query["Signature"]):
        raise ControlError(403, "the address was not signed here, or it has expired")
    if method in ("GET", "HEAD"):
        return _show(call, path, signed=signed)
    if method == "PUT":
        return json_answer(200, _entry(emulator.backend.objects.write(path, call.request.body)))
    if method == "DELETE":
        return _delete(call, path)
    raise ControlError(405, "an object can be read, written and deleted", (_ALLOWED,))


def _show(call: ControlCall, path: str, *, signed: bool) -> Answer:
    objects = call.emulator.backend.objects
    if path in ("", "/"):
        return json_answer(200, {"buckets": list(objects.buckets())})
    if path.endswith("/") or path.count("/") == 1:
        if signed:
            raise ControlError(403, "only objects have signed addresses")
        return json_answer(200, {"objects": [_entry(entry) for entry in objects.list(path)]})
    split_object_path(path)
    entry = objects.head(path)
    headers = [
        (b"content-type", (mimetypes.guess_type(path)[0] or "application/octet-stream").encode()),
        (b"etag", entry.etag.encode()),
        (b"last-modified", formatdate(entry.modified_ms / 1000, usegmt=True).encode()),
        # A file may be a web page: it must not run with the control surface's own origin.
        (b"content-security-policy", b"sandbox"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if call.request.method == "HEAD":
        return Answer(200, [*headers, (b"content-length", str(entry.size).encode())], None)
    return Answer(200, headers, objects.read(path))


def _delete(call: ControlCall, path: str) -> Answer:
    if not call.emulator.backend.objects.delete(path):
        raise ControlError(404, f"there is nothing at {path}")
    return json_answer(204, None)


def _entry(entry: ObjectEntry) -> dict[str, Any]:
    return {"path": entry.path, "size": entry.size, "modified_ms": entry.modified_ms, "etag": entry.etag}
