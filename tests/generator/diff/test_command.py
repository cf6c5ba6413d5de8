from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.generator.trees import PETS, SPLIT, run, write_tree


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    old = write_tree(tmp_path / "old", SPLIT)
    changed = PETS.replace("The pets.", "All pets.").replace("operationId: ListPets", "operationId: AllPets")
    new = write_tree(
        tmp_path / "new", {**SPLIT, "paths/pets.yaml": changed + "  parameters: [{name: a, in: query, schema: {}}]\n"}
    )
    return old, new


def test_text_names_file_and_line(pair: tuple[Path, Path]) -> None:
    result = run("diff", *pair)
    assert result.exit_code == 1
    old, new = pair
    assert result.stdout.splitlines() == [
        f"breaking: AllPets (GET /pets): the operationId was ListPets [operation-renamed] {new}/paths/pets.yaml:1",
        f"additive: AllPets (GET /pets) query parameter 'a': the parameter is new [parameter-added] "
        f"{new}/paths/pets.yaml:10",
        "cosmetic: AllPets (GET /pets) response 200: the description has changed [description-changed] "
        f"{new}/paths/pets.yaml:4",
        "1 breaking, 1 additive, 1 cosmetic",
    ]
    assert old.is_dir()


def test_markdown_is_fit_for_a_changelog(pair: tuple[Path, Path]) -> None:
    result = run("diff", *pair, "--format", "markdown")
    assert result.stdout == (
        "## Breaking changes\n\n- `AllPets (GET /pets)`: the operationId was ListPets\n\n"
        "## Additions\n\n- `AllPets (GET /pets) query parameter 'a'`: the parameter is new\n\n"
        "## Cosmetic changes\n\n- `AllPets (GET /pets) response 200`: the description has changed\n"
    )


def test_json_is_for_programs(pair: tuple[Path, Path]) -> None:
    report = json.loads(run("diff", *pair, "--format", "json").stdout)
    assert (report["breaking"], report["additive"], report["cosmetic"]) == (1, 1, 1)
    assert report["changes"][1] == {
        "level": "additive",
        "rule": "parameter-added",
        "place": "AllPets (GET /pets) query parameter 'a'",
        "message": "the parameter is new",
        "file": str(pair[1] / "paths/pets.yaml"),
        "line": 10,
    }


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_no_changes(form: str, pair: tuple[Path, Path]) -> None:
    result = run("diff", pair[0], pair[0] / "openapi.yaml", "--format", form, "--fail-on", "cosmetic")
    assert result.exit_code == 0
    assert result.stdout


@pytest.mark.parametrize(
    ("fail_on", "backwards", "status"),
    [("breaking", 1, 1), ("nothing", 0, 0), ("additive", 1, 1), ("cosmetic", 1, 1)],
)
def test_exit_status(fail_on: str, backwards: int, status: int, pair: tuple[Path, Path]) -> None:
    assert run("diff", *pair, "--fail-on", fail_on).exit_code == status
    assert run("diff", *reversed(pair), "--fail-on", fail_on).exit_code == backwards


def test_an_addition_only_fails_if_asked(tmp_path: Path) -> None:
    old = write_tree(tmp_path / "old", SPLIT)
    new = write_tree(tmp_path / "new", {**SPLIT, "paths/pets.yaml": PETS + "  deprecated: true\n"})
    assert run("diff", old, new).exit_code == 0
    assert run("diff", old, new, "--fail-on", "additive").exit_code == 1


def test_an_unsound_side_is_a_problem(pair: tuple[Path, Path]) -> None:
    (pair[1] / "paths/pets.yaml").write_text("get: [\n")
    result = run("diff", *pair)
    assert result.exit_code == 1
    assert f"{pair[1]}/paths/pets.yaml:2 yaml-syntax" in result.stderr
