"""Download addresses that expire."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from .clock import Clock

#: Where the control surface serves objects.
OBJECTS_PATH = "/_emulator/objects"


class Links:
    """Makes and checks signed addresses below `/_emulator/objects/`."""

    def __init__(self, clock: Clock, key: bytes) -> None:
        self._clock = clock
        self._key = key

    def sign(self, base_url: str, path: str, seconds: int = 3600) -> str:
        """Return an address for the object at `path`, valid for `seconds` by the emulator's clock."""
        expires = self._clock.now_ms() // 1000 + seconds
        signature = self._signature(path, expires)
        return f"{base_url}{OBJECTS_PATH}{quote(path)}?Expires={expires}&Signature={signature}"

    def is_valid(self, path: str, expires: str, signature: str) -> bool:
        """Tell whether a signature was made by us for this path and has not expired."""
        # int() would take other scripts' digits and underscores as well.
        if not (expires.isascii() and expires.isdigit() and len(expires) < 16 and signature.isascii()):
            return False
        if not hmac.compare_digest(self._signature(path, int(expires)), signature):
            return False
        return int(expires) >= self._clock.now_ms() // 1000

    def _signature(self, path: str, expires: int) -> str:
        return hmac.digest(self._key, f"{path}\n{expires}".encode(), "sha256").hex()
