from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow tests first: at the end, one worker would be left with them while the others have nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
