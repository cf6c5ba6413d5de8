"""Whatever is wrong with a description, the user sees file, line and rule, and the old output stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.trees import PET, PETS, ROOT, SPLIT, run, snapshot, write_tree

PET_FILE = "components/schemas/pets/Pet.yaml"
BOMB = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
TWICE = PETS + "post:\n  operationId: ListPets\n  responses: {'200': {description: Ok}}\n"


def pet(text: str) -> dict[str, str | bytes]:
    return {PET_FILE: text}


# name: (files that replace those of a sound description, file and line of the problem, its rule)
CASES: dict[str, tuple[dict[str, str | bytes], str, str]] = {
    "broken YAML": (pet("type: object\nproperties: [\n"), f"{PET_FILE}:3", "yaml-syntax"),
    "broken indentation": (pet("type: object\n  x: 1\n"), f"{PET_FILE}:2", "yaml-syntax"),
    "duplicate key": (pet("type: object\ntype: string\n"), f"{PET_FILE}:2", "duplicate-key"),
    "YAML bomb": (pet(BOMB), f"{PET_FILE}:5", "yaml-bomb"),
    "deep nesting": (pet("- " * 5000), f"{PET_FILE}:1", "too-deep"),
    "endless alias": (pet("a: &a\n  b: *a\n"), f"{PET_FILE}:2", "yaml-alias"),
    "unknown tag": (pet("type: !!python/object:os.system x\n"), f"{PET_FILE}:1", "yaml-value"),
    "empty file": (pet(""), f"{PET_FILE}:1", "empty-file"),
    "binary garbage": ({PET_FILE: b"\x00\x01\xfe\xff" * 50}, f"{PET_FILE}:1", "not-utf8"),
    "control characters": (pet("type: object\ntitle: a\x00b\n"), f"{PET_FILE}:2", "yaml-syntax"),
    "a schema that is a list": (pet("- type: object\n"), f"{PET_FILE}:1", "not-a-mapping"),
    "root that is a list": ({"openapi.yaml": "- 1\n"}, "openapi.yaml:1", "not-a-mapping"),
    "root that is text": ({"openapi.yaml": "hello\n"}, "openapi.yaml:1", "not-a-mapping"),
    "empty root": ({"openapi.yaml": "\n# nothing\n"}, "openapi.yaml:1", "empty-file"),
    "binary root": ({"openapi.yaml": b"\xff\xfe\x00"}, "openapi.yaml:1", "not-utf8"),
    "not OpenAPI": ({"openapi.yaml": "a: 1\n"}, "openapi.yaml:1", "openapi-version"),
    "Swagger": ({"openapi.yaml": "info: {}\nswagger: '2.0'\n"}, "openapi.yaml:1", "openapi-version"),
    "another version": ({"openapi.yaml": ROOT.replace("3.1.0", "3.0.3")}, "openapi.yaml:1", "openapi-version"),
    "version as a number": ({"openapi.yaml": ROOT.replace("3.1.0", "3.1")}, "openapi.yaml:1", "openapi-version"),
    "dangling file": (pet("type: object\nitems:\n  $ref: Gone.yaml\n"), f"{PET_FILE}:3", "dangling-ref"),
    "dangling pointer": (pet("type: object\nitems:\n  $ref: '#/$defs/Gone'\n"), f"{PET_FILE}:3", "dangling-ref"),
    "dangling index": (pet("allOf: [{}]\nitems: {$ref: '#/allOf/1'}\n"), f"{PET_FILE}:2", "dangling-ref"),
    "reference to a folder": (pet("items:\n  $ref: ../pets\n"), f"{PET_FILE}:2", "dangling-ref"),
    "reference that is no text": (pet("items:\n  $ref: 5\n"), f"{PET_FILE}:2", "dangling-ref"),
    "remote reference": (pet("items:\n  $ref: https://example.com/x.yaml\n"), f"{PET_FILE}:2", "remote-ref"),
    "remote reference without scheme": (pet("items:\n  $ref: //example.com/x\n"), f"{PET_FILE}:2", "remote-ref"),
    "file address": (pet("items:\n  $ref: file:///etc/passwd\n"), f"{PET_FILE}:2", "remote-ref"),
    "absolute path": (pet("items:\n  $ref: /etc/passwd\n"), f"{PET_FILE}:2", "unsafe-ref"),
    "climbing path": (pet("items:\n  $ref: ../../../../outside.yaml\n"), f"{PET_FILE}:2", "unsafe-ref"),
    "climbing path, escaped": (pet("items:\n  $ref: ..%2f..%2f..%2f../outside.yaml\n"), f"{PET_FILE}:2", "unsafe-ref"),
    "symbolic link": (pet("items:\n  $ref: link.yaml\n"), f"{PET_FILE}:2", "unsafe-ref"),
    "symbolic link to a folder": (pet("items:\n  $ref: folder/outside.yaml\n"), f"{PET_FILE}:2", "unsafe-ref"),
    "null character": (pet('items:\n  $ref: "a\\0b.yaml"\n'), f"{PET_FILE}:2", "unsafe-ref"),
    "named anchor": (pet("items:\n  $ref: '#anchor'\n"), f"{PET_FILE}:2", "unsafe-ref"),
    "circle of one": (pet("title: x\n$ref: Pet.yaml\n"), f"{PET_FILE}:1", "circular-ref"),
    "circle of two": (
        {PET_FILE: "$ref: Cat.yaml\n", "components/schemas/pets/Cat.yaml": "# a cat\n$ref: Pet.yaml\n"},
        f"{PET_FILE}:1",
        "circular-ref",
    ),
    "circle of allOf": (pet("allOf:\n  - $ref: '#'\n"), f"{PET_FILE}:1", "circular-ref"),
    "circle of Path Items": ({"paths/pets.yaml": "$ref: pets.yaml\n"}, "paths/pets.yaml:1", "circular-ref"),
    "circle through a pointer": (pet("items:\n  $ref: '#/items/items'\n"), f"{PET_FILE}:2", "circular-ref"),
    "name clash": (
        {PET_FILE: "items:\n  $ref: ../cats/Pet.yaml\n", "components/schemas/cats/Pet.yaml": "type: object\n"},
        "components/schemas/cats/Pet.yaml:1",
        "name-clash",
    ),
    "name that cannot be a component": (
        {PET_FILE: "items:\n  $ref: B%20C.yaml\n", "components/schemas/pets/B C.yaml": "type: object\n"},
        "components/schemas/pets/B C.yaml:1",
        "component-name",
    ),
    "schema in the place of a parameter": (
        {"paths/pets.yaml": f"parameters:\n  - $ref: ../{PET_FILE}\n" + PETS},
        "paths/pets.yaml:11",
        "wrong-kind",
    ),
    "single operation as a reference": (
        {"paths/pets.yaml": "get:\n  $ref: ../paths/get.yaml\n", "paths/get.yaml": PETS},
        "paths/pets.yaml:2",
        "misplaced-ref",
    ),
    "duplicate operationId": ({"paths/pets.yaml": TWICE}, "paths/pets.yaml:11", "duplicate-operation-id"),
    "name that is no identifier": (
        {"paths/pets.yaml": PETS.replace("ListPets", "'!!!'")},
        "paths/pets.yaml:1",
        "no-identifier",
    ),
    "wrong field": ({"paths/pets.yaml": PETS + "  summry: List\n"}, "paths/pets.yaml:1", "openapi"),
    "response without description": (
        {"paths/pets.yaml": PETS.replace("description: The pets.", "headers: {}")},
        "paths/pets.yaml:4",
        "openapi",
    ),
    "unknown type": (pet("title: x\ntype: strng\n"), f"{PET_FILE}:2", "schema-keyword"),
    "limits the wrong way round": (pet("type: string\nminLength: 5\nmaxLength: 4\n"), f"{PET_FILE}:2", "schema-range"),
    "wrong example": (pet("type: string\nexample: 5\n"), f"{PET_FILE}:2", "example-invalid"),
    "wrong default": (pet("type: string\ndefault: 5\n"), f"{PET_FILE}:2", "default-invalid"),
    "path parameter that is not declared": (
        {"openapi.yaml": ROOT.replace("/pets:", "/pets/{id}:")},
        "paths/pets.yaml:1",
        "path-parameter",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_problems_have_file_line_and_rule(name: str, tmp_path: Path) -> None:
    files, place, rule = CASES[name]
    out = tmp_path / "out"
    spec = write_tree(tmp_path / "spec", SPLIT)
    assert run("generate", "--spec", spec, "--out", out, "--target", "bundle").exit_code == 0
    before = snapshot(out)
    (tmp_path / "outside.yaml").write_text("type: string\n")
    write_tree(spec, files)
    (spec / "components/schemas/pets/link.yaml").symlink_to(tmp_path / "outside.yaml")
    (spec / "components/schemas/pets/folder").symlink_to(tmp_path)
    result = run("generate", "--spec", spec, "--out", out, "--target", "bundle")
    assert result.exit_code == 1, result.output
    assert f"{spec}/{place} {rule}: " in result.stderr
    assert "Traceback" not in result.output
    assert snapshot(out) == before


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    spec = write_tree(tmp_path, {**SPLIT, PET_FILE: "items: {$ref: a.yaml}\nproperties:\n  x: {$ref: b.yaml}\n"})
    result = run("bundle", "--spec", spec, "--print", "json")
    assert result.exit_code == 1
    assert [line.split(" ")[0].rpartition("/")[2] for line in result.stderr.splitlines()] == [
        "Pet.yaml:1",
        "Pet.yaml:3",
        "2",
    ]


@pytest.mark.parametrize("command", ["generate", "check", "lint", "bundle"])
@pytest.mark.parametrize("name", ["missing.yaml", "empty-folder", "openapi.pipe"])
def test_a_description_that_is_not_there(
    command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty-folder").mkdir()
    result = run(command, "--spec", tmp_path / name)
    assert result.exit_code == 1
    assert "file-missing" in result.stderr
    assert str(tmp_path / name) in result.stderr


def test_the_sound_description_is_sound(tmp_path: Path) -> None:
    assert run("lint", "--spec", write_tree(tmp_path, SPLIT)).exit_code == 0
    assert PET in SPLIT.values()
