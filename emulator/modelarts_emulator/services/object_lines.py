"""Writes an object piece by piece, so that it is never in memory as a whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..objects import ObjectStore
    from .version_files import Write


@contextmanager
def write_lines(objects: ObjectStore, path: str) -> Iterator[Write]:
    """Give a function that takes the object's bytes; it is there when the block ends, unless the block raises."""
    with tempfile.TemporaryFile() as file:
        yield file.write
        file.seek(0)
        objects.write(path, file.read())
