"""Cuts files into lines while they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from .annotations import FormatError

#: Longest line of a manifest, in bytes: a text of the longest kind with very many labels.
LINE_LIMIT: Final = 16 * 1024 * 1024


def split_lines(pieces: Iterable[bytes], limit: int = LINE_LIMIT) -> Iterator[bytes]:
    """Yield lines without their line ends. Raises `FormatError` for a line that is longer than the limit."""
    rest = b""
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        if len(rest) > limit:
            raise FormatError(f"a line is longer than {limit} bytes")
        yield from lines
    if rest:
        yield rest
