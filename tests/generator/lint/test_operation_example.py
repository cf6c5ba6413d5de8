from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_requests_and_replies_have_examples(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        """
        /a:
          get: {operationId: A, responses: {'200': {description: Ok, content: {a/b: {example: 1}}}}}
          put:
            operationId: B
            requestBody: {$ref: '#/components/requestBodies/Bare'}
            responses:
              '200': {description: Ok, content: {a/b: {examples: {}}}}
          delete: {operationId: C, responses: {'204': {description: Gone}}}
          post:
            operationId: D
            requestBody: {content: {a/b: {examples: {x: {value: 1}}}}}
            responses: {'200': {description: Ok, content: {a/b: {}, c/d: {example: x}}}}
        """,
        "requestBodies: {Bare: {content: {a/b: {}}}}",
    )
    assert lint(bundled, "operation-example") == [
        (17, "the request of B has no example"),
        (10, "the reply of B has no example"),
    ]
