"""Every example of the description is sent to the emulator, and every answer is held against the description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from modelarts_emulator.config import Config, parse_clock
from modelarts_emulator.handlers import NOT_IMPLEMENTED
from modelarts_emulator.testing import LocalEmulator

from tests.contract.servers import INPUTS, PROJECT

BUNDLE: dict[str, Any] = json.loads((Path(__file__).parents[2] / "generated/openapi.json").read_text())
METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Example:
    """One request as an example gives it; `body` is None where the operation takes none."""

    operation: str
    case: str
    method: str
    path: str
    query: str
    body: Any

    def __str__(self) -> str:
        return f"{self.operation}-{self.case}"


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference inside the bundle; what stands beside it goes first."""
    while "$ref" in node:
        target: Any = BUNDLE
        for part in node["$ref"][2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def values(node: dict[str, Any]) -> list[tuple[str, Any]]:
    """The examples of a parameter or of a media type, by name."""
    found = [(name, resolve(example)["value"]) for name, example in node.get("examples", {}).items()]
    return found + ([("example", node["example"])] if "example" in node else [])


def examples() -> Iterator[Example]:
    for path, item in BUNDLE["paths"].items():
        for method in METHODS:
            if method in item:
                yield from examples_of(path, method, item)


def examples_of(path: str, method: str, item: dict[str, Any]) -> Iterator[Example]:
    operation = item[method]
    parameters = [resolve(node) for node in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    filled = re.sub(r"{(\w+)}", lambda match: first_example(parameters, match[1]), path)
    query = urlencode({p["name"]: text(values(p)[0][1]) for p in parameters if p["in"] == "query" and values(p)})
    content = resolve(operation.get("requestBody", {})).get("content", {})
    for media in content.values():
        for case, body in values(media):
            yield Example(operation["operationId"], case, method.upper(), filled, query, body)
    if not content:
        yield Example(operation["operationId"], "parameters", method.upper(), filled, query, None)


def first_example(parameters: list[dict[str, Any]], name: str) -> str:
    (parameter,) = (parameter for parameter in parameters if (parameter["in"], parameter["name"]) == ("path", name))
    return text(values(parameter)[0][1])


def text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


@pytest.fixture(scope="module")
def emulator() -> Iterator[LocalEmulator]:
    config = Config(store="temporary", objects="temporary", auth=False, clock=parse_clock("instant"))
    with LocalEmulator(config) as running:
        for path in INPUTS:
            running.request("PUT", f"/_emulator/objects{path}", body=path.encode())
        yield running


def test_every_operation_has_an_example_that_is_sent() -> None:
    described = {
        item[method]["operationId"] for item in BUNDLE["paths"].values() for method in METHODS if method in item
    }
    assert {example.operation for example in examples()} == described


ANSWERED = [example for example in examples() if example.operation not in NOT_IMPLEMENTED]


@pytest.mark.parametrize("example", ANSWERED, ids=str)
def test_the_answer_is_described(emulator: LocalEmulator, example: Example) -> None:
    assert PROJECT in example.path
    body = b"" if example.body is None else json.dumps(example.body).encode()
    target = f"{example.path}?{example.query}" if example.query else example.path
    reply = emulator.request(
        example.method, target, body=body, headers={"Content-Type": "application/json"} if body else {}
    )
    assert reply.status < 500
    responses = next(
        item[example.method.lower()]["responses"]
        for item in BUNDLE["paths"].values()
        if item.get(example.method.lower(), {}).get("operationId") == example.operation
    )
    described = resolve(responses[str(reply.status)])
    if not reply.body:
        assert "content" not in described
        return
    schema = described["content"]["application/json"]["schema"]
    Draft202012Validator({"components": BUNDLE["components"], **schema}).validate(json.loads(reply.body))
