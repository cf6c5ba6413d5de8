from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.trees import document, lint

REPLY = """
schemas:
  Reply:
    allOf:
      - properties: {things: {type: array}, total: {type: integer}}
      - properties: {metadata: {properties: {next: {type: string}}}}
"""


@pytest.mark.parametrize(
    ("pagination", "messages"),
    [
        ("{style: offset, page: offset, size: limit, items: things, total: total, max-size: 100}", []),
        ("{style: page-index, page: offset, size: limit, items: things}", []),
        ("{style: cursor, cursor: mark, next: metadata.next, items: things}", []),
        ("offset", ["the style must be one of page-index, page-number, offset, cursor"]),
        ("{page: offset}", ["the style must be one of page-index, page-number, offset, cursor"]),
        ("{style: offset, page: offset}", ["the reply of List is no list"]),
        ("{style: offset, items: things}", ["style offset needs page as well"]),
        ("{style: cursor, page: mark, items: things}", ["style cursor needs next as well"]),
        ("{style: cursor, page: mark, next: metadata.next, items: things}", []),
        (
            "{style: offset, page: start, size: limit, items: things, count: total}",
            [
                "'count' means nothing here",
                "List has no parameter 'start'",
            ],
        ),
        (
            "{style: offset, page: offset, size: limit, items: total, total: count, max-size: 50}",
            [
                "max-size is 50, but 'limit' goes up to 100",
                "'total' is not a list",
                "the reply of List has no property 'count'",
            ],
        ),
        (
            "{style: cursor, cursor: mark, next: metadata.mark, items: metadata.things}",
            [
                "the reply of List has no property 'metadata.things'",
                "the reply of List has no property 'metadata.mark'",
            ],
        ),
    ],
)
def test_names_lead_somewhere(pagination: str, messages: list[str], tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        f"""
        /a:
          parameters:
            - {{name: offset, in: query, schema: {{type: integer}}}}
          get:
            operationId: List
            x-pagination: {pagination}
            parameters:
              - {{name: limit, in: query, schema: {{type: integer, maximum: 100}}}}
              - {{name: mark, in: query, schema: {{type: string}}}}
            responses:
              '200':
                description: Ok
                content: {{application/json: {{schema: {{$ref: '#/components/schemas/Reply'}}}}}}
        """,
        REPLY,
    )
    found = lint(bundled, "pagination-shape", house=False)
    assert [message for _, message in found] == messages
    assert all(line == 9 for line, _ in found)


def test_a_reply_may_be_the_list_itself(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        """
        /a:
          get:
            x-pagination: {style: offset, page: offset}
            parameters: [{name: offset, in: query, schema: {type: integer}}]
            responses: {'200': {description: Ok, content: {application/json: {schema: {type: array}}}}}
        """,
    )
    assert lint(bundled, "pagination-shape", house=False) == []
