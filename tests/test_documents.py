"""What the documents tell people to type works as printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from modelarts_emulator.config import read_config_file

from tests.walks import Shell, blocks, take_walk

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCUMENTS += [ROOT / "generator/README.md", ROOT / "emulator/README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell without anybody's credentials."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUAWEICLOUD_", "OS_", "HW_"))}
    environment = {**kept, "HOME": str(tmp_path), "PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1"}
    return Shell(tmp_path, environment)


def test_the_walk_of_the_readme(shell: Shell) -> None:
    (shell.folder / "docs").symlink_to(ROOT / "docs")
    assert take_walk(ROOT / "README.md", shell) == ["serve", "run", "run", "run"]


def test_the_samples_for_the_emulator(shell: Shell, tmp_path: Path) -> None:
    by_kind = {block.kind: block.text for block in blocks(ROOT / "docs/emulator.md")}
    (tmp_path / "accounts.toml").write_text(by_kind["toml"])
    assert [user.name for user in read_config_file(tmp_path / "accounts.toml").users] == ["tester"]
    (tmp_path / "test_samples.py").write_text(by_kind["python"])
    assert "2 passed" in shell.run("python -m pytest -q -p no:cacheprovider test_samples.py")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_of_make_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\n])", document.read_text()))
    for target in sorted(named):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_programs_that_are_named_exist(document: Path) -> None:
    for word in re.findall(r"`(modelarts(?:-\w+)?)(?: [^`]*)?`", document.read_text()):
        if word not in ("modelarts-client", "modelarts-openapi"):
            assert shutil.which(word, path=str(BIN)), word
