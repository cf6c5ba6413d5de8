"""Serves the reference site, so that the pages' console reaches the emulator at the pages' own origin."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from ..pipeline import Answer
from .messages import ControlCall, ControlError

PATH: Final = "/site"
_ALLOWED: Final = (b"allow", b"GET, HEAD")
#: What a browser needs to be told and the machine's own table of types may not know.
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".yaml": "application/yaml",
}


def answer_site(call: ControlCall, raw_path: str) -> Answer:
    """Answer a request for a file of the site; `raw_path` is what follows `/_emulator/site`."""
    folder, method = call.emulator.config.site, call.request.method
    if folder is None:
        raise ControlError(404, "there is no site here; serve one by `modelarts-emulator serve --site DIR`")
    if method not in ("GET", "HEAD"):
        raise ControlError(405, "the site can be read only", (_ALLOWED,))
    if not raw_path:
        # Links of the pages are relative to a folder.
        return Answer(308, [(b"location", f"/_emulator{PATH}/".encode())], b"")
    file = _find(folder, raw_path)
    stat = file.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'.encode()
    headers = [(b"etag", etag), (b"cache-control", b"no-cache"), (b"x-content-type-options", b"nosniff")]
    if call.request.header(b"if-none-match") == etag.decode():
        return Answer(304, headers, None)
    headers.append((b"content-type", _type_of(file).encode()))
    if method == "HEAD":
        return Answer(200, [*headers, (b"content-length", str(stat.st_size).encode())], None)
    return Answer(200, headers, file.read_bytes())


def _find(folder: Path, raw_path: str) -> Path:
    """Return the file that a path names; raises ControlError where there is none inside the folder."""
    root = folder.resolve()
    try:
        file = (root / unquote(raw_path, errors="strict").lstrip("/")).resolve()
        if file.is_dir():
            file /= "index.html"
        if file.resolve().is_relative_to(root) and file.is_file():
            return file
    except (ValueError, OSError):  # no text, or no name that a file can have
        pass
    raise ControlError(404, "the site has no such page")


def _type_of(file: Path) -> str:
    return _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
