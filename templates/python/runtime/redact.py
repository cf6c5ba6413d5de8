"""Keeping secrets out of logs, reprs and messages."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from .shapes import is_array, is_object

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-auth-token",
        "x-security-token",
        "x-subject-token",
    }
)
HIDDEN = "***"

_SECRET_FIELD = re.compile(
    r"passw|passcode|secret|token|private_?key|credential|^(sk|secret_access_key)$", re.IGNORECASE
)


def is_secret_field(name: str) -> bool:
    """Tell whether a field or parameter of this name holds a secret."""
    return _SECRET_FIELD.search(name) is not None


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return a copy of headers with the secret ones hidden."""
    return {name: HIDDEN if _is_secret_header(name) else value for name, value in headers.items()}


def _is_secret_header(name: str) -> bool:
    return name.lower() in SECRET_HEADERS or is_secret_field(name)


def redact_query(query: str) -> str:
    """Hide the values of secret parameters in an encoded query."""
    pairs = (pair.partition("=") for pair in query.split("&"))
    return "&".join(
        f"{name}={HIDDEN}" if is_secret_field(name) else f"{name}{sign}{value}" for name, sign, value in pairs
    )


_HEADER_IN_TEXT = re.compile(rf"\b({'|'.join(sorted(SECRET_HEADERS))}):[^|\r\n]+", re.IGNORECASE)


def redact_text(text: str) -> str:
    """Hide the values of secret headers that a text quotes, as a canonical request does."""
    return _HEADER_IN_TEXT.sub(rf"\1:{HIDDEN}", text)


def redact_data(data: Any) -> Any:
    """Return a copy of decoded JSON with the values of secret fields hidden."""
    if isinstance(data, str):
        return redact_text(data)
    if is_object(data):
        return {str(k): HIDDEN if is_secret_field(str(k)) else redact_data(v) for k, v in data.items()}
    if is_array(data):
        return [redact_data(item) for item in data]
    return data


def package_logger() -> logging.Logger:
    """Return the package's logger (named after the package that holds the runtime)."""
    return logging.getLogger((__package__ or __name__).rpartition(".")[0] or __package__)


class HeaderFilter(logging.Filter):
    """Hides secret headers in the debug records of httpcore2, which print the headers of each reply."""

    _PAIR = re.compile(r"(b'(?:" + "|".join(sorted(SECRET_HEADERS)) + r")', )b(?:'[^']*'|\"[^\"]*\")", re.IGNORECASE)

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; never drop it."""
        text = record.getMessage()
        hidden = self._PAIR.sub(rf"\1b'{HIDDEN}'", text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True


_FILTER = HeaderFilter()


def hide_secrets_of_httpcore() -> None:
    """Put the filter on the loggers of httpcore2 (once, however often this is called)."""
    for name in ("httpcore2.http11", "httpcore2.http2", "httpcore2.proxy"):
        logging.getLogger(name).addFilter(_FILTER)
