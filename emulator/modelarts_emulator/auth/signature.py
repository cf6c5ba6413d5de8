"""Checks requests that are signed with an access key (SDK-HMAC-SHA256)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from ..asgi import Request
    from .directory import Directory
    from .identity import AccessKey

ALGORITHM = "SDK-HMAC-SHA256"
#: How far a request's date may be from ours, in seconds.
MAX_SKEW_SECONDS = 15 * 60

_HEADER = re.compile(rf"{ALGORITHM} +Access=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9A-Fa-f]+)\s*")
_UNRESERVED = "~"


class SignatureError(Exception):
    """The signature cannot be accepted; the message says why, in a form that may be sent to the client."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """The parts of the Authorization header."""

    access: str
    signed_headers: tuple[str, ...]
    signature: str


def parse_authorization(value: str) -> Authorization:
    """Read an Authorization header; raises SignatureError."""
    match = _HEADER.fullmatch(value)
    if match is None:
        raise SignatureError(
            f"the Authorization header is not of the form {ALGORITHM} Access=, SignedHeaders=, Signature="
        )
    return Authorization(match[1], tuple(match[2].split(";")), match[3].lower())


def verify_signature(request: Request, directory: Directory, wall_seconds: float) -> AccessKey:
    """Return the key that signed the request; raises SignatureError, with the canonical request on a mismatch."""
    authorization = parse_authorization(request.header(b"authorization") or "")
    date = request.header(b"x-sdk-date")
    if not date:
        raise SignatureError("the X-Sdk-Date header is missing")
    if "x-sdk-date" not in authorization.signed_headers:
        raise SignatureError("X-Sdk-Date is not among the signed headers")
    if abs(_parse_date(date) - wall_seconds) > MAX_SKEW_SECONDS:
        raise SignatureError(f"the request's date {date} is more than 15 minutes off, or the request has expired")
    key = directory.find_key(authorization.access)
    if key is None:
        raise SignatureError(f"there is no access key {authorization.access}")
    if key.security_token and not hmac.compare_digest(
        (request.header(b"x-security-token") or "").encode(), key.security_token.encode()
    ):
        raise SignatureError("the X-Security-Token header does not belong to this temporary access key")
    canonical = canonical_request(request, authorization.signed_headers)
    expected = sign(canonical, date, key.secret)
    if not hmac.compare_digest(expected, authorization.signature):
        shown = canonical.replace("\n", "|")
        raise SignatureError(f"verify aksk signature fail, canonicalRequest:{shown}")
    return key


def sign(canonical: str, date: str, secret: str) -> str:
    """Return the signature of a canonical request, in hexadecimal digits."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.digest(secret.encode(), f"{ALGORITHM}\n{date}\n{digest}".encode(), "sha256").hex()


def canonical_request(request: Request, signed_headers: Sequence[str]) -> str:
    """Return the text that the signature is made over; raises SignatureError when a signed header is missing."""
    lines = []
    for name in signed_headers:
        value = request.header(name.encode())
        if value is None:
            raise SignatureError(f"the signed header {name} is missing")
        lines.append(f"{name}:{value.strip()}\n")
    return "\n".join(
        (
            request.method,
            _canonical_path(request.raw_path.decode("ascii", "replace")),
            _canonical_query(request.query_string.decode("ascii", "replace")),
            "".join(lines),
            ";".join(signed_headers),
            _payload_hash(request),
        )
    )


def _payload_hash(request: Request) -> str:
    declared = request.header(b"x-sdk-content-sha256")
    if request.body and declared == "UNSIGNED-PAYLOAD":
        return declared
    return hashlib.sha256(request.body).hexdigest()


def _canonical_path(raw_path: str) -> str:
    path = "/".join(quote(segment, safe=_UNRESERVED) for segment in unquote(raw_path).split("/"))
    return path if path.endswith("/") else path + "/"


def _canonical_query(raw_query: str) -> str:
    pairs = []
    for part in raw_query.split("&"):
        if part:
            name, _, value = part.partition("=")
            # A plus sign stays one: signers never write a space so.
            pairs.append((unquote(name), unquote(value)))
    return "&".join(
        f"{quote(name, safe=_UNRESERVED)}={quote(value, safe=_UNRESERVED)}" for name, value in sorted(pairs)
    )


def _parse_date(text: str) -> float:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise SignatureError(f"the date {text!r} is not of the form YYYYMMDDTHHMMSSZ") from None
