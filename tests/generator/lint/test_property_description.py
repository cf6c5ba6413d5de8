from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_properties_and_named_schemas_say_what_they_are(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        components="""
        schemas:
          A:
            description: A
            properties:
              own: {type: string, description: Own}
              none: {type: string}
              shared: {$ref: '#/components/schemas/B'}
              bare: {$ref: '#/components/schemas/C'}
              both: {$ref: '#/components/schemas/C', description: Both}
              description: {type: string, description: A property of that name}
          B: {type: string, description: B}
          C: {type: string}
        """,
    )
    assert lint(bundled, "property-description") == [
        (11, "the property 'none' has no description"),
        (13, "the property 'bare' has no description"),
        (17, "the schema 'C' has no description"),
    ]
