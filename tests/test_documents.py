"""What the documents tell people to type works as printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from modelarts_emulator.config import read_config_file

from tests.contract.servers import free_port

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCUMENTS += sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"(?:<!-- walk: (?P<walk>\w+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block; `walk` says that it is a step of the walk, and which kind of step."""

    kind: str
    text: str
    walk: str | None


def blocks(document: Path) -> list[Block]:
    found = BLOCK.finditer(document.read_text())
    return [Block(match["kind"], match["text"], match["walk"]) for match in found]


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command with the output that is printed below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment without anybody's credentials."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUAWEICLOUD_", "OS_", "HW_"))}
    return {**kept, "HOME": str(tmp_path), "PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1"}


def test_the_walk_of_the_readme(shell: dict[str, str], tmp_path: Path) -> None:
    port = str(free_port())
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    steps = blocks(ROOT / "README.md")
    walk = [index for index, step in enumerate(steps) if step.walk]
    assert [steps[index].walk for index in walk] == ["serve", "run", "run", "run"]
    serving, banner = start(steps[walk[0]].text.replace("8765", port), shell, tmp_path)
    exports = ""
    try:
        assert banner == last_output(steps[walk[0]].text).replace("8765", port)
        for index in walk[1:]:
            text = steps[index].text.replace("8765", port)
            if steps[index].kind == "python":
                script, expected = f"python - <<'PROGRAM'\n{text}\nPROGRAM\n", steps[index + 1].text
            else:
                script, expected = as_script(text)
            assert run(f"{exports}\n{script}", shell, tmp_path) == expected
            exports = exports or "\n".join(line for line in script.splitlines() if line.startswith("export "))
    finally:
        serving.terminate()
        serving.communicate(timeout=20)


def start(text: str, shell: dict[str, str], folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Run the preparations, start the server of the last line, and return its first line of output."""
    *preparations, server = [command for command, _ in commands(text)]
    run("\n".join(preparations), shell, folder)
    process = subprocess.Popen(
        ["bash", "-c", f"exec {server}"],
        env=shell,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    return process, process.stdout.readline()


def last_output(text: str) -> str:
    return list(commands(text))[-1][1]


def as_script(text: str) -> tuple[str, str]:
    """All commands as one script, and all that it should print."""
    pairs = list(commands(text))
    return "\n".join(command for command, _ in pairs), "".join(output for _, output in pairs)


def run(script: str, shell: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], env=shell, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_samples_for_the_emulator(shell: dict[str, str], tmp_path: Path) -> None:
    by_kind = {block.kind: block.text for block in blocks(ROOT / "docs/emulator.md")}
    (tmp_path / "accounts.toml").write_text(by_kind["toml"])
    assert [user.name for user in read_config_file(tmp_path / "accounts.toml").users] == ["tester"]
    (tmp_path / "test_samples.py").write_text(by_kind["python"])
    assert "2 passed" in run("python -m pytest -q -p no:cacheprovider test_samples.py", shell, tmp_path)


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
