"""Goes through the files of a folder in the order of their paths, as an object storage service lists them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .object_paths import is_temporary


def walk_folder(root: Path, folder: str, after: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield paths below the root and what the file system knows of them; only those behind ``after``.

    A folder's names are sorted with a slash at their end: ``a.txt`` comes before ``a/b``, as it does in a bucket.
    """
    try:
        with os.scandir(root / folder) as found:
            entries = sorted(((entry.name + "/" * entry.is_dir(), entry) for entry in found), key=lambda pair: pair[0])
    except (FileNotFoundError, NotADirectoryError):
        return
    for name, entry in entries:
        path = f"{folder}/{name}" if folder else name
        if name.endswith("/"):
            # All that lies in it sorts between the folder itself and whatever does not start like it.
            if path > after or after.startswith(path):
                yield from walk_folder(root, path[:-1], after)
        elif path > after and not is_temporary(name):
            try:
                yield path, entry.stat()
            except FileNotFoundError:
                continue  # it was removed while we looked
