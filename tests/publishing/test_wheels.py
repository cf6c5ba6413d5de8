"""Each distribution installs from its wheel into an empty environment, with its runtime libraries and nothing else."""

from __future__ import annotations

import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from modelarts_emulator.description import load_description
from modelarts_emulator.handlers import NOT_IMPLEMENTED

from .places import ROOT, run

PROGRAM = """
from pathlib import Path
import modelarts_client

with modelarts_client.ModelArts(endpoint="http://127.0.0.1:9", project_id="0" * 32, credentials=None) as client:
    client.datasets.list
print((Path(modelarts_client.__file__).parent / "py.typed").exists())
"""
NAMES = ("modelarts_client", "modelarts_emulator", "modelarts_generator")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("publication")]


class Environment:
    """An environment of its own, without pip: the one of the tests installs into it."""

    def __init__(self, folder: Path, pins: Path) -> None:
        venv.create(folder, with_pip=False)
        self.folder, self.programs, self.pins = folder, folder / "bin", pins

    def pip(self, *arguments: str | Path) -> str:
        python = self.programs / "python"
        return run(sys.executable, "-m", "pip", "--python", python, *arguments, cwd=self.folder)

    def install(self, wheel: Path, extras: str = "") -> None:
        self.pip("install", "--quiet", "--no-compile", "-c", self.pins, f"{wheel}{extras}")

    def installed(self) -> set[str]:
        listed = self.pip("list", "--format", "freeze").splitlines()
        return {line.partition("==")[0].lower().replace("_", "-") for line in listed}

    def run(self, program: str, *arguments: str) -> str:
        return run(self.programs / program, *arguments, cwd=self.folder)


def wheel(dist: Path, name: str) -> Path:
    (found,) = dist.glob(f"{name}-*.whl")
    return found


def test_the_sdk_stands_alone_and_its_command_line_is_an_extra(dist: Path, pins: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "env", pins)
    environment.install(wheel(dist, "modelarts_client"))
    found = environment.installed()
    assert {"modelarts-client", "httpx2", "pydantic", "ruamel.yaml"} <= found
    others = {"modelarts-generator", "modelarts-emulator", "jinja2", "datamodel-code-generator"}
    assert not found & {*others, "click", "rich", "jmespath"}
    assert environment.run("python", "-c", PROGRAM) == "True\n"
    environment.install(wheel(dist, "modelarts_client"), "[cli]")
    assert {"click", "rich", "jmespath"} <= environment.installed()
    assert "datasets" in environment.run("modelarts", "--help")
    assert environment.run("modelarts", "--version").split()[-1] == version_of(wheel(dist, "modelarts_client"))


def test_the_emulator_brings_the_description(dist: Path, pins: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "env", pins)
    environment.install(wheel(dist, "modelarts_emulator"))
    assert not environment.installed() & {"modelarts-generator", "modelarts-client", "pydantic", "jinja2"}
    coverage = environment.run("modelarts-emulator", "coverage")
    described = len(load_description().operations)
    line = f"{described - len(NOT_IMPLEMENTED)} of {described} operations are implemented"
    assert coverage.splitlines()[-1] == line
    assert environment.run("modelarts-emulator", "--version").split()[-1] == version_of(
        wheel(dist, "modelarts_emulator")
    )


def version_of(file: Path) -> str:
    return file.name.split("-")[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_wheel_carries_what_belongs_to_it(name: str, dist: Path) -> None:
    with zipfile.ZipFile(wheel(dist, name)) as archive:
        (licence,) = (entry for entry in archive.namelist() if entry.endswith(".dist-info/licenses/LICENSE"))
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
        metadata = archive.read(licence.replace("licenses/LICENSE", "METADATA")).decode()
        assert f"{name}/py.typed" in archive.namelist()
        assert not [entry for entry in archive.namelist() if "__pycache__" in entry]
    head, _, readme = metadata.partition("\n\n")
    assert name.replace("_", "-") in readme
    assert "License-Expression: Apache-2.0" in head
    assert "Project-URL" not in head  # there is none yet


@pytest.mark.parametrize("name", NAMES)
def test_the_wheel_of_the_sdist_is_the_one_of_the_checkout(name: str, dist: Path, tmp_path: Path) -> None:
    (sdist,) = dist.glob(f"{name}-*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=tree)
    assert unzipped(wheel(tmp_path / "dist", name)) == unzipped(wheel(dist, name))


def unzipped(file: Path) -> dict[str, bytes]:
    """What a wheel holds; the list of its files is in the order in which they were found."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    return {
        name: b"".join(sorted(content.splitlines(keepends=True))) if name.endswith("/RECORD") else content
        for name, content in contents.items()
    }
