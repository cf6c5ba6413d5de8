"""Identifiers in the service's own forms, random or repeatable."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import Any

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_TO_LETTERS = bytes(_LETTERS[byte % len(_LETTERS)] for byte in range(256))


class Ids:
    """Makes identifiers. With a seed, the n-th one is the same in every run.

    `epoch` tells runs on the same store apart, so that a restarted emulator does not repeat itself.
    """

    def __init__(self, seed: int | None = None, epoch: int = 1) -> None:
        self._key = None if seed is None else hashlib.blake2b(str(seed).encode(), digest_size=32).digest()
        self._epoch = epoch
        self._count = 0
        self._lock = threading.Lock()

    @property
    def seeded(self) -> bool:
        """Whether the identifiers are repeatable."""
        return self._key is not None

    def short(self) -> str:
        """Return 20 letters and digits, the form of dataset and version ids."""
        return self._next()[:20].translate(_TO_LETTERS).decode()

    def hex32(self) -> str:
        """Return 32 hexadecimal digits, the form of project, user, task and sample ids."""
        return self._next()[:16].hex()

    def number(self, below: int) -> int:
        """Return a number from 0 to `below` - 1."""
        return int.from_bytes(self._next()[:8], "big") % below

    def save(self) -> dict[str, int]:
        """Return where the sequence stands."""
        return {"epoch": self._epoch, "count": self._count}

    def restore(self, state: dict[str, Any] | None = None) -> None:
        """Go back to a saved place in the sequence, or to its beginning."""
        with self._lock:
            self._epoch = state["epoch"] if state else 1
            self._count = state["count"] if state else 0

    def _next(self) -> bytes:
        if self._key is None:
            return os.urandom(32)
        with self._lock:
            self._count += 1
            count = self._count
        return hashlib.blake2b(f"{self._epoch}:{count}".encode(), key=self._key, digest_size=32).digest()
