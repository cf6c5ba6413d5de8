"""Finding samples: what to look for, conditions for it, and pages of what is found."""

from __future__ import annotations

from .criteria import SampleCriteria, read_conditions, read_query
from .pages import SampleRow, list_page
from .where import where_samples

__all__ = ["SampleCriteria", "SampleRow", "list_page", "read_conditions", "read_query", "where_samples"]
