from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_operations_say_what_they_do(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        """
        /a:
          get: {operationId: A, summary: Get, description: Gets., responses: {}}
          put: {operationId: B, description: ' ', responses: {}}
        """,
    )
    assert lint(bundled, "operation-description") == [(6, "B has no summary"), (6, "B has no description")]
