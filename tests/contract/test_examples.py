"""Every example of the description is sent to the emulator, and every answer is held against the description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from modelarts_emulator.config import Config, parse_clock
from modelarts_emulator.handlers import NOT_IMPLEMENTED
from modelarts_emulator.testing import LocalEmulator

from interop.examples import Request, requests, resolve
from interop.operations import operation_ids
from tests.contract.servers import INPUTS, PROJECT

PUBLISHED = Path(__file__).parents[2] / "generated/openapi.json"
BUNDLE: dict[str, Any] = json.loads(PUBLISHED.read_text())


@pytest.fixture(scope="module")
def emulator() -> Iterator[LocalEmulator]:
    config = Config(store="temporary", objects="temporary", auth=False, clock=parse_clock("instant"))
    with LocalEmulator(config) as running:
        for path in INPUTS:
            running.request("PUT", f"/_emulator/objects{path}", body=path.encode())
        yield running


def test_every_operation_has_an_example_that_is_sent() -> None:
    assert {example.operation for example in requests(BUNDLE)} == operation_ids(PUBLISHED)


ANSWERED = [example for example in requests(BUNDLE) if example.operation not in NOT_IMPLEMENTED]


@pytest.mark.parametrize("example", ANSWERED, ids=str)
def test_the_answer_is_described(emulator: LocalEmulator, example: Request) -> None:
    assert PROJECT in example.path
    body = b"" if example.body is None else json.dumps(example.body).encode()
    headers = {"Content-Type": "application/json"} if body else {}
    reply = emulator.request(example.method, example.target, body=body, headers=headers)
    assert reply.status < 500
    responses = next(
        item[example.method.lower()]["responses"]
        for item in BUNDLE["paths"].values()
        if item.get(example.method.lower(), {}).get("operationId") == example.operation
    )
    described = resolve(BUNDLE, responses[str(reply.status)])
    if not reply.body:
        assert "content" not in described
        return
    schema = described["content"]["application/json"]["schema"]
    Draft202012Validator({"components": BUNDLE["components"], **schema}).validate(json.loads(reply.body))
