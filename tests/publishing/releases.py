"""Small repositories with what a publication reads from one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .places import IDENTITY, commit, run

CHANGELOG = """# Changelog

## Unreleased

### Added

- What nobody has yet.

## [0.1.0] - 2026-01-01

- The first one.
"""


def describe(version: str, *names: str) -> dict[str, Any]:
    """A description with one list for each name."""
    done = {"204": {"description": "Done."}}
    paths = {
        f"/{name}": {"get": {"operationId": f"List{name.title()}", "tags": [name], "responses": done}} for name in names
    }
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": version}, "paths": paths}


def write_release(root: Path, version: str, *names: str, tag: bool = True) -> None:
    """Commit a description, tagged as a release or not."""
    (root / "generated").mkdir(parents=True, exist_ok=True)
    (root / "generated/openapi.json").write_text(json.dumps(describe(version, *names)))
    (root / "CHANGELOG.md").write_text(CHANGELOG)
    commit(root, f"Version {version}")
    if tag:
        run("git", "tag", f"v{version}", cwd=root, **IDENTITY)
