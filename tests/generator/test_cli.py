from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from modelarts_generator.load.yaml_text import parse_yaml

from tests.generator.trees import PET, SPLIT, run, snapshot, write_tree

REPOSITORY = Path(__file__).parents[2]
COMMANDS = ("generate", "check", "bundle", "lint", "diff", "templates")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Exit status: 0" in result.stdout
    assert f"Usage: main {command}" in result.stdout


def test_the_module_is_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "modelarts_generator", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert "version 0." in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["generate", "--target", "cobol"],
        ["generate", "--package-name", "not-a-name"],
        ["generate", "--package-name", "class"],
        ["generate", "--templates", "/nowhere"],
        ["bundle", "--print", "xml"],
        ["diff", "only-one"],
        ["unknown"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_has_status_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments).exit_code == 2


def test_a_package_name_is_corrected(tmp_path: Path) -> None:
    result = run("generate", "--out", tmp_path, "--package-name", "my-client")
    assert "'my-client' is not a Python identifier (did you mean my_client?)" in result.stderr


def test_bundle_prints_what_it_would_write(tmp_path: Path) -> None:
    spec = write_tree(tmp_path / "spec", SPLIT)
    out = tmp_path / "out"
    assert run("bundle", "--spec", spec, "--out", out).exit_code == 0
    written = json.loads((out / "openapi.json").read_text())
    assert json.loads(run("bundle", "--spec", spec, "--print", "json").stdout) == written
    assert parse_yaml(run("bundle", "--spec", spec, "--print", "yaml").stdout) == written
    text = (out / "openapi.yaml").read_text()
    assert parse_yaml(text) == written
    assert text.startswith("# Bundled by modelarts-generator")


def test_check_shows_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    spec, out = write_tree(tmp_path / "spec", SPLIT), tmp_path / "out"
    arguments = ("--spec", spec, "--out", out, "--target", "bundle")
    assert run("check", *arguments).exit_code == 1
    assert not out.exists()
    run("generate", *arguments)
    assert run("check", *arguments).exit_code == 0
    assert run("generate", "--check", *arguments).exit_code == 0
    before = snapshot(tmp_path)
    write_tree(spec, {"components/schemas/pets/Pet.yaml": PET.replace("string", "integer")})
    result = run("check", *arguments)
    assert run("generate", "--check", *arguments).output == result.output
    assert result.exit_code == 1
    assert '+            "type": "integer"' in result.stdout
    assert f"--- {out}/openapi.yaml" in result.stdout
    assert "run 'generate'" in result.stderr
    assert {name: entry for name, entry in snapshot(tmp_path).items() if name.startswith("out")} == {
        name: entry for name, entry in before.items() if name.startswith("out")
    }


def test_a_file_of_somebody_else_stops_everything(tmp_path: Path) -> None:
    spec, out = write_tree(tmp_path / "spec", SPLIT), write_tree(tmp_path / "out", {"openapi.json": "{}"})
    for command in ("generate", "bundle"):
        options = ["--target", "bundle"] if command == "generate" else []
        result = run(command, "--spec", spec, "--out", out, *options)
        assert result.exit_code == 1
        assert f"{out}/openapi.json foreign-file: " in result.stderr
        assert [path.name for path in out.iterdir()] == ["openapi.json"]


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    spec = write_tree(tmp_path / "spec", SPLIT)
    (tmp_path / "file").write_text("")
    result = run("bundle", "--spec", spec, "--out", tmp_path / "file/out")
    assert result.exit_code == 1
    assert "write-failed" in result.stderr


def test_output_is_the_same_under_any_hash_seed(tmp_path: Path) -> None:
    # A small description: that the whole one comes out as it was committed shows in every `make check`.
    spec = REPOSITORY / "tests/golden/warehouse/spec"
    outs = {seed: tmp_path / f"out{seed}" for seed in ("0", "4711")}
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "modelarts_generator", "generate", "--spec", str(spec), "--out", str(out)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.DEVNULL,
        )
        for seed, out in outs.items()
    ]
    assert [run.wait() for run in runs] == [0, 0]
    trees = [{name: content for name, (content, _) in snapshot(out).items()} for out in outs.values()]
    assert trees[0] == trees[1]
    assert len(trees[0]) > 50


def test_lint_reports_errors_and_warnings(tmp_path: Path) -> None:
    spec = write_tree(tmp_path, SPLIT)
    assert run("lint", "--spec", spec).stdout == f"{spec}: 3 files, no problems\n"
    result = run("lint", "--spec", spec, "--house-style")
    assert result.exit_code == 1
    assert f"{spec}/paths/pets.yaml:3 missing-error-responses: ListPets lacks 400, 401" in result.stderr
    assert result.stderr.splitlines()[-1].endswith("problems")


@pytest.mark.parametrize(
    "template",
    ["{% if %}", "{{ nope.x }}", "{{ 1 / 0 }}", "{% include 'gone.j2' %}", "def (:", b"\xff"],
    ids=str,
)
def test_a_mistake_in_a_template_is_a_problem(template: str | bytes, tmp_path: Path) -> None:
    spec, out = write_tree(tmp_path / "spec", SPLIT), tmp_path / "out"
    templates = write_tree(tmp_path / "templates", {"python/_client.py.j2": template})
    result = run("generate", "--spec", spec, "--out", out, "--target", "python", "--templates", templates)
    assert result.exit_code == 1
    assert result.stderr.startswith(str(templates))
    assert " template: " in result.stderr
    assert not out.exists()
