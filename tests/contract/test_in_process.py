"""schemathesis against the emulator inside this process: each operation on its own, then the links between them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from modelarts_emulator.config import Config, parse_clock
from modelarts_emulator.description import load_description
from modelarts_emulator.handlers import NOT_IMPLEMENTED
from modelarts_emulator.testing import LocalEmulator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.contract.servers import INPUTS, PROJECT, USER
from tests.contract.world import below_project, build_world, write_config

SEED = int(os.environ.get("FUZZ_SEED", "20251101"))
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
OPERATIONS = sorted(set(load_description().operations) - NOT_IMPLEMENTED)
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def emulator() -> Iterator[LocalEmulator]:
    config = Config(
        store="temporary",
        objects="temporary",
        seed=SEED,
        clock=parse_clock("instant"),
        check_responses=True,
        control="any",  # the requests come from a test client without an address
    )
    with LocalEmulator(config) as running:
        for path in INPUTS:
            put(running, path, path.encode())
        yield running


@pytest.fixture(scope="module")
def described(emulator: LocalEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenApiSchema]:
    key = token(emulator)

    def send(method: str, path: str, body: Any) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-Auth-Token": key}
        reply = emulator.request(method, below_project(path), body=content, headers=headers)
        assert reply.status < 400, (method, path, reply.body)
        return json.loads(reply.body) if reply.body else None

    ids = build_world(send, lambda path, content: put(emulator, path, content))
    emulator.snapshot("world")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTRACT_TOKEN", key)
        config = schemathesis.Config.from_path(write_config(ids, tmp_path_factory.mktemp("world")))
        yield schemathesis.openapi.from_asgi("/_emulator/openapi.json", without_lifespan(emulator.app), config=config)


def put(emulator: LocalEmulator, path: str, content: bytes) -> None:
    """Store an object."""
    assert emulator.request("PUT", f"/_emulator/objects{path}", body=content).status == 200


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("name", OPERATIONS)
def test_operation(
    emulator: LocalEmulator,
    described: OpenApiSchema,
    name: str,
    mode: GenerationMode,
    record_property: Callable[[str, object], None],
) -> None:
    emulator.restore("world")
    cases = 0
    operation = described.find_operation_by_id(name)

    @seed(SEED)
    @SETTINGS
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case[Any]) -> None:
        nonlocal cases
        cases += 1
        case.call_and_validate()

    check()
    record_property("cases", cases)
    assert cases > 0


def test_links_between_operations(emulator: LocalEmulator, described: OpenApiSchema) -> None:
    machine: Any = described.as_state_machine()

    class FromTheStart(machine):  # type: ignore[misc]
        def setup(self) -> None:
            # What a scenario draws depends on the ids that it was given: each must meet the same ones again.
            emulator.restore("world")

    FromTheStart.run(settings=settings(SETTINGS, stateful_step_count=8))


def token(emulator: LocalEmulator) -> str:
    identity = {"methods": ["password"], "password": {"user": USER}}
    body = {"auth": {"identity": identity, "scope": {"project": {"id": PROJECT}}}}
    reply = emulator.request(
        "POST", "/v3/auth/tokens", body=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    assert reply.status == 201, reply.body
    return {name.lower(): value for name, value in reply.headers}[b"x-subject-token"].decode()


def without_lifespan(app: Any) -> Any:
    """The test client starts and ends a lifespan around every request, and the end of one closes the emulator."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})

    return serve
