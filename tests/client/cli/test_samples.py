"""The samples of the generated documents do what they say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path

import modelarts_client
import pytest
from modelarts_client._runtime import Request

from ..support import ENDPOINT, PROJECT, Answer, FakeClock, FakeTransport, Handler, reply
from .conftest import Fake

Make = Callable[[list[Answer] | Handler], Fake]

DOCS = Path(__file__).parents[3] / "generated" / "docs"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted((DOCS / "resources").glob("*.md"))}
COMMANDS = [block for text in PAGES.values() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
PYTHON = [block for text in PAGES.values() for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
OPERATIONS = [head for text in PAGES.values() for head in re.findall(r"^## (\w+)$", text, re.MULTILINE)]


class Service:
    """Grants every request; what was deleted is gone."""

    def __init__(self) -> None:
        self.deleted = False

    def __call__(self, request: Request) -> Answer:
        if request.method == "DELETE":
            self.deleted = True
            return reply(204)
        status = 3 if self.deleted else 1
        return reply(200, {"dataset_id": "d1", "version_id": "v1", "status": status, "datasets": [], "versions": []})


def test_every_operation_has_both_samples() -> None:
    assert len(OPERATIONS) >= 11
    assert len(COMMANDS) == len(PYTHON) == len(OPERATIONS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda block: " ".join(block.split()[:4]))
def test_commands(fake: Make, command: str) -> None:
    program, *arguments = shlex.split(command.replace("\\\n", " "))
    run = fake(Service())
    result = run(*arguments)
    assert program == "modelarts"
    assert (result.code, result.err) == (0, "")
    assert run.transport.sent


@pytest.mark.parametrize("code", PYTHON, ids=lambda block: re.findall(r"client\.([\w.]+)", block)[0])
def test_python(code: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
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
