"""Whether somebody watches, and whether they like colours."""

from __future__ import annotations

import os
from typing import IO, Any

import click


def is_styled(stream: IO[Any]) -> bool:
    """Say whether bold and colours are welcome on a stream."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def styled(text: str, stream: IO[Any], **style: Any) -> str:
    """Return text with a style where that is welcome."""
    return click.style(text, **style) if is_styled(stream) else text
