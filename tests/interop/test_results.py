"""What becomes of a row: passed, failed as known, failed, skipped; and what that means for the exit status."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from interop import __main__ as program
from interop import environments, runner
from interop.commands import Done, run_tool, run_well
from interop.environments import find_missing
from interop.errors import MissingError, ToolError
from interop.row import Job, Need, Outcome, Row, Verdict, judge
from interop.table import summary
from tests.interop.reports import row, say

NONE: frozenset[str] = frozenset()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BUILD", tmp_path)
    monkeypatch.setattr(environments, "BUILD", tmp_path)


def outcome_of(subject: Row) -> Outcome:
    return runner.run_row(subject, Path("openapi.json"), NONE, {})


def test_a_row_without_problems_passes() -> None:
    assert outcome_of(row(lambda _: [])).verdict is Verdict.PASSES


def test_a_fault_of_the_tool_is_expected_exactly() -> None:
    known = row(lambda _: [], "a", "b")
    assert judge(known, ["b", "a"]) == (Verdict.FAILS_AS_KNOWN, ())
    assert judge(known, ["a", "b", "c"]) == (Verdict.FAILED, ("new: c",))
    assert judge(known, ["a"]) == (Verdict.FAILED, ("gone: b (take it out of interop/rows.py)",))
    assert judge(known, [])[0] is Verdict.FAILED


def test_a_tool_that_breaks_down_has_failed() -> None:
    def break_down(_: Job) -> list[str]:
        raise ToolError("it ended with status 3")

    outcome = outcome_of(row(break_down, "a fault that is known"))
    assert (outcome.verdict, outcome.details) == (Verdict.FAILED, ("it ended with status 3",))


def test_a_report_of_another_form_is_a_failure() -> None:
    outcome = outcome_of(row(lambda _: {"other": []}["problems"]))
    assert (outcome.verdict, outcome.details) == (
        Verdict.FAILED,
        ("its report has another form: KeyError('problems')",),
    )


def test_a_row_works_in_an_empty_folder(tmp_path: Path) -> None:
    left = tmp_path / "rows/tool/left"
    left.parent.mkdir(parents=True)
    left.touch()
    assert outcome_of(row(lambda job: [file.name for file in job.folder.iterdir()])).verdict is Verdict.PASSES


def test_a_row_is_skipped_for_each_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    missing = find_missing([Need.NODE, Need.JAVA])
    assert missing == {Need.NODE: "node is not installed", Need.JAVA: "java is not installed"}
    skipped = row(lambda _: ["never used"], needs=(Need.JAVA, Need.PYTHON, Need.NODE))
    outcome = runner.run_row(skipped, Path("openapi.json"), NONE, missing)
    assert outcome == Outcome(skipped, Verdict.SKIPPED, ("java is not installed", "node is not installed"))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("v18.20.1", "node is 18.20, and 20.19 is wanted"),
        ("v20.18.3", "node is 20.18, and 20.19 is wanted"),
        ("no such option", "node does not tell its version: no such option"),
    ],
)
def test_an_old_node_is_a_reason(told: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: f"/bin/{program}")
    say(monkeypatch, environments, told)
    assert find_missing([Need.NODE]) == {Need.NODE: reason}


def test_packages_are_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = say(monkeypatch, environments, "")
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    for text, count in (("a", 1), ("a", 1), ("b", 2)):
        lock.write_text(text)
        environments.install("packages", lock, stamp, [["install"]], tmp_path)
        assert len(steps) == count


def test_packages_that_cannot_be_had_are_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, environments, "", status=1, error="npm notice\nnpm error network ENOTFOUND\nnpm help\n")
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.touch()
    with pytest.raises(MissingError, match=r"packages cannot be installed: npm error network ENOTFOUND$"):
        environments.install("packages", lock, stamp, [["install"]], tmp_path)
    assert not stamp.exists()


def test_the_counts_are_a_line_that_machines_read() -> None:
    verdicts = [Verdict.PASSES, Verdict.FAILS_AS_KNOWN, Verdict.FAILED, Verdict.SKIPPED, Verdict.SKIPPED]
    outcomes = [Outcome(row(lambda _: []), verdict) for verdict in verdicts]
    assert summary(outcomes) == "2 passed, 1 failed, 2 skipped"


@pytest.mark.parametrize(
    ("problems", "missing", "status", "line"),
    [
        ([], {}, 0, "1 passed, 0 failed, 0 skipped"),
        (["a"], {}, 1, "0 passed, 1 failed, 0 skipped"),
        ([], {Need.PYTHON: "no network"}, 0, "0 passed, 0 failed, 1 skipped"),
    ],
    ids=["passed", "failed", "skipped"],
)
def test_a_failed_row_is_the_exit_status(
    problems: list[str],
    missing: dict[Need, str],
    status: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(program, "ROWS", (row(lambda _: problems),))
    monkeypatch.setattr(program, "find_missing", lambda _: missing)
    assert program.main(["--rows", "tool"]) == status
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == line
    assert re.search(r"mypy +│ \d+\.\d+\.\d+ +│ openapi.json +│ all of it", printed)
    for reason in (*problems, *missing.values()):
        assert f"tool: {reason}" in printed or f"tool: new: {reason}" in printed


@pytest.mark.parametrize("problems", [[], ["a"]], ids=["passed", "failed"])
def test_the_page_is_written_when_all_is_as_expected(
    problems: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "interop.md"
    monkeypatch.setattr(program, "PAGE", page)
    monkeypatch.setattr(program, "ROWS", (row(lambda _: problems),))
    monkeypatch.setattr(program, "find_missing", lambda _: {})
    assert program.main(["--rows", "tool", "--write"]) == len(problems)
    assert page.exists() is not bool(problems)
    assert ("not written" in capsys.readouterr().err) is bool(problems)


def test_a_row_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        program.main(["--rows", "prism,redoc"])
    assert "there is no row 'redoc', only ibm" in capsys.readouterr().err


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo first; echo last >&2; exit 3"]
    assert run_tool(command, tmp_path) == Done(3, "first\n", "last\n")
    with pytest.raises(ToolError, match=r"sh ended with status 3: first \| last"):
        run_well(command, tmp_path)
