"""`x-follow`, right and wrong."""

from __future__ import annotations

import pytest

from .apis import parse

PATHS = """
    /things/{{thing}}:
      parameters: [{{name: thing, in: path, required: true, schema: {{type: string}}}}]
      get:
        operationId: GetThing
        responses:
          '200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
    /things/{{{owner}}}/log:
      parameters: [{{name: {owner}, in: path, required: true, schema: {{type: string}}}}]
      get:
        operationId: ReadLog
        x-follow: {follow}
        responses:
          '200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/Log'}}}}}}}}
"""
SCHEMAS = """
    Thing:
      type: object
      properties:
        status:
          type: integer
          x-lifecycle: {initial: 0, working: [0], succeeded: [1], failed: [], transitions: {'0': [1], '1': []}}
    Log: {type: object, properties: {text: {type: string}, bytes: {type: integer}}}
"""


def test_a_text_that_can_be_followed() -> None:
    follow = "{content: text, size: bytes, until: GetThing}"
    api, problems = parse(paths=PATHS.format(owner="thing", follow=follow), schemas=SCHEMAS)
    assert problems == []
    found = api.operation("ReadLog").follow
    assert found is not None
    assert (found.content, found.size, found.until) == (("text",), ("bytes",), "GetThing")


@pytest.mark.parametrize(
    ("owner", "follow", "message"),
    [
        ("thing", "{content: texts, size: bytes, until: GetThing}", "content 'texts' is no property of the reply"),
        ("thing", "{content: text, size: size, until: GetThing}", "size 'size' is no property of the reply"),
        ("thing", "{content: text, size: bytes, until: ReadLog}", "until 'ReadLog' is no operation with a lifecycle"),
        ("thing", "{content: text, size: bytes, until: Nothing}", "until 'Nothing' is no operation with a lifecycle"),
        ("other", "{content: text, size: bytes, until: GetThing}", "GetThing needs 'thing'"),
        ("thing", "{content: text, size: bytes, until: GetThing, since: x}", "'since' means nothing here"),
    ],
)
def test_what_cannot_be_followed(owner: str, follow: str, message: str) -> None:
    _, problems = parse(paths=PATHS.format(owner=owner, follow=follow), schemas=SCHEMAS)
    assert [problem.rule for problem in problems] == ["bad-x-follow"]
    assert message in problems[0].message
