from __future__ import annotations

from pathlib import Path

import pytest

from interop import openapi_generator, python, python_client, typescript
from interop.commands import Done
from interop.errors import ToolError
from interop.operations import missing_operations
from tests.interop.reports import job, say

REFUSED = """\
Validating spec (openapi-3.0.json)
Errors:
\t- attribute
\t  paths.'/a/{id}'(post).responses.200.links.Second.requestBody
\t  is not of type `string`
\t- attribute
\t  paths.'/a'(post).responses.201.links.First.requestBody
\t  is not of type `string`
Warnings:
\t- Unused model: A

[error] Spec has 2 errors.
"""


def test_operations_are_told_by_their_names_in_any_style() -> None:
    names = ["list_pets_v1", "showPet"]
    assert missing_operations({"ListPetsV1", "ShowPet"}, names) == []
    assert missing_operations({"ListPetsV1", "ShowPet", "Delete"}, names) == ["Delete: no code for this operation"]


def test_what_the_parser_refuses_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(openapi_generator, "_packages", lambda: packages(tmp_path))
    say(monkeypatch, openapi_generator, REFUSED, status=1)
    assert openapi_generator.validate_links(job(tmp_path)) == [
        "responses.200.links.Second.requestBody is not of type `string`",
        "responses.201.links.First.requestBody is not of type `string`",
    ]


@pytest.mark.parametrize(("told", "status"), [("", 0), ("Exception in thread main", 1)])
def test_a_validation_without_a_verdict_has_failed(
    told: str, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(openapi_generator, "_packages", lambda: packages(tmp_path))
    say(monkeypatch, openapi_generator, told, status=status)
    with pytest.raises(ToolError):
        openapi_generator.validate_links(job(tmp_path))


def test_a_new_warning_of_openapi_generator_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(openapi_generator, "_packages", lambda: packages(tmp_path))
    monkeypatch.setattr(openapi_generator, "import_modules", lambda package: None)
    harmless = "[main] WARN  o.o.c.A - Continue (reserved word) cannot be used as model name. Renamed to ModelContinue"
    new = "[main] WARN  o.o.c.A - Schema left out"
    say(monkeypatch, openapi_generator, f"[main] INFO  writing\n{harmless}\n{new}\n")
    folder = tmp_path / openapi_generator.PACKAGE / "api"
    folder.mkdir(parents=True)
    (folder / "pets_api.py").write_text("class A:\n    def list_pets(\n    def list_pets_with_http_info(\n")
    problems = openapi_generator.write_python(job(tmp_path, "ListPets", "ShowPet"))
    assert problems == [new, "ShowPet: no code for this operation"]


def test_a_warning_of_openapi_python_client_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(python_client, "import_modules", lambda package: None)
    monkeypatch.setattr(python_client, "check_types", lambda package: [])
    say(monkeypatch, python_client, "Generating client\nWARNING parsing GET /pets within pets.\n\n", status=1)
    folder = tmp_path / python_client.PACKAGE / "api/pets"
    folder.mkdir(parents=True)
    (folder / "show_pet.py").touch()
    problems = python_client.write_python_client(job(tmp_path, "ListPets", "ShowPet"))
    assert problems == ["WARNING parsing GET /pets within pets.", "ListPets: no code for this operation"]


def test_errors_of_mypy_are_counted_by_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = "a/b.py:1: error: x  [misc]\na/b.py:2: note: y\na/b.py:3: error: z  [misc]\na/c.py:1: error: x  [misc]\n"
    say(monkeypatch, python, told, status=1)
    assert python.check_types(tmp_path / "a") == ["mypy: 2 errors in a/b.py", "mypy: 1 errors in a/c.py"]
    say(monkeypatch, python, "", status=2, error="mypy: can't read file 'a'")
    with pytest.raises(ToolError, match="can't read file"):
        python.check_types(tmp_path / "a")


@pytest.mark.parametrize(("told", "status"), [("1\n", 0), ("", 1)])
def test_every_module_has_to_be_imported(
    told: str, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("__init__", "b", "c"):
        (tmp_path / f"{name}.py").touch()
    say(monkeypatch, python, told, status=status, error="ImportError: no module" if status else "")
    with pytest.raises(ToolError, match="2 modules"):
        python.import_modules(tmp_path)


def test_operations_of_openapi_typescript_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = "export interface paths {\n    ShowPet: {\n}\nexport interface operations {\n    ListPets: {\n    };\n}\n"

    def run_well(*_: object) -> Done:
        (tmp_path / "types.ts").write_text(written)
        return Done(0, "", "")

    monkeypatch.setattr(typescript, "run_well", run_well)
    say(monkeypatch, typescript, "types.ts(1,2): error TS2304: Cannot find name 'x'.\n", status=2)
    assert typescript.write_types(job(tmp_path, "ListPets", "ShowPet")) == [
        "ShowPet: no code for this operation",
        "types.ts(1,2): error TS2304: Cannot find name 'x'.",
    ]


def test_a_compiler_that_fails_without_an_error_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say(monkeypatch, typescript, "", status=1, error="out of memory")
    assert typescript.compile_typescript(tmp_path / "a.ts", tmp_path) == ["out of memory"]


def packages(folder: Path) -> Path:
    (folder / "openapi_generator_cli").mkdir(exist_ok=True)
    (folder / "openapi_generator_cli/openapi-generator.jar").touch()
    return folder
