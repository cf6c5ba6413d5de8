"""A team regenerates the SDK as its own: the guide, the hooks and the workflow that it is given."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from modelarts_generator.load.yaml_text import parse_yaml

from publishing.checksums import NAME, format_checksums

from .places import BIN, commit, run, stranger

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("publication")]
GENERATED = "sdk/python/acme_ml/resources"
FILTER = {"name": "kind", "in": "query", "schema": {"type": "string"}}
SAMPLE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1.0.0"},
    "paths": {
        f"/{tag}": {
            "get": {
                "operationId": f"List{tag.title()}",
                "tags": [tag],
                "parameters": [FILTER],
                "responses": {"204": {"description": "Done."}},
            }
        }
        for tag in ("datasets", "samples", "notebooks")
    },
}


@pytest.fixture
def small(team: Path, dist: Path, tmp_path: Path) -> Path:
    """Another repository of that kind, with a small description, so that generating takes no time."""
    folder = tmp_path / "small"
    shutil.copytree(dist / "regenerating", folder)
    for name in ("modelarts", ".github/workflows", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "pre-commit-config.yaml").rename(folder / ".pre-commit-config.yaml")
    (folder / "regenerate.yml").rename(folder / ".github/workflows/regenerate.yml")
    (folder / "templates/README.txt").write_text("git keeps no empty folder")
    (folder / "overlay.json").write_text("{}")
    (folder / ".gitignore").write_text("build/\n")
    shutil.copy(team / "constraints.txt", folder)
    for wheel in dist.glob("modelarts_generator-*.whl"):
        shutil.copy(wheel, folder / "modelarts")
    describe(folder, SAMPLE)
    act(team, folder, "./sdk.sh generate")
    commit(folder)
    return folder


def describe(folder: Path, document: dict[str, Any]) -> None:
    """Put a description in the place of a repository's published one."""
    (folder / "modelarts/openapi.json").write_text(json.dumps(document))
    (folder / "modelarts" / NAME).write_text(format_checksums(folder / "modelarts"))


def changed(tag: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """The small description with other parameters for the list of a tag."""
    operation = {**SAMPLE["paths"][f"/{tag}"]["get"], "parameters": parameters}
    return {**SAMPLE, "paths": {**SAMPLE["paths"], f"/{tag}": {"get": operation}}}


def act(team: Path, folder: Path, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner of GitHub does, with the generator of the team's environment."""
    settings = stranger(team / "constraints.txt")
    settings["PATH"] = os.pathsep.join([str(team / ".venv/bin"), settings["PATH"]])
    settings["PRE_COMMIT_HOME"] = str(folder.parent / "pre-commit")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env={**settings, **environment}, capture_output=True, text=True, check=False
    )


def test_the_guide_works_as_printed(team: Path) -> None:
    assert sorted(file.name for file in (team / GENERATED).glob("*.py")) == [
        "__init__.py",
        "datasets.py",
        "datasets_samples.py",
    ]
    pinned = {line.partition("==")[0] for line in (team / "constraints.txt").read_text().splitlines()}
    assert "datamodel-code-generator" in pinned
    assert not pinned & {"modelarts-emulator", "modelarts-client", "httpx2"}


def test_the_script_says_how_it_is_used(team: Path, small: Path) -> None:
    done = act(team, small, "./sdk.sh")
    assert (done.returncode, done.stderr) == (2, "usage: ./sdk.sh generate | check | diff [REVISION]\n")


@pytest.mark.parametrize(
    ("patch", "merged"),
    [
        ({"a": None}, {"b": {"c": [1, 2], "d": "x"}}),
        ({"b": {"c": [3]}}, {"a": 1, "b": {"c": [3], "d": "x"}}),
        ({"b": 2, "e": {"f": None, "g": {}}}, {"a": 1, "b": 2, "e": {"g": {}}}),
    ],
    ids=["removes", "replaces lists", "replaces objects"],
)
def test_an_overlay_merges(patch: Any, merged: Any, dist: Path, tmp_path: Path) -> None:
    files = {"a.json": {"a": 1, "b": {"c": [1, 2], "d": "x"}}, "b.json": patch}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    run("python3", dist / "regenerating/overlay.py", *files, "out.json", cwd=tmp_path)
    assert json.loads((tmp_path / "out.json").read_text()) == merged


def test_the_hooks_stop_what_is_stale_or_breaks(team: Path, small: Path) -> None:
    hooked = f"{BIN}/pre-commit install && git add --all && git commit --message"
    describe(small, changed("datasets", [FILTER, {**FILTER, "name": "size"}]))
    stale = act(team, small, f"{hooked} stale")
    assert stale.returncode == 1
    assert "the SDK is what the generator makes" in stale.stderr
    assert "(run 'generate')" in stale.stderr
    assert '+            "name": "size",' in stale.stderr
    added = act(team, small, f"./sdk.sh generate && {hooked} added")
    assert added.returncode == 0, added.stderr
    assert added.stderr.count("Passed") == 2

    describe(small, changed("datasets", [FILTER]))
    broken = act(team, small, f"./sdk.sh generate && {hooked} broken")
    assert broken.returncode == 1
    assert "ListDatasets (GET /datasets) query parameter 'size': the parameter is gone" in broken.stderr
    deliberate = act(team, small, f"{hooked} deliberate", SKIP="sdk-diff")
    assert deliberate.returncode == 0, deliberate.stderr

    describe(small, changed("notebooks", []))
    elsewhere = act(team, small, f"{hooked} elsewhere")
    assert elsewhere.returncode == 0, elsewhere.stderr


def workflow(folder: Path) -> list[tuple[str, str]]:
    """The commands of the workflow's steps, each with the folder it runs in."""
    document = parse_yaml((folder / ".github/workflows/regenerate.yml").read_text())
    steps = document["jobs"]["sdk"]["steps"]
    assert [step["uses"].partition("@")[0] for step in steps if "uses" in step] == [
        "actions/checkout",
        "actions/setup-python",
    ]
    return [(step["run"], step.get("working-directory", ".")) for step in steps if "run" in step]


def failing_step(team: Path, folder: Path) -> str | None:
    """The first command of the workflow that fails for a pull request to main, with all that it prints."""
    for script, where in workflow(folder):
        done = act(team, folder / where, script, GITHUB_BASE_REF="main")
        if done.returncode:
            return f"{script}\n{done.stdout}{done.stderr}"
    return None


def test_the_workflow_stops_what_is_stale_or_breaks(team: Path, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkout"
    run("git", "clone", "--quiet", small, folder, cwd=tmp_path)
    assert failing_step(team, folder) is None
    assert [file.name for file in (folder / "build").glob("*.whl")] == ["acme_ml-1.0.0-py3-none-any.whl"]
    (folder / "modelarts/openapi.json").write_text(json.dumps(changed("datasets", [])))
    assert "FAILED" in (failing_step(team, folder) or "")
    describe(folder, changed("datasets", []))
    assert (failing_step(team, folder) or "").startswith("./sdk.sh check\n")
    assert act(team, folder, "./sdk.sh generate").returncode == 0
    broken = failing_step(team, folder) or ""
    assert broken.startswith('./sdk.sh diff "origin/$GITHUB_BASE_REF"\nbreaking: ListDatasets')


def test_the_workflow_is_one_for_github(dist: Path) -> None:
    file = dist / "regenerating/regenerate.yml"
    run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", file, cwd=dist)
    text = file.read_text()
    assert "secrets" not in text
    assert parse_yaml(text)["permissions"] == {"contents": "read"}
