"""The whole comparison."""

from __future__ import annotations

from ..document import Bundle
from .change import Change, Level
from .comparison import Comparison
from .document import compare_info, compare_servers
from .operations import compare_operations
from .schemas import compare_waiting
from .security import compare_schemes
from .view import View

_ORDER = list(Level)


def compare_documents(old: Bundle, new: Bundle) -> list[Change]:
    """Return what has changed, the worst first, else in the order of the documents."""
    comparison = Comparison()
    before, after = View.of(old), View.of(new)
    compare_info(comparison, before, after)
    compare_servers(comparison, before, after)
    compare_schemes(comparison, before, after)
    compare_operations(comparison, before, after)
    compare_waiting(comparison)
    return sorted(comparison.changes, key=lambda change: _ORDER.index(change.level))
