"""What becomes of a document around its schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from modelarts_generator.downgrade import VERSION, downgrade
from modelarts_generator.problems import Problem
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.generator.apis import bundle_of, read
from tests.generator.trees import SPLIT, run, write_tree

OK = "{get: {responses: {'200': {description: Done.}}}}"


def old(**texts: Any) -> tuple[dict[str, Any], list[Problem]]:
    """Downgrade a document given by YAML texts, which has to be a valid one then."""
    document, problems = downgrade(bundle_of(**texts))
    assert [error.message for error in OpenAPIV30SpecValidator(document).iter_errors()] == []
    return document, problems


def with_components(text: str, paths: str = "{}", **more: Any) -> tuple[dict[str, Any], list[Problem]]:
    return old(paths=paths, components=read(text), **more)


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("{summary: S}", {"x-summary": "S"}),
        (
            "{license: {name: N, identifier: MIT}}",
            {"license": {"name": "N", "x-identifier": "MIT", "url": "https://spdx.org/licenses/MIT.html"}},
        ),
        ("{license: {name: N, identifier: A OR B}}", {"license": {"name": "N", "x-identifier": "A OR B"}}),
        ("{license: {name: N, url: 'https://x.test'}}", {"license": {"name": "N", "url": "https://x.test"}}),
    ],
)
def test_info(info: str, expected: dict[str, Any]) -> None:
    document, problems = old(info={"title": "T", "version": "1", **read(info)})
    assert document["info"] == {"title": "T", "version": "1", **expected}
    assert document["openapi"] == VERSION
    assert problems == []


def test_what_has_to_be_there_is_added() -> None:
    bundle = bundle_of(webhooks=read("{Done: {post: {}}}"))
    del bundle.document["paths"]
    document, (warning,) = downgrade(bundle)
    assert document["paths"] == {}
    assert document["x-webhooks"] == {"Done": {"post": {"responses": {"default": {"description": "Any response."}}}}}
    assert (warning.rule, warning.message) == ("lost-in-3.0", f"in OpenAPI {VERSION}, webhooks are an extension")


def test_the_dialect_is_an_extension() -> None:
    document, problems = old(jsonSchemaDialect="https://json-schema.org/draft/2020-12/schema")
    assert document["x-jsonSchemaDialect"] == "https://json-schema.org/draft/2020-12/schema"
    assert problems == []


def test_path_items_of_components_are_an_extension() -> None:
    document, problems = with_components(f"{{pathItems: {{Item: {OK}}}}}")
    assert document["components"] == {"x-pathItems": {"Item": read(OK)}}
    assert problems == []


def test_signing_in_by_certificates_is_an_extension() -> None:
    text = "{securitySchemes: {Cert: {type: mutualTLS}, Key: {type: apiKey, in: header, name: K}}}"
    paths = "{/a: {get: {security: [{Cert: [], Key: []}, {Key: []}], responses: {'200': {description: D}}}}}"
    document, (warning,) = with_components(text, paths, security=[{"Cert": []}])
    assert list(document["components"]["securitySchemes"]) == ["Key"]
    assert document["components"]["x-securitySchemes"] == {"Cert": {"type": "mutualTLS"}}
    assert document["security"] == [{}]
    assert document["paths"]["/a"]["get"]["security"] == [{"Key": []}, {"Key": []}]
    assert "mutualTLS is an extension" in warning.message


def test_what_is_described_beside_a_reference_takes_its_place() -> None:
    text = "{responses: {R: {description: Its.}}, examples: {E: {summary: Its., value: {$ref: data}}}}"
    paths = """
      /a:
        get:
          parameters:
          - {name: p, in: query, schema: {type: object}, examples: {e: {$ref: '#/components/examples/E', summary: S}}}
          responses: {'200': {$ref: '#/components/responses/R', description: Ours., summary: No.}}
    """
    document, problems = with_components(text, paths)
    operation = document["paths"]["/a"]["get"]
    assert operation["responses"] == {"200": {"description": "Ours."}}
    assert operation["parameters"][0]["examples"] == {"e": {"summary": "S", "value": {"$ref": "data"}}}
    assert problems == []


def test_parts_of_schemas_that_are_referred_to_become_components() -> None:
    document, problems = old(
        schemas="""
        Pet:
          properties:
            kind: {$ref: '#/components/schemas/Pet/$defs/Kind'}
            friend: {$ref: '#/components/schemas/Pet/properties/kind'}
          $defs: {Kind: {type: [string, 'null']}}
        Pet.Kind: {type: integer}
        """
    )
    assert document["components"]["schemas"] == {
        "Pet": {
            "properties": {
                "kind": {"$ref": "#/components/schemas/Pet.properties.kind"},
                "friend": {"$ref": "#/components/schemas/Pet.properties.kind"},
            },
            "x-defs": {"Kind": {"$ref": "#/components/schemas/Pet.Kind.2"}},
        },
        "Pet.Kind": {"type": "integer"},
        "Pet.Kind.2": {"type": "string", "nullable": True},
        "Pet.properties.kind": {"$ref": "#/components/schemas/Pet.Kind.2"},
    }
    assert problems == []


def test_the_command_bundle_writes_and_prints_it(tmp_path: Path) -> None:
    pet = "type: object\nproperties:\n  name:\n    prefixItems: [{type: string}]\n"
    spec = write_tree(tmp_path / "spec", {**SPLIT, "components/schemas/pets/Pet.yaml": pet})
    result = run("bundle", "--spec", spec, "--out", tmp_path / "out")
    lost = f"Pet.yaml:4 lost-in-3.0: warning: in OpenAPI {VERSION}, elements may stand in another order"
    assert (result.exit_code, result.stderr.strip()) == (0, f"{spec}/components/schemas/pets/{lost}")
    written = (tmp_path / "out/openapi-3.0.json").read_text()
    printed = run("bundle", "--spec", spec, "--print", "json-3.0")
    assert (printed.stdout, printed.stderr) == (written, result.stderr)
    assert json.loads(written)["components"]["schemas"]["Pet"]["properties"]["name"]["items"] == {}
    generated = run("generate", "--spec", spec, "--out", tmp_path / "more", "--target", "bundle")
    assert lost in generated.stderr
    assert (tmp_path / "more/openapi-3.0.json").read_text() == written


@pytest.mark.parametrize("command", ["bundle", "diff", "lint", "generate"])
def test_it_is_no_input(command: str, tmp_path: Path) -> None:
    spec = write_tree(tmp_path / "spec", SPLIT)
    run("bundle", "--spec", spec, "--out", tmp_path)
    made = tmp_path / "openapi-3.0.json"
    result = run("diff", spec, made) if command == "diff" else run(command, "--spec", made)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"openapi-3.0.json:2 openapi-version: OpenAPI '{VERSION}' is not supported" in result.stderr


def test_an_unsound_description_is_not_bundled(tmp_path: Path) -> None:
    spec = write_tree(tmp_path / "spec", {**SPLIT, "components/schemas/pets/Pet.yaml": "type: 5\n"})
    result = run("bundle", "--spec", spec, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Pet.yaml:1 " in result.stderr
    assert not (tmp_path / "out").exists()
