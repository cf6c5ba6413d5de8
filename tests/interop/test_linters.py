from __future__ import annotations

from pathlib import Path

import pytest

from interop import linters, validators
from interop.errors import ToolError
from tests.interop.reports import job, say


def test_redocly_findings_have_rule_place_and_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    finding = {"ruleId": "info-license", "message": "No license.", "location": [{"pointer": "#/info"}]}
    commands = say(monkeypatch, linters, {"problems": [finding]}, status=1)
    found = linters.lint_with_redocly(job(tmp_path, bundle="openapi-3.0.json"))
    assert found == ["info-license #/info: No license."]
    assert commands[0][1:3] == ["lint", "3.0"]


def test_spectral_findings_of_every_severity_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    findings = [{"code": "a", "path": ["paths", "/a", "get"], "message": "m", "severity": level} for level in range(4)]
    say(monkeypatch, linters, findings)
    assert linters.lint_with_spectral(job(tmp_path)) == ["a paths//a/get: m"] * 4


def test_ibm_findings_come_by_severity(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def results(*rules: str) -> dict[str, object]:
        return {"results": [{"rule": rule, "path": ["info"], "message": "m"} for rule in rules]}

    report = {"error": results("a", "b"), "warning": results("c"), "info": results(), "hint": results("d")}
    say(monkeypatch, linters, report, status=1)
    assert linters.lint_with_ibm(job(tmp_path)) == [f"{rule} info: m" for rule in "abcd"]


@pytest.mark.parametrize("lint", [linters.lint_with_redocly, linters.lint_with_spectral, linters.lint_with_ibm])
def test_a_linter_without_a_report_has_failed(
    lint: linters.Lint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    say(monkeypatch, linters, "", status=2, error="[ERROR] There was a problem with the ruleset.\n")
    with pytest.raises(ToolError, match=r"no report: \[ERROR\] There was a problem"):
        lint(job(tmp_path, bundle="openapi.yaml"))


def test_the_validator_has_to_say_ok(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say(monkeypatch, validators, "openapi.json: OK\n")
    assert validators.validate(job(tmp_path)) == []
    say(monkeypatch, validators, "")
    assert validators.validate(job(tmp_path)) == ["it said nothing"]
    say(monkeypatch, validators, "openapi.json: Validation Error: [1] no paths\n", status=1)
    assert validators.validate(job(tmp_path)) == ["openapi.json: Validation Error: [1] no paths"]
