from __future__ import annotations

from pathlib import Path

from modelarts_generator.lint.missing_error_responses import STATUSES

from tests.generator.trees import document, lint


def test_every_operation_lists_every_error(tmp_path: Path) -> None:
    full = ", ".join(f"'{status}': {{description: Error}}" for status in STATUSES)
    bundled = document(
        tmp_path,
        f"""
        /a:
          get: {{operationId: A, responses: {{{full}}}}}
          put:
            operationId: B
            responses: {{'200': {{description: Ok}}, '404': {{description: None}}}}
          post: {{operationId: C}}
        """,
    )
    assert lint(bundled, "missing-error-responses") == [
        (8, "B lacks 400, 401, 403, 409, 429, 500"),
        (9, "C lacks 400, 401, 403, 404, 409, 429, 500"),
    ]
