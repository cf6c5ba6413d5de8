from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_parameters_and_headers_say_what_they_are(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        """
        /a:
          get:
            parameters:
              - {name: a, in: query, description: A, schema: {}}
              - {name: b, in: query, schema: {}}
              - $ref: '#/components/parameters/C'
            responses: {'200': {description: Ok, headers: {X-Id: {schema: {}}}}}
        """,
        "parameters: {C: {name: c, in: query, schema: {}}}",
    )
    assert lint(bundled, "parameter-description") == [
        (8, "the parameter 'b' has no description"),
        (12, "the parameter 'c' has no description"),
        (10, "the header 'X-Id' has no description"),
    ]
