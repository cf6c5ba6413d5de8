from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.model import Api, Operation
from modelarts_generator.options import GenerateOptions
from modelarts_generator.parse import parse_api
from modelarts_generator.render.curl_samples import curl_sample

from tests.generator.apis import api_of

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ours() -> Api:
    bundle = bundle_document(REPOSITORY / "generated/openapi.json").bundle
    return parse_api(bundle, GenerateOptions(Path("spec"), Path("out")))[0]


def words_of(api: Api, operation: Operation) -> list[str]:
    """What a shell makes of the sample; it joins lines that end in a backslash."""
    return shlex.split(curl_sample(api, operation).replace("\\\n", ""))


def test_each_operation_of_ours_is_called_as_described(ours: Api) -> None:
    for operation in ours.operations:
        words = words_of(ours, operation)
        assert words[:3] == ["curl", "-X", operation.http_method]
        address = urlsplit(words[3].replace("$ENDPOINT", "http://x"))
        assert re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(operation.path)), address.path), operation.id
        needed = {item.name for item in operation.parameters_in("query") if item.required and item.example is not None}
        assert needed <= set(parse_qs(address.query, keep_blank_values=True)), operation.id
        assert "X-Auth-Token: $TOKEN" in words
        if operation.body and operation.body.examples:
            assert json.loads(words[words.index("-d") + 1]) == operation.body.examples[0].value


PATHS = """
/pets/{id}:
  put:
    operationId: FeedPet
    parameters:
      - {name: id, in: path, required: true, example: "a b/c", schema: {type: string}}
      - {name: q, in: query, required: true, example: ["x y", "&"], schema: {type: array, items: {type: string}}}
      - {name: X-Why, in: header, required: true, example: "it's", schema: {type: string}}
    requestBody:
      required: true
      content:
        application/json:
          schema: {type: object, properties: {food: {type: string}}}
          examples: {one: {value: {food: "cat's $HOME `x` \\\\"}}}
    responses: {"204": {description: Fed.}}
"""


def test_what_a_shell_would_take_for_its_own_is_quoted() -> None:
    api = api_of(paths=PATHS)
    assert words_of(api, api.operations[0]) == [
        "curl",
        "-X",
        "PUT",
        "$ENDPOINT/pets/a%20b%2Fc?q=x%20y&q=%26",
        "-H",
        "X-Why: it's",
        "-H",
        "Content-Type: application/json",
        "-d",
        '{\n  "food": "cat\'s $HOME `x` \\\\"\n}',
    ]
