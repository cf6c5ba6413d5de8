"""SDK-HMAC-SHA256: how a request is signed with an access key.

The same canonical query is signed and sent; the canonical path ends in a slash that is not sent.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, unquote_to_bytes

from ..messages import Request

ALGORITHM = "SDK-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
CONTENT_HASH_HEADER = "x-sdk-content-sha256"
SIGNED = ("content-type", "host", CONTENT_HASH_HEADER, "x-domain-id", "x-project-id", "x-sdk-date", "x-security-token")
"""The headers that are signed where present. Others may be changed by proxies on the way."""

_is_plain = re.compile(r"[A-Za-z0-9._~-]*").fullmatch

QueryValue = str | bool | int | float | None | Sequence["QueryValue"]


def encode(text: str | bytes) -> str:
    """Percent-encode everything but ``A-Za-z0-9-._~``, as UTF-8."""
    if isinstance(text, str) and _is_plain(text):
        return text
    return quote(text, safe="~")


def canonical_path(path: str) -> str:
    """Return the path as it is signed: each segment decoded and encoded again, with a closing slash."""
    decoded = unquote_to_bytes(path).split(b"/")
    encoded = "/".join(encode(segment) for segment in decoded)
    return encoded if encoded.endswith("/") else encoded + "/"


def canonical_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return decoded pairs as one string, sorted by name and then by value; it is also what is sent."""
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(pairs))


def query_pairs(values: Mapping[str, QueryValue]) -> list[tuple[str, str]]:
    """Flatten values: a list is a repeated name, a boolean is lower-case, None is left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            pairs.extend((name, query_text(item)) for item in value if item is not None)
        elif value is not None:
            pairs.append((name, query_text(value)))
    return pairs


def query_text(value: object) -> str:
    """Return one query value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def payload_hash(content: bytes, headers: Mapping[str, str]) -> str:
    """Return the hash of the body, or what the caller declared in its place."""
    return headers.get(CONTENT_HASH_HEADER) or hashlib.sha256(content).hexdigest()


def canonical_request(request: Request, headers: Mapping[str, str], signed: Iterable[str]) -> str:
    """Return the text whose hash is signed. The headers' names are lower-case."""
    names = sorted(signed)
    block = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    return "\n".join(
        (
            request.method.upper(),
            canonical_path(request.path),
            request.query,
            block,
            ";".join(names),
            payload_hash(request.content, headers),
        )
    )


def string_to_sign(canonical: str, date: str) -> str:
    """Return the text that the secret key signs."""
    return f"{ALGORITHM}\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def signature(secret: str, text: str) -> str:
    """Sign a text with the secret key itself."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def headers_to_sign(request: Request) -> tuple[dict[str, str], list[str]]:
    """Return all headers by lower-case name, and the names that are signed."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    headers.setdefault("host", request.host)
    return headers, [name for name in SIGNED if name in headers]


def sign(request: Request, access_key: str, secret: str, date: str) -> None:
    """Add ``Host``, ``X-Sdk-Date`` and ``Authorization`` to a request. ``date`` is UTC, as ``YYYYMMDDTHHMMSSZ``."""
    request.headers["Host"] = request.host
    request.headers["X-Sdk-Date"] = date
    headers, signed = headers_to_sign(request)
    canonical = canonical_request(request, headers, signed)
    signed_names = ";".join(sorted(signed))
    value = signature(secret, string_to_sign(canonical, date))
    request.headers["Authorization"] = (
        f"{ALGORITHM} Access={access_key}, SignedHeaders={signed_names}, Signature={value}"
    )
