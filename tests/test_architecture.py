"""The rules between the parts, read from the imports in the source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GENERATOR = ROOT / "generator/modelarts_generator"
EMULATOR = ROOT / "emulator/modelarts_emulator"
CLIENT = ROOT / "generated/python/modelarts_client"
HTTP = {"starlette", "uvicorn", "httptools", "httpx2", "http"}
OURS = {"modelarts_generator", "modelarts_emulator", "modelarts_client"}


def imports(file: Path, package: Path) -> Iterator[str]:
    """The modules that a file imports, relative ones resolved from the package's name on."""
    inside = [package.name, *file.relative_to(package).parts[:-1]]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = inside[: len(inside) - node.level + 1] if node.level else []
            yield ".".join([*base, *([node.module] if node.module else [])])


def sources(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.py"))
    assert files, f"{folder} holds no source"
    return files


def tops(folder: Path, package: Path) -> set[str]:
    """The top-level packages imported anywhere in a folder."""
    return {name.partition(".")[0] for file in sources(folder) for name in imports(file, package)}


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        (EMULATOR, {"modelarts_generator", "modelarts_client"}),
        (GENERATOR, {"modelarts_emulator", "modelarts_client"}),
        (CLIENT, {"modelarts_generator", "modelarts_emulator"}),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_the_parts_do_not_import_each_other(package: Path, foreign: set[str]) -> None:
    assert not tops(package, package) & foreign


@pytest.mark.parametrize("package", [EMULATOR, GENERATOR, CLIENT], ids=lambda path: path.name)
def test_nothing_that_is_installed_imports_what_stays_in_the_checkout(package: Path) -> None:
    assert not tops(package, package) & {"publishing", "benchmarks", "interop", "tests"}


@pytest.mark.parametrize("folder", ["services", "store"])
def test_what_is_below_the_handlers_knows_no_http(folder: str) -> None:
    found = {name for file in sources(EMULATOR / folder) for name in imports(file, EMULATOR)}
    assert not {name.partition(".")[0] for name in found} & HTTP
    upwards = {"handlers", "control", "pipeline", "asgi", "app", "server", "routing"}
    assert not {name for name in found if name.startswith("modelarts_emulator.") and name.split(".")[1] in upwards}


def test_handlers_speak_to_services_only() -> None:
    found = {name for file in sources(EMULATOR / "handlers") for name in imports(file, EMULATOR)}
    inside = {name.split(".")[1] for name in found if name.startswith("modelarts_emulator.") and "." in name}
    assert inside <= {"calls", "registry", "services", "errors", "handlers", "backend"}


def test_the_sdk_imports_its_runtime_libraries_only() -> None:
    allowed = {"anyio", "httpx2", "pydantic", "pydantic_core", "ruamel", "modelarts_client"}
    core = {folder for folder in CLIENT.iterdir() if folder.is_dir() and folder.name not in ("cli", "__pycache__")}
    assert core
    found = {name for folder in core for name in tops(folder, CLIENT)} | {
        name.partition(".")[0] for file in CLIENT.glob("*.py") for name in imports(file, CLIENT)
    }
    assert found - set(sys.stdlib_module_names) - allowed - {"__future__", ""} == set()


def test_the_command_line_adds_its_own_libraries_only() -> None:
    allowed = {"click", "jmespath", "rich", "ruamel", "modelarts_client"}
    assert tops(CLIENT / "cli", CLIENT) - set(sys.stdlib_module_names) - allowed - {"__future__"} == set()


def test_the_copied_runtime_is_the_handwritten_one() -> None:
    for folder, copy in (("python/runtime", "_runtime"), ("cli/runtime", "cli/_runtime")):
        written = {
            file.relative_to(ROOT / "templates" / folder): file.read_text()
            for file in sources(ROOT / "templates" / folder)
        }
        copied = {file.relative_to(CLIENT / copy): file.read_text() for file in sources(CLIENT / copy)}
        assert written.keys() == copied.keys()
        assert [name for name, text in written.items() if not copied[name].endswith(text)] == []


@pytest.mark.parametrize("package", [GENERATOR, EMULATOR, ROOT / "templates"], ids=lambda path: path.name)
def test_files_stay_small(package: Path) -> None:
    assert [str(file) for file in sources(package) if len(file.read_text().splitlines()) >= 300] == []
