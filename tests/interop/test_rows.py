from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from interop.environments import LOCK, REQUIREMENTS, ROOT
from interop.row import Row
from interop.rows import ROWS
from interop.table import render_page
from interop.versions import version_of

# Everyone's tools, as the page promises them.
TOOLS = {
    "@hey-api/openapi-ts",
    "@redocly/cli",
    "@stoplight/prism-cli",
    "@stoplight/spectral-cli",
    "ibm-openapi-validator",
    "openapi-generator-cli",
    "openapi-python-client",
    "openapi-spec-validator",
    "openapi-typescript",
}


def test_each_tool_has_a_row_and_each_row_a_name_of_its_own() -> None:
    assert {row.tool for row in ROWS} == TOOLS
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {row.bundle for row in ROWS} == {"openapi.yaml", "openapi.json", "openapi-3.0.json"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_uses_a_pinned_version_of_its_tool_on_what_is_published(row: Row) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", version_of(row))
    assert (ROOT / "generated" / row.bundle).is_file()
    assert row.note or not row.known


def test_the_page_is_what_the_rows_say() -> None:
    assert (ROOT / "docs/interop.md").read_text() == render_page(ROWS), "run `make interop-docs`"


def test_npm_packages_are_pinned_with_hashes_and_without_an_address() -> None:
    lock = json.loads(LOCK.read_text())["packages"]
    own = lock.pop("")
    wanted = json.loads((LOCK.parent / "package.json").read_text())
    assert own["dependencies"] == wanted["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["dependencies"].values())
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["overrides"].values())
    assert [name for name, package in lock.items() if "integrity" not in package or "resolved" in package] == []


def test_python_packages_are_pinned_with_hashes_and_without_an_address() -> None:
    text = REQUIREMENTS.read_text()
    pins = re.findall(r"^(\S+)==\S+ .*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\S", text, re.MULTILINE))
    assert "://" not in text
    wanted = re.findall(r"^[a-z].*$", (REQUIREMENTS.parent / "interop.in").read_text(), re.MULTILINE)
    assert set(wanted) <= set(pins)


def test_nothing_is_downloaded_when_packages_are_installed() -> None:
    settings = Path(ROOT / "interop/.npmrc").read_text().splitlines()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)
