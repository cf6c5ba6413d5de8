"""One module per group of operations; a handler translates between HTTP and a service, nothing more."""

from __future__ import annotations

from typing import Final

#: Operations that are described and have no handler yet: they answer 501. This list only shrinks.
NOT_IMPLEMENTED: Final[frozenset[str]] = frozenset()
