"""The command line of other people's descriptions: reserved words, uploads, whole bodies, odd names."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import httpx2
import pytest
from modelarts_generator.pipeline import inspect, load
from modelarts_generator.render import render

from tests.golden.cases import CASES, options_of
from tests.golden.packages import Service, imported

from .conftest import Result

Run = Callable[..., Result]


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Generate everything of a case; its package can be imported."""
    name: str = request.param
    folder = tmp_path_factory.mktemp(name)
    options = options_of(name, folder)
    sound = inspect(load(options.spec), options)
    for target in ("python", "cli", "docs"):
        for path, text in render(target, sound.api, sound.bundle, options).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    with imported(name, folder / "python"):
        yield folder


@pytest.fixture
def program(case: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Service], Run]:
    """Make the program of a case talk to a service."""
    package = next(file.name for file in (case / "python").iterdir() if file.name.endswith("_client"))
    app = importlib.import_module(f"{package}.cli._app")
    runtime = importlib.import_module(f"{package}.cli._runtime")
    module = importlib.import_module(f"{package}._client")
    client = next(value for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__)

    def make(service: Service) -> Run:
        application = runtime.make_application(
            "shop", "Help.", "1", app.GROUPS, lambda settings: service.client(client, project_id="p")
        )

        def run(*arguments: str) -> Result:
            code = runtime.run(application, arguments)
            captured = capsys.readouterr()
            return Result(int(code), captured.out, captured.err)

        return run

    return make


def _walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            child = command.get_command(click.Context(command), name)
            assert child is not None
            yield from _walk(child, (*path, name))


def test_every_command_explains_itself(case: Path, program: Callable[[Service], Run]) -> None:
    package = next(file.name for file in (case / "python").iterdir() if file.name.endswith("_client"))
    app = importlib.import_module(f"{package}.cli._app")
    run = program(Service())
    paths = list(_walk(app.application))
    assert len(paths) > 5
    for path in paths:
        result = run(*path, "--help")
        assert (result.code, result.err) == (0, ""), path
        assert result.out.startswith(f"Usage: {' '.join(['shop', *path])} ")


def test_options_of_a_command_are_unique(case: Path) -> None:
    package = next(file.name for file in (case / "python").iterdir() if file.name.endswith("_client"))
    app = importlib.import_module(f"{package}.cli._app")
    for path in _walk(app.application):
        command: Any = app.application
        for name in path:
            command = command.get_command(click.Context(command), name)
        params = command.get_params(click.Context(command))
        flags = [flag for param in params for flag in (*param.opts, *param.secondary_opts)]
        assert sorted(set(flags)) == sorted(flags), path


def test_the_links_of_the_documents_lead_somewhere(case: Path) -> None:
    pages = {file: file.read_text(encoding="utf-8") for file in (case / "docs").rglob("*.md")}
    for page, text in pages.items():
        for target, anchor in re.findall(r"\]\(([\w./-]*\.md)(#[\w-]+)?\)", text):
            found = (page.parent / target).resolve()
            assert found in pages, (page, target)
            titles = [
                line.lstrip("# ").lower().replace(" ", "-") for line in pages[found].split("\n") if "#" in line[:3]
            ]
            assert not anchor or anchor[1:] in titles, (page, target, anchor)


@pytest.mark.parametrize("case", ["petshop"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "method", "path", "content"),
    [
        (["pets", "remove-pet", "7", "--if-match", "x"], "DELETE", "/pets/7", b""),
        (["pets", "replace-photo", "7", "--body", "@photo"], "PUT", "/pets/7/photo", b"\x00\xff"),
        (["store-orders", "order", "--pet", "1", "--count", "2", "--gift", "true"], "POST", "/orders",
         b"count=2&gift=true&pet=1"),
        (["pets", "change-pet", "7", "--body", '{"name": null}'], "PATCH", "/pets/7", b'{"name":null}'),
        (["pets", "add-pet", "--name", "Rex", "--kind", "guinea pig", "--owner", "name=Ann,since=2025-01-02T03:04:05Z"],
         "POST", "/pets", b'{"name":"Rex","kind":"guinea pig","owner":{"name":"Ann","since":"2025-01-02T03:04:05Z"}}'),
    ],
)  # fmt: skip
def test_what_the_shop_gets(
    program: Callable[[Service], Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    method: str,
    path: str,
    content: bytes,
) -> None:
    (tmp_path / "photo").write_bytes(b"\x00\xff")
    monkeypatch.chdir(tmp_path)
    plain = "replace-photo" in arguments
    service = Service(httpx2.Response(200, text="fine") if plain else httpx2.Response(200, json={"id": 1}))
    result = program(service)(*arguments)
    assert result.code == 0, result.err
    assert (service.last.method, service.last.url.path) == (method, path)
    assert service.last.content == content


@pytest.mark.parametrize("case", ["petshop"], indirect=True)
def test_uploads(program: Callable[[Service], Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(f"<{name}>".encode())
    monkeypatch.chdir(tmp_path)
    service = Service({"stored": True})
    result = program(service)(
        "pets", "upload-photo", "7", "--file", "a", "--more", "b", "--more", "c", "--taken-on", "2025-10-09"
    )
    assert (result.code, result.out) == (0, "stored\tyes\n"), result.err
    for part in (b"<a>", b"<b>", b"<c>", b"2025-10-09"):
        assert part in service.last.content


@pytest.mark.parametrize("case", ["petshop"], indirect=True)
def test_a_list_without_pages(program: Callable[[Service], Run]) -> None:
    service = Service([{"id": 1, "name": "Rex", "kind": "dog"}])
    result = program(service)("pets", "list-pets", "--kind", "dog", "--kind", "cat", "--filter", "a=b")
    assert result.rows[1][:2] == ["1", "Rex"]
    assert service.last.url.params["kind"] == "dog,cat"
