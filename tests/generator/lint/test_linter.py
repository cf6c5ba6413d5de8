"""The table of rules, and who decides which of them apply."""

from __future__ import annotations

from pathlib import Path

import pytest
from modelarts_generator.lint import rules
from modelarts_generator.lint.linter import lint_document

from tests.generator.trees import document, run

POOR = "/a: {get: {operationId: A, responses: {'200': {description: Ok}}}}"


@pytest.mark.parametrize("name", rules.RULES)
def test_every_rule_is_a_file_with_its_test_beside_the_others(name: str) -> None:
    file = name.replace("-", "_")
    assert rules.RULES[name].check.__module__.endswith(f".lint.{file}")
    assert (Path(__file__).parent / f"test_{file}.py").is_file()


def test_every_file_is_in_the_table() -> None:
    folder = Path(rules.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")}
    assert files - {"--init--", "context", "linter", "rules"} == set(rules.RULES)


@pytest.mark.parametrize(
    ("head", "house_style", "applies"),
    [
        ("", None, False),
        ("", True, True),
        ("x-lint: modelarts\n", None, False),
        ("x-lint: modelarts\n", False, False),
    ],
)
def test_other_people_are_not_flooded(head: str, house_style: bool | None, applies: bool, tmp_path: Path) -> None:
    bundled = document(tmp_path, POOR, head=head)
    assert bool(lint_document(bundled, house_style)) is applies


def test_a_description_can_ask_for_the_house_style(tmp_path: Path) -> None:
    document(tmp_path, POOR)
    spec = tmp_path / "openapi.yaml"
    assert run("lint", "--spec", spec).exit_code == 0
    spec.write_text(spec.read_text().replace("title: T", "title: T, x-lint: modelarts"))
    result = run("lint", "--spec", spec)
    assert result.exit_code == 1
    assert f"{spec}:4 operation-description: A has no summary (say what it does)" in result.stderr
    assert run("lint", "--spec", spec, "--no-house-style").exit_code == 0
