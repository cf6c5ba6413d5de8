"""Redocly CLI, Spectral and IBM's validator: every finding is a problem, unless a config says why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .commands import Done, last_lines, run_tool
from .environments import CONFIGS, NODE_BIN
from .errors import ToolError
from .row import Job

Lint = Callable[[Job], list[str]]
_REDOCLY_APIS = {"openapi.yaml": "3.1", "openapi-3.0.json": "3.0"}


def lint_with_redocly(job: Job) -> list[str]:
    """Use the rules for the version of OpenAPI that the bundle has."""
    api = _REDOCLY_APIS[job.bundle.name]
    options: list[str | Path] = ["--config", CONFIGS / "redocly.yaml", "--format", "json", "--max-problems", "1000"]
    report = read_report(run_tool([NODE_BIN / "redocly", "lint", api, *options], job.folder))
    return [
        _line(item["ruleId"], item["location"][0].get("pointer", ""), item["message"]) for item in report["problems"]
    ]


def lint_with_spectral(job: Job) -> list[str]:
    """Hints count as well."""
    options: list[str | Path] = ["--ruleset", CONFIGS / "spectral.yaml", "--format", "json", "--quiet"]
    report = read_report(run_tool([NODE_BIN / "spectral", "lint", *options, job.bundle], job.folder))
    return list(_findings(report, "code"))


def lint_with_ibm(job: Job) -> list[str]:
    """Its findings come by severity; hints count as well."""
    options: list[str | Path] = ["--ruleset", CONFIGS / "ibm.yaml", "--json"]
    report = read_report(run_tool([NODE_BIN / "lint-openapi", *options, job.bundle], job.folder))
    results = [item for severity in ("error", "warning", "info", "hint") for item in report[severity]["results"]]
    return list(_findings(results, "rule"))


def read_report(done: Done) -> Any:
    """Read what a linter has found. Raises ToolError where it has written no JSON."""
    try:
        return json.loads(done.out)
    except json.JSONDecodeError:
        raise ToolError(f"no report: {last_lines(done.text)}") from None


def _findings(results: Iterable[dict[str, Any]], rule: str) -> Iterable[str]:
    return (_line(item[rule], "/".join(map(str, item["path"])), item["message"]) for item in results)


def _line(rule: str, place: str, message: str) -> str:
    return f"{rule} {place}: {message}"
