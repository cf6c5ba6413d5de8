from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from publishing.checksums import NAME, format_checksums
from tests.walks import Shell, take_walk

from .places import BIN, ROOT, copy_tree, run, stranger, write_pins

LISTS = ("v2/{project_id}/datasets", "v1/{project_id}/notebooks")


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This working tree as a repository with one commit."""
    tree = copy_tree(tmp_path_factory.mktemp("tree"))
    # It notes that generated/ is sound; publishing need not find that out each time.
    run(BIN / "modelarts-generator", "generate", "--spec", "spec/openapi.yaml", cwd=tree)
    return tree


@pytest.fixture(scope="session")
def dist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make publish` makes of it."""
    out = tmp_path_factory.mktemp("published") / "dist"
    run(sys.executable, "-m", "publishing", "--out", out, cwd=tree)
    return out


@pytest.fixture(scope="session")
def pins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Constraints for pip."""
    return write_pins(tmp_path_factory.mktemp("pins") / "pins.txt")


@pytest.fixture(scope="session")
def next_dist(dist: Path) -> Path:
    """A later publication: a filter of ListDatasets has another name, and ListNotebooks needs a parameter."""
    later = dist.parent / "next"
    later.mkdir()
    document = json.loads((dist / "openapi.json").read_text())
    datasets, notebooks = (document["paths"][f"/{path}"]["get"]["parameters"] for path in LISTS)
    (renamed,) = (parameter for parameter in datasets if parameter.get("name") == "contain_versions")
    renamed["name"] = "has_versions"
    notebooks.append({**renamed, "name": "region", "required": True})
    (later / "openapi.json").write_text(json.dumps(document, indent=2))
    (later / NAME).write_text(format_checksums(later))
    return later


@pytest.fixture(scope="session")
def team(dist: Path, next_dist: Path, pins: Path) -> Path:
    """The repository of a team that has followed docs/regenerating.md to its end."""
    steps = take_walk(ROOT / "docs/regenerating.md", Shell(dist.parent, stranger(pins)))
    assert steps == ["run", "run", "run", "run", "serve", "run", "run", "run", "run"]
    return next_dist.parent / "acme-sdk"
