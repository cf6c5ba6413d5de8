"""Soundness. What openapi-spec-validator refuses, we refuse as well, and say where."""

from __future__ import annotations

from pathlib import Path

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.problems import Severity
from modelarts_generator.validate import validate_document
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.generator.trees import SPLIT, document, write_tree

OK = "responses: {'200': {description: Ok}}"
REPOSITORY = Path(__file__).parents[3]

# (paths, components, "line rule" of each problem)
CASES: dict[str, tuple[str, str, list[str]]] = {
    "sound": (f"/a: {{get: {{{OK}}}}}", "{}", []),
    "unknown field": (f"/a: {{get: {{{OK}, descripton: x}}}}", "{}", ["4 openapi"]),
    "parameter without place": (f"/a: {{get: {{{OK}, parameters: [{{name: a, schema: {{}}}}]}}}}", "{}", ["4 openapi"]),
    "path without slash": (f"a: {{get: {{{OK}}}}}", "{}", ["3 openapi"]),
    "status": ("/a: {get: {responses: {'2000': {description: Ok}}}}", "{}", ["4 openapi"]),
    "type": ("{}", "schemas: {A: {type: text}}", ["6 schema-keyword"]),
    "types": ("{}", "schemas: {A: {type: [string, string]}}", ["6 schema-keyword"]),
    "enum": ("{}", "schemas: {A: {enum: a}}", ["6 schema-keyword"]),
    "required": ("{}", "schemas: {A: {required: true}}", ["6 schema-keyword"]),
    "minimum": ("{}", "schemas: {A: {minimum: '1'}}", ["6 schema-keyword"]),
    "maxLength": ("{}", "schemas: {A: {maxLength: -1}}", ["6 schema-keyword"]),
    "allOf": ("{}", "schemas: {A: {allOf: []}}", ["6 schema-keyword"]),
    "nested": ("{}", "schemas: {A: {items: {properties: {b: {uniqueItems: 1}}}}}", ["6 schema-keyword"]),
    "default": ("{}", "schemas: {A: {type: integer, default: x}}", ["6 default-invalid"]),
    "repeated tag": ("{}", "{}", ["3 duplicate-tag"]),
    "path parameter": (f"/a/{{b}}: {{get: {{{OK}}}}}", "{}", ["4 path-parameter"]),
    "stray path parameter": (
        f"/a:\n  parameters: [{{name: b, in: path, required: true, schema: {{}}}}]\n  get: {{{OK}}}",
        "{}",
        ["5 path-parameter"],
    ),
    "optional path parameter": (
        f"/{{b}}:\n  parameters: [{{name: b, in: path, schema: {{}}}}]\n  get: {{{OK}}}",
        "{}",
        ["5 openapi"],
    ),
    "repeated parameter": (
        f"/a:\n  get:\n    parameters:\n      - {{name: b, in: query, schema: {{}}}}\n"
        f"      - {{name: b, in: query, schema: {{}}}}\n    {OK}",
        "{}",
        ["8 duplicate-parameter"],
    ),
    "repeated operationId": (
        f"/a:\n  get: {{operationId: x, {OK}}}\n  put: {{operationId: x, {OK}}}",
        "{}",
        ["6 duplicate-operation-id"],
    ),
    "Path Item used from the components": (
        "/a: {$ref: '#/components/pathItems/A'}",
        f"pathItems: {{A: {{get: {{operationId: x, {OK}}}}}}}",
        [],
    ),
}
# What the other validator does not look at.
OURS: dict[str, tuple[str, str, list[str]]] = {
    "same path twice": (
        f"/{{b}}: &item\n  parameters: [{{name: b, in: path, required: true, schema: {{}}}}]\n  get: {{{OK}}}\n"
        f"/{{c}}:\n  parameters: [{{name: c, in: path, required: true, schema: {{}}}}]\n  get: {{{OK}}}\n",
        "{}",
        ["7 duplicate-path"],
    ),
    "security scheme": (f"/a: {{get: {{security: [{{Key: []}}], {OK}}}}}", "{}", ["4 unknown-security-scheme"]),
    "link": (
        "/a:\n  get:\n    responses:\n      '200': {description: Ok, links: {x: {operationId: no}}}",
        "{}",
        ["7 dangling-link"],
    ),
    "limits": ("{}", "schemas: {A: {minItems: 2, maxItems: 1}}", ["6 schema-range"]),
    "needed properties": ("{}", "schemas: {A: {dependentRequired: {a: b}}}", ["6 schema-keyword"]),
    "contained elements": ("{}", "schemas: {A: {contains: {}, minContains: -1}}", ["6 schema-keyword"]),
    "encoding": ("{}", "schemas: {A: {contentEncoding: [base64]}}", ["6 schema-keyword"]),
    "example of a schema": ("{}", "schemas: {A: {type: integer, example: x}}", ["6 example-invalid"]),
    "examples of a schema": ("{}", "schemas: {A: {type: integer, examples: [1, x]}}", ["6 example-invalid"]),
    "example of a parameter": (
        "{}",
        "parameters: {P: {name: p, in: query, schema: {type: integer}, example: x}}",
        ["6 example-invalid"],
    ),
    "examples of a parameter": (
        "{}",
        "parameters: {P: {name: p, in: query, schema: {type: integer}, examples: {a: {value: x}, b: {value: 1}}}}",
        ["6 example-invalid"],
    ),
    "example behind references": (
        "{}",
        "responses: {R: {description: R, content: {application/json: {schema: {$ref: '#/components/schemas/A'},\n"
        "  examples: {a: {$ref: '#/components/examples/E'}}}}}}\n"
        "schemas: {A: {properties: {b: {$ref: '#/components/schemas/B'}}}, B: {maximum: 3}}\n"
        "examples:\n  E:\n    value:\n      b: 4",
        ["12 example-invalid"],
    ),
    "example of a form": (
        "{}",
        "requestBodies: {R: {content: {multipart/form-data: {schema: {required: [a]}, example: {b: 1}}}}}",
        ["6 example-invalid"],
    ),
    "formats": (
        "{}",
        "schemas:\n  A: {format: int32, example: 2147483648}\n  B: {format: int64, example: 9223372036854775807}\n"
        "  C: {format: date, example: 2025-13-01}\n  D: {format: date-time, example: '2025-01-01T00:00:00'}\n"
        "  E: {format: date-time, example: '2025-01-01T00:00:00Z'}\n  F: {format: whatever, example: x}",
        ["7 example-invalid", "9 example-invalid", "10 example-invalid"],
    ),
    "values that are no examples": (
        "{}",
        "schemas: {A: {properties: {example: {type: integer}, default: {type: string}}}}\n"
        "requestBodies: {R: {content: {text/csv: {schema: {type: integer}, example: 'a,b'}}}}",
        [],
    ),
    "a recursive schema": (
        "{}",
        "schemas: {A: {properties: {below: {items: {$ref: '#/components/schemas/A'}}, n: {type: integer}},\n"
        "  example: {below: [{below: [{n: x}]}]}}}",
        ["7 example-invalid"],
    ),
}


