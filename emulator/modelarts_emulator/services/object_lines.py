"""Writes an object piece by piece, so that it is never in memory as a whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ..objects import PIECE_BYTES

if TYPE_CHECKING:
    from ..objects import ObjectStore
    from .versions.files import Write


@contextmanager
def write_lines(objects: ObjectStore, path: str) -> Iterator[Write]:
    """Give a function that takes the object's bytes; it is there when the block ends, unless the block raises.

    They wait in a file of our own: what makes them may itself read and write objects, which cannot be done
    while another one is on its way.
    """
    with tempfile.TemporaryFile() as file:
        yield file.write
        file.seek(0)
        objects.write_stream(path, iter(partial(file.read, PIECE_BYTES), b""))
