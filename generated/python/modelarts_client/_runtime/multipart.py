"""Bodies that are not JSON."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from .auth.signing import canonical_query, query_pairs, query_text
from .errors import RequestValidationError
from .shapes import is_series


def write_bytes(body: Any) -> bytes:
    """Return a binary body: bytes, text, or an open file, which is read to its end."""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    raise RequestValidationError(f"The body must be bytes, text or a file, not {type(body).__name__}")


def write_form(body: Mapping[str, Any]) -> bytes:
    """Return a body of media type ``application/x-www-form-urlencoded``."""
    return canonical_query(query_pairs(body)).encode()


def write_multipart(body: Mapping[str, Any], boundary: str | None = None) -> tuple[bytes, str]:
    """Return a body of media type ``multipart/form-data``, and that media type with its boundary.

    A file is bytes, an open file, or a tuple (name, content) or (name, content, media type); a list is a repeated
    field.
    """
    boundary = boundary or secrets.token_hex(16)
    parts: list[bytes] = []
    for name, value in body.items():
        several = is_series(value) and not isinstance(value, tuple)
        items: list[Any] = list(value) if several else [value]
        parts.extend(_part(name, item, boundary) for item in items if item is not None)
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _part(name: str, value: Any, boundary: str) -> bytes:
    file_name: str | None = None
    media: str | None = None
    if is_series(value):
        parts = list(value)
        file_name, value = str(parts[0]), parts[1]
        media = str(parts[2]) if len(parts) > 2 else None
    elif hasattr(value, "read"):
        file_name = PurePath(str(getattr(value, "name", name))).name
    elif isinstance(value, bytes):
        file_name = name
    content = write_bytes(value) if file_name is not None else query_text(value).encode()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quote(name)}"'
    if file_name is not None:
        media = media or mimetypes.guess_type(file_name)[0] or "application/octet-stream"
        head += f'; filename="{_quote(file_name)}"\r\nContent-Type: {_quote(media)}'
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"


def _quote(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
