"""Signs requests the way a client does; written apart from the emulator's own check."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote


def sign(
    method: str,
    url_path: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    query: str = "",
    access: str = "DEMOACCESSKEY",
    secret: str = "demo-secret-key",  # noqa: S107
    date: str | None = None,
) -> dict[str, str]:
    """Return the headers with X-Sdk-Date and Authorization added."""
    date = date or datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    signed = {name.lower(): value.strip() for name, value in {**headers, "X-Sdk-Date": date}.items()}
    names = sorted(signed)
    path = "/".join(quote(part, safe="") for part in unquote(url_path).split("/"))
    pairs = sorted(tuple(part.partition("=")[::2]) for part in query.split("&") if part)
    canonical = "\n".join(
        [
            method,
            path if path.endswith("/") else path + "/",
            "&".join(f"{quote(unquote(name), safe='')}={quote(unquote(value), safe='')}" for name, value in pairs),
            "".join(f"{name}:{signed[name]}\n" for name in names),
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ]
    )
    text = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    authorization = f"SDK-HMAC-SHA256 Access={access}, SignedHeaders={';'.join(names)}, Signature={signature}"
    return {**headers, "X-Sdk-Date": date, "Authorization": authorization}
