from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.trees import document, lint


@pytest.mark.parametrize(
    ("editions", "message"),
    [
        ("['2022-04', '2025-08']", ""),
        ("null", "A has no x-documented-in"),
        ("[]", "A has no x-documented-in"),
        ("[2022]", "editions are written as year and month"),
        ("['2022-13']", "editions are written as year and month"),
        ("['2025-08', '2022-04']", "the editions are not in order, oldest first, once each"),
        ("['2025-08', '2025-08']", "the editions are not in order, oldest first, once each"),
    ],
)
def test_editions_are_listed_in_order(editions: str, message: str, tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        f"""
        /a:
          get:
            operationId: A
            x-documented-in: {editions}
        """,
    )
    assert [found for _, found in lint(bundled, "documented-in")] == ([message] if message else [])