def problems(tmp_path: Path, paths: str, components: str, head: str = "") -> list[str]:
    found = validate_document(document(tmp_path, paths, components, head).bundle)
    return [f"{problem.line} {problem.rule}" for problem in found]


def head_of(name: str) -> str:
    return "tags: [{name: a}, {name: a}]\n" if name == "repeated tag" else ""


@pytest.mark.parametrize("name", CASES)
def test_problems_that_the_official_validator_finds_too(name: str, tmp_path: Path) -> None:
    paths, components, expected = CASES[name]
    bundle = document(tmp_path, paths, components, head_of(name)).bundle
    assert [f"{problem.line} {problem.rule}" for problem in validate_document(bundle)] == expected
    assert OpenAPIV31SpecValidator(bundle.document).is_valid() is not bool(expected)


@pytest.mark.parametrize("name", OURS)
def test_problems_that_only_we_find(name: str, tmp_path: Path) -> None:
    paths, components, expected = OURS[name]
    assert problems(tmp_path, paths, components) == expected


def test_our_own_description_is_sound_to_the_official_validator_too() -> None:
    bundle = bundle_document(REPOSITORY / "spec").bundle
    assert [str(problem) for problem in validate_document(bundle)] == []
    assert list(OpenAPIV31SpecValidator(bundle.document).iter_errors()) == []


def test_an_unreadable_pattern_is_a_warning(tmp_path: Path) -> None:
    components = r"schemas: {A: {type: string, pattern: '^\p{L}+$', example: x}}"
    (problem,) = validate_document(document(tmp_path, components=components).bundle)
    assert (problem.rule, problem.severity, problem.line) == ("pattern", Severity.WARNING, 6)


def test_messages_name_the_place_in_a_value(tmp_path: Path) -> None:
    components = "schemas: {A: {properties: {b: {items: {type: integer}}}, example: {b: [1, x]}}}"
    (problem,) = validate_document(document(tmp_path, components=components).bundle)
    assert problem.message == "b.1: 'x' is not of type 'integer'"


def test_a_field_error_is_not_echoed(tmp_path: Path) -> None:
    spec = write_tree(tmp_path, SPLIT)
    pets = spec / "paths/pets.yaml"
    pets.write_text(pets.read_text().replace("description: The pets.", "description: 5"))
    found = [str(problem).partition(f"{spec}/")[2] for problem in validate_document(bundle_document(spec).bundle)]
    assert found == ["paths/pets.yaml:5 openapi: 5 is not of type 'string'"]
