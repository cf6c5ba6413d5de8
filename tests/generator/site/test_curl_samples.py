from __future__ import annotations

import json
import subprocess
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from modelarts_generator.model import Api
from modelarts_generator.render.curl_samples import curl_sample

from tests.generator.apis import api_of

from .sites import NAMES, site_of

pytestmark = pytest.mark.xdist_group("site")

VARIABLES = {"ENDPOINT": "http://127.0.0.1:1", "TOKEN": "a token", "PROJECT_ID": "0123abcd"}
#: In place of curl: prints what it is given.
CURL = "curl() { printf '%s\\0' \"$@\"; printf '\\1'; }"


def run(api: Api) -> list[list[str]]:
    """Return what a shell hands to curl, for each operation."""
    script = "\n".join([CURL, *(curl_sample(api, operation) for operation in api.operations)])
    done = subprocess.run(["bash", "-eu"], input=script, env=VARIABLES, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [call.split("\0")[:-1] for call in done.stdout.split("\1")[:-1]]


@pytest.mark.parametrize("name", NAMES)
def test_a_shell_reads_what_is_meant(name: str) -> None:
    api = site_of(name).api
    for operation, given in zip(api.operations, run(api), strict=True):
        assert given[:2] == ["-X", operation.http_method]
        assert given[2].startswith(VARIABLES["ENDPOINT"])
        assert "{" not in given[2]
        address = urlsplit(given[2])
        assert address.path.count("/") == operation.path.count("/"), operation.id
        needed = {item.name for item in operation.parameters_in("query") if item.required and item.example is not None}
        assert needed <= set(parse_qs(address.query, keep_blank_values=True)), operation.id
        options = list(zip(given[3::2], given[4::2], strict=True))
        assert {option for option, _ in options} <= {"-H", "-d"}
        bodies = [json.loads(value) for option, value in options if option == "-d"]
        examples = operation.body.examples[:1] if operation.body else ()
        assert bodies == [example.value for example in examples], operation.id


PATHS = """
    /odd/$HOME/{name}:
      put:
        operationId: putOdd
        tags: [odd]
        security: [{Token: []}]
        parameters:
          - {name: name, in: path, required: true, schema: {type: string}, example: 'a/b $(id)?'}
          - {name: all, required: true, in: query, schema: &x {type: array, items: {type: string}}, example: [x y, '&']}
          - {name: list, in: query, required: true, schema: *x, example: [p, q], explode: false}
          - {name: X-Odd, in: header, required: true, schema: {type: string}, example: "it's `id`"}
        requestBody:
          content:
            application/json:
              schema: {type: object, properties: {text: {type: string}}}
              example: {text: "it's $HOME \\"quoted\\" `id` \\\\ !"}
        responses: {'200': {description: Done}}
"""


def test_odd_values_reach_curl_as_they_are() -> None:
    schemes = {"Token": {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}}
    api = api_of(paths=PATHS, components={"schemas": {}, "securitySchemes": schemes})
    (given,) = run(api)
    url = urlsplit(given[2])
    assert url.path == "/odd/$HOME/a%2Fb%20%24%28id%29%3F"
    assert parse_qsl(url.query) == [("all", "x y"), ("all", "&"), ("list", "p,q")]
    headers = ["X-Auth-Token: a token", "X-Odd: it's `id`", "Content-Type: application/json"]
    body = json.dumps({"text": 'it\'s $HOME "quoted" `id` \\ !'}, indent=2)
    assert given[3:] == [*(word for header in headers for word in ("-H", header)), "-d", body]
