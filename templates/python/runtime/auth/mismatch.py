"""Finding out why a signature did not match: the gateway may tell the canonical request that it computed."""

from __future__ import annotations

import re
from typing import Any

from ..messages import Request, Response
from ..redact import HIDDEN, is_secret_field
from ..shapes import is_object
from .signing import canonical_request, headers_to_sign

_PARTS = ("method", "path", "query")
_SECRET_LINES = ("authorization:", "x-auth-token:", "x-security-token:", "x-subject-token:", "cookie:")


def describe_mismatch(request: Request, response: Response) -> str | None:
    """Return which lines differ between the server's canonical request and ours, or None when it told none."""
    try:
        body: Any = response.json()
    except ValueError:
        return None
    theirs = _find_canonical(body, request.method.upper())
    if theirs is None:
        return None
    headers, signed = headers_to_sign(request)
    signed = [name for name in signed if name != "authorization"]
    ours = canonical_request(request, headers, signed).split("\n")
    return _compare(ours, theirs)


def _find_canonical(body: Any, method: str) -> list[str] | None:
    texts: list[str] = [text for text in body.values() if isinstance(text, str)] if is_object(body) else []
    for text in texts:
        found = re.search(rf"(?<![A-Za-z]){method}\|(/.*)", text, re.DOTALL)
        if found:
            # Six parts, of which the header block ends in LF itself: an empty line stands before the names.
            line = re.match(
                r"(.*\|[A-Za-z0-9;_-]*\|(?:[0-9a-f]{64}|UNSIGNED-PAYLOAD))", f"{method}|{found[1]}", re.DOTALL
            )
            return (line[1] if line else f"{method}|{found[1]}").split("|")
    return None


def _compare(ours: list[str], theirs: list[str]) -> str:
    if ours == theirs:
        return "The server computed the same canonical request, so the secret key is not the one it knows."
    names = _name_lines(ours)
    if len(ours) != len(theirs):
        return _compare_headers(ours, theirs)
    differing = [
        f"{name} (server {_show(name, their)}, client {_show(name, our)})"
        for name, our, their in zip(names, ours, theirs, strict=True)
        if our != their
    ]
    return "The signed request differs from what the server received in: " + "; ".join(differing)


def _compare_headers(ours: list[str], theirs: list[str]) -> str:
    missing = [_name_of(line) for line in ours if line not in theirs]
    added = [_name_of(line) for line in theirs if line not in ours]
    return f"The signed request differs from what the server received: only here {missing}, only there {added}"


def _name_lines(lines: list[str]) -> list[str]:
    names = [*_PARTS, *(f"header {_name_of(line)}" for line in lines[3:])]
    names[-1], names[-2] = "body hash", "signed headers"
    return names


def _name_of(line: str) -> str:
    return _hide(line) if len(line) < 80 and ":" not in line else line.partition(":")[0][:80]


def _hide(text: str) -> str:
    return HIDDEN if text.lower().startswith(_SECRET_LINES) else text


def _show(name: str, text: str) -> str:
    if is_secret_field(name) or _hide(text) == HIDDEN:
        return HIDDEN
    if name == "query":
        from ..redact import redact_query

        text = redact_query(text)
    return repr(text if len(text) <= 300 else text[:300] + "…")
