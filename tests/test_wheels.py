"""Each distribution installs from its wheel into an empty environment, with its runtime libraries and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from modelarts_emulator.description import load_description
from modelarts_emulator.handlers import NOT_IMPLEMENTED

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements/dev.txt"
TOOLS = {"pip", "setuptools"}
PROGRAM = """
from pathlib import Path
import modelarts_client

with modelarts_client.ModelArts(endpoint="http://127.0.0.1:9", project_id="0" * 32, credentials=None) as client:
    client.datasets.list
print((Path(modelarts_client.__file__).parent / "py.typed").exists())
"""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheels")]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(folder: str, tmp_path: Path, extras: str = "") -> Path:
    """Build a wheel, install it with the versions of the lock file, and return the environment's programs."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=ROOT / folder)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    pins = tmp_path / "pins.txt"
    pins.write_text("".join(f"{pin}\n" for pin in re.findall(r"^[\w.-]+==[\w.]+", LOCK.read_text(), re.MULTILINE)))
    programs = tmp_path / "env/bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", "-c", pins, f"{wheel}{extras}", cwd=tmp_path)
    return programs


def installed(programs: Path, tmp_path: Path) -> set[str]:
    listed = run(programs / "python", "-m", "pip", "list", "--format", "freeze", cwd=tmp_path)
    return {line.partition("==")[0].lower().replace("_", "-") for line in listed.splitlines()} - TOOLS


def test_the_sdk_stands_alone(tmp_path: Path) -> None:
    programs = install("generated/python", tmp_path)
    found = installed(programs, tmp_path)
    assert {"modelarts-client", "httpx2", "pydantic", "ruamel.yaml"} <= found
    assert not found & {
        "modelarts-generator",
        "modelarts-emulator",
        "jinja2",
        "click",
        "rich",
        "datamodel-code-generator",
    }
    assert run(programs / "python", "-c", PROGRAM, cwd=tmp_path) == "True\n"


def test_the_command_line_is_an_extra(tmp_path: Path) -> None:
    programs = install("generated/python", tmp_path, "[cli]")
    assert {"click", "rich", "jmespath"} <= installed(programs, tmp_path)
    assert "datasets" in run(programs / "modelarts", "--help", cwd=tmp_path)


def test_the_emulator_brings_the_description(tmp_path: Path) -> None:
    programs = install("emulator", tmp_path)
    assert not installed(programs, tmp_path) & {"modelarts-generator", "modelarts-client", "pydantic", "jinja2"}
    coverage = run(programs / "modelarts-emulator", "coverage", cwd=tmp_path)
    described = len(load_description().operations)
    line = f"{described - len(NOT_IMPLEMENTED)} of {described} operations are implemented"
    assert coverage.splitlines()[-1] == line


def test_the_generator_brings_the_templates(tmp_path: Path) -> None:
    programs = install("generator", tmp_path)
    assert not installed(programs, tmp_path) & {"modelarts-emulator", "modelarts-client", "httpx2"}
    bundle = ROOT / "generated/openapi.json"
    run(
        programs / "modelarts-generator",
        "generate",
        "--spec",
        bundle,
        "--out",
        tmp_path / "out",
        "--package-name",
        "my_client",
        cwd=tmp_path,
    )
    assert (tmp_path / "out/python/my_client/resources/datasets.py").is_file()
