"""Help of every command, and how little is loaded for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from modelarts_client import __version__
from modelarts_client.cli._app import application, run_application


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _commands(child, (*path, name))


COMMANDS = list(_commands(application))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application([*path, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Usage: {' '.join(['modelarts', *path])} ")
    assert "{program}" not in out


def test_every_option_has_a_help_text() -> None:
    for path in COMMANDS:
        command: click.Command = application
        for name in path:
            assert isinstance(command, click.Group)
            found = command.get_command(click.Context(command), name)
            assert found is not None
            command = found
        for param in command.params:
            if isinstance(param, click.Option):
                assert param.help, (path, param.name)


def test_the_operations_are_all_there() -> None:
    expected = {"list", "create", "get", "update", "delete", "stats", "metrics"}
    found = {path[-1] for path in COMMANDS if len(path) == 2 and path[0] == "datasets"}
    assert found >= expected
    assert ("datasets", "versions", "create") in COMMANDS


def _loaded(*arguments: str) -> set[str]:
    code = (
        "import sys\nfrom modelarts_client.cli._app import run_application\n"
        f"run_application({list(arguments)!r})\n"
        "sys.stderr.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["datasets", "create", "--help"]])
def test_help_loads_neither_sdk_nor_libraries(arguments: list[str]) -> None:
    heavy = {"httpx2", "pydantic", "rich", "jmespath", "ruamel.yaml", "modelarts_client._client"}
    assert not _loaded(*arguments) & heavy


def test_the_top_level_loads_no_resource() -> None:
    assert "modelarts_client.cli.datasets" not in _loaded("--help")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["--version"]) == 0
    assert capsys.readouterr().out == f"modelarts {__version__}\n"


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application([]) == 2
    assert "Commands:" in "".join(capsys.readouterr())


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_scripts(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["completion", shell]) == 0
    assert "_MODELARTS_COMPLETE" in capsys.readouterr().out


def described_resources() -> set[str]:
    """The names of the resources at the top, as the description has them."""
    bundle = json.loads((Path(__file__).parents[3] / "generated/openapi.json").read_text(encoding="utf-8"))
    operations = [operation for item in bundle["paths"].values() for operation in item.values()]
    named = [operation["x-sdk"]["resource"] for operation in operations if "x-sdk" in operation]
    return {name.partition(".")[0].replace("_", "-") for name in named}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("modelarts ", {*described_resources(), "api", "completion"}),
        ("modelarts datasets ve", {"versions"}),
        ("modelarts datasets list --dataset-t", {"--dataset-type"}),
        ("modelarts datasets list --dataset-type t", {"text-classification", "text-triplet", "table"}),
        ("modelarts datasets get --reg", set()),
        ("modelarts datasets list -o ", {"table", "json", "yaml", "ndjson"}),
    ],
)
def test_completion_offers(words: str, offered: set[str]) -> None:
    parts = words.split(" ")
    environment = {
        **os.environ,
        "_MODELARTS_COMPLETE": "zsh_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(parts) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from modelarts_client.cli._app import application; application(prog_name='modelarts')"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert set(done.stdout.split("\n")[1::3]) - {""} == offered


def test_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "modelarts_client.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"modelarts {__version__}\n"


def test_a_missing_extra_is_explained() -> None:
    code = "import sys; sys.modules['click'] = None\nfrom modelarts_client.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: the command line needs click: install modelarts-client[cli]\n"
