"""A run with nothing to do finds that out by itself, quickly, and never wrongly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.generator.trees import PET, SPLIT, run, snapshot, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

HEAVY = ("yaml", "jinja2", "jsonschema", "openapi_spec_validator", "orjson", "datamodel_code_generator", "pydantic")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "spec", SPLIT)


@pytest.fixture
def generate(spec: Path, tmp_path: Path) -> Callable[..., str]:
    def run_generate(*options: str) -> str:
        result = run("generate", "--spec", spec, "--out", tmp_path / "out", "--target", "bundle", *options)
        assert result.exit_code == 0, result.output
        return result.stdout.strip().rpartition(": ")[2]

    return run_generate


NOTHING = "nothing has changed"


def test_a_second_run_writes_nothing(generate: Callable[..., str], tmp_path: Path) -> None:
    assert generate() == "3 files, 3 written, 0 removed"
    before = snapshot(tmp_path)
    cache = (tmp_path / "out/.cache/fingerprint.json").stat().st_mtime_ns
    assert generate() == NOTHING
    assert snapshot(tmp_path) == before
    assert (tmp_path / "out/.cache/fingerprint.json").stat().st_mtime_ns == cache


def test_without_its_cache_a_run_still_writes_nothing(generate: Callable[..., str], tmp_path: Path) -> None:
    generate()
    before = snapshot(tmp_path)
    (tmp_path / "out/.cache/fingerprint.json").unlink()
    assert generate() == "3 files, 0 written, 0 removed"
    assert snapshot(tmp_path) == before


def change_source(tmp_path: Path) -> None:
    (tmp_path / "spec/components/schemas/pets/Pet.yaml").write_text(PET + "title: Pet\n")


def add_source(tmp_path: Path) -> None:
    (tmp_path / "spec/components/schemas/pets/Cat.yaml").write_text(PET)


def change_output(tmp_path: Path) -> None:
    (tmp_path / "out/openapi.json").write_text("{}")


def remove_output(tmp_path: Path) -> None:
    (tmp_path / "out/openapi.yaml").unlink()


def damage_cache(tmp_path: Path) -> None:
    (tmp_path / "out/.cache/fingerprint.json").write_text("[]")


@pytest.mark.parametrize("change", [change_source, add_source, change_output, remove_output, damage_cache])
def test_any_change_is_noticed(change: Callable[[Path], None], generate: Callable[..., str], tmp_path: Path) -> None:
    generate()
    change(tmp_path)
    assert generate() != NOTHING
    assert generate() == NOTHING


def test_other_options_are_noticed(generate: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    generate()
    assert generate("--package-name", "shop") != NOTHING
    assert generate("--package-name", "shop") == NOTHING
    assert generate("--templates", str(tmp_path / "templates")) != NOTHING
    write_tree(tmp_path, {"templates/python/x.jinja": "x"})
    assert generate("--templates", str(tmp_path / "templates")) != NOTHING
    assert generate("--templates", str(tmp_path / "templates")) == NOTHING


def test_the_quick_answer_loads_nothing_heavy(generate: Callable[..., str], spec: Path, tmp_path: Path) -> None:
    generate()
    code = (
        "import sys\nfrom modelarts_generator.cli import main\n"
        f"main({['generate', '--spec', str(spec), '--out', str(tmp_path / 'out'), '--target', 'bundle']!r}, "
        "standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].endswith(NOTHING)
    assert done.stdout.splitlines()[1] == "[]"
