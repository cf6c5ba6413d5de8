from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_objects_are_components(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        "/a: {get: {responses: {'200': {description: Ok, content: {a/b: {schema: {properties: {}}}}}}}}",
        """
        schemas:
          Named:
            allOf:
              - {properties: {map: {additionalProperties: {type: string}}}}
              - anyOf: [{properties: {}}]
          Nested:
            properties:
              inner: {properties: {x: {}}}
              list: {items: {properties: {x: {}}}}
              properties: {type: object}
        """,
    )
    assert sorted(lint(bundled, "no-anonymous-objects")) == [
        (4, "this object has no name"),
        (13, "this object has no name"),
        (14, "this object has no name"),
    ]
