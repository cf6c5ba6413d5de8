"""The samples of the generated documents do what they say."""

from __future__ import annotations

import copy
import importlib
import json
import pkgutil
import re
import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import modelarts_client
import modelarts_client.resources
import pytest
from modelarts_client._runtime import Operation, Request

from ..support import ENDPOINT, PROJECT, Answer, FakeClock, FakeTransport, Handler, reply
from .conftest import Fake

Make = Callable[[list[Answer] | Handler], Fake]

DOCS = Path(__file__).parents[3] / "generated" / "docs"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted((DOCS / "resources").glob("*.md"))}
COMMANDS = [block for text in PAGES.values() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
PYTHON = [block for text in PAGES.values() for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
OPERATIONS = [head for text in PAGES.values() for head in re.findall(r"^## (\w+)$", text, re.MULTILINE)]


def operations() -> dict[str, Operation[Any]]:
    """All operations of the SDK by their ids."""
    names = [module.name for module in pkgutil.iter_modules(modelarts_client.resources.__path__)]
    modules = [importlib.import_module(f"modelarts_client.resources.{name}") for name in names]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Operation)]
    return {operation.id: operation for operation in found}


def examples() -> dict[str, Any]:
    """The first example of a successful reply of each operation, by the operation's id."""
    bundle = json.loads((DOCS.parent / "openapi.json").read_text(encoding="utf-8"))
    return {
        operation["operationId"]: first_example(bundle, operation)
        for item in bundle["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    }


def first_example(bundle: dict[str, Any], operation: dict[str, Any]) -> Any:
    """The value of the first example of the success response; None where it has no body."""
    success = next(value for status, value in operation["responses"].items() if status.startswith("2"))
    for media in success.get("content", {}).values():
        example = next(iter(media["examples"].values()))
        name = example.get("$ref", "").rpartition("/")[2]
        return bundle["components"]["examples"][name]["value"] if name else example["value"]
    return None


def photos() -> None:
    """Make the folder that samples of uploads send."""
    Path("photos").mkdir()
    Path("photos", "rose.jpg").write_bytes(b"rose")


SDK = operations()
EXAMPLES = examples()


class Service:
    """Answers as the examples do, with work that has ended well; what was deleted is gone."""

    def __init__(self) -> None:
        self.deleted = False

    def __call__(self, request: Request) -> Answer:
        if request.method == "DELETE":
            self.deleted = True
        elif self.deleted:
            return reply(404, {"error_code": "ModelArts.4352", "error_msg": "It is gone."})
        body = copy.deepcopy(EXAMPLES[request.operation])
        lifecycle = SDK[request.operation].lifecycle
        if lifecycle is not None:
            *path, last = lifecycle.property
            place = body
            for name in path:
                place = place[name]
            place[last] = lifecycle.succeeded[0]
        return reply(204) if body is None else reply(200, body)


def test_every_operation_has_both_samples() -> None:
    assert len(CLOUD) == 2
    assert sorted(OPERATIONS) == sorted(SDK)
    uploads = sum(operation.upload is not None for operation in SDK.values())
    assert len(COMMANDS) == len(PYTHON) == len(OPERATIONS) + uploads


@pytest.mark.parametrize("command", COMMANDS, ids=lambda block: " ".join(block.split()[:4]))
def test_commands(fake: Make, command: str) -> None:
    program, *arguments = shlex.split(command.replace("\\\n", " "))
    run = fake(Service())
    Path("body.json").write_text("{}")  # the name that samples use for a body of one's own
    photos()
    result = run(*arguments)
    assert program == "modelarts"
    # What the service has given up says so, and nothing else is said.
    told = [line for line in result.err.splitlines() if not line.startswith("DeprecationWarning: The command")]
    assert (result.code, told) == (0, [])
    assert run.transport.sent


@pytest.mark.parametrize("code", PYTHON, ids=lambda block: re.findall(r"client\.([\w.]+)", block)[0])
def test_python(code: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    photos()
    transport = FakeTransport(Service())
    client = partial(
        modelarts_client.ModelArts,
        endpoint=ENDPOINT,
        project_id=PROJECT,
        credentials=None,
        transport=transport,
        clock=clock,
    )
    monkeypatch.setattr(modelarts_client, "ModelArts", client)
    exec(compile(code, "sample.py", "exec"), {})  # noqa: S102 - our own documents
    assert transport.sent


README = (DOCS.parents[1] / "README.md").read_text(encoding="utf-8")
CLOUD = re.findall(r"<!-- sample: cloud -->\n```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("code", CLOUD, ids=lambda block: re.findall(r"client\.(\w+)", block)[0])
def test_samples_of_the_readme(
    code: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    test_python(code, clock, monkeypatch)
    assert capsys.readouterr().out


def test_links_lead_somewhere() -> None:
    pages = {page: page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md")}
    for page, text in pages.items():
        for target, anchor in re.findall(r"\]\(([\w./-]*\.md)(?:#([\w-]+))?\)", text):
            found = (page.parent / target).resolve()
            assert found in pages, (page, target)
            heads = [head.lower().replace(" ", "-") for head in re.findall(r"^#+ (.*)$", pages[found], re.MULTILINE)]
            assert not anchor or anchor in heads, (page, target, anchor)


def test_all_error_codes_are_listed() -> None:
    rows = re.findall(r"^\| `[\w.]+` \| \d+ \|", (DOCS / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) > 700
