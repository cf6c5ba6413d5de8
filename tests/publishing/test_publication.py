"""What `make publish` makes, looked at as those look at it who download it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from .places import BIN, ROOT, run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("publication")]
GENERATED = {file.name for file in (ROOT / "generated").glob("*.*") if not file.name.startswith(".")}
ONLY_PUBLISHED = {"openapi-dereferenced.json"}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_everything_is_there(dist: Path) -> None:
    version = json.loads((dist / "openapi.json").read_bytes())["info"]["version"]
    built = {
        f"modelarts_{name}-{version}{ending}"
        for name in ("client", "emulator", "generator")
        for ending in ("-py3-none-any.whl", ".tar.gz")
    }
    others = {f"CHANGELOG-{version}.md", "SHA256SUMS", "regenerating", "regenerating.md", "site"}
    assert {"openapi.yaml", "openapi.json", "errors.json"} <= GENERATED
    assert {entry.name for entry in dist.iterdir()} == GENERATED | ONLY_PUBLISHED | built | others


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_the_descriptions_are_the_generated_ones(name: str, dist: Path) -> None:
    assert (dist / name).read_bytes() == (ROOT / "generated" / name).read_bytes()


def test_the_checksums_hold_and_leave_nothing_out(dist: Path) -> None:
    checked = run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=dist).splitlines()
    names = [line.removesuffix(": OK") for line in checked]
    assert names == sorted(contents(dist).keys() - {"SHA256SUMS"})


def test_the_same_commit_gives_the_same_bytes(tree: Path, dist: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    other = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    table = run(sys.executable, "-m", "publishing", "--out", out, cwd=tree, **other)
    assert contents(out) == contents(dist)
    assert all(entry.name in table for entry in out.iterdir())


def test_metadata_is_as_indexes_want_it(dist: Path) -> None:
    files = sorted([*dist.glob("*.whl"), *dist.glob("*.tar.gz")])
    checked = run(BIN / "twine", "check", "--strict", *files, cwd=dist)
    assert checked.count("PASSED") == len(files) == 6
