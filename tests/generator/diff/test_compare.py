"""One change at a time: what it is called and how much it matters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.diff.compare import compare_documents
from modelarts_generator.emit import format_yaml
from modelarts_generator.load.yaml_text import parse_yaml

BASE = """
openapi: 3.1.0
info: {title: T, version: '1', description: Text}
servers: [{url: https://a.example}]
security: [{Key: []}]
tags: [{name: t, description: T}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    put:
      operationId: Put
      summary: Put
      tags: [t]
      x-sdk: {resource: things, method: put}
      parameters:
        - {name: size, in: query, description: Size, schema: {type: integer, minimum: 1, maximum: 10, default: 5}}
        - {name: trace, in: header, schema: {type: string}}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Input'}, examples: {a: {value: {name: x}}}}
          text/plain: {schema: {type: string}}
      responses:
        '200':
          description: Ok
          headers: {X-Id: {schema: {type: string}}}
          links: {again: {operationId: Put}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Output'}}}
        '404': {description: None}
  /other:
    get: {responses: {'204': {description: Ok}}}
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: X-Key}, Old: {type: http, scheme: basic}}
  schemas:
    Input:
      type: object
      required: [name]
      properties:
        name: {type: string, maxLength: 9, pattern: ^a}
        kind: {enum: [1, 2], x-enum-varnames: [ONE, TWO]}
        tree: {$ref: '#/components/schemas/Input'}
        list: {type: array, items: {type: integer, format: int32}, uniqueItems: true}
      additionalProperties: {type: string}
    Output:
      allOf:
        - $ref: '#/components/schemas/Base'
        - {properties: {kind: {enum: [1, 2]}, count: {type: integer, minimum: 1, default: 2}}}
    Base:
      type: object
      required: [name]
      properties:
        name: {type: [string, 'null'], maxLength: 9}
        next: {$ref: '#/components/schemas/Output'}
        shape: {oneOf: [{$ref: '#/components/schemas/Round'}, {type: string}]}
    Round: {type: object, title: Round}
"""
PUT = "paths./things/{id}.put"
PARAMETERS = f"{PUT}.parameters"
BODY = f"{PUT}.requestBody"
OK = f"{PUT}.responses.200"
INPUT = "components.schemas.Input"
OUTPUT = "components.schemas.Output.allOf.1"
REPLY = "components.schemas.Base"
DELETE: Any = object()
Edit = dict[str, Any]

# (what is edited, the changes that follow: "level rule")
CASES: list[tuple[Edit, list[str]]] = [
    ({}, []),
    ({"info.description": "Other"}, ["cosmetic description-changed"]),
    ({"info.version": "2"}, ["cosmetic version-changed"]),
    ({"tags.0.description": "x"}, ["cosmetic tags-changed"]),
    ({"servers.0.url": "https://b.example"}, ["breaking server-removed", "additive server-added"]),
    ({"security": [{"Key": []}, {"Old": []}]}, ["additive security-added"] * 2),
    ({"security": [{"Old": []}]}, ["breaking security-removed"] * 2 + ["additive security-added"] * 2),
    ({"security": []}, ["additive security-added"] * 2),
    ({"components.securitySchemes.Key.name": "Y"}, ["breaking security-scheme-changed"]),
    ({"components.securitySchemes.Old": DELETE}, ["breaking security-scheme-removed"]),
    ({"components.securitySchemes.New": {"type": "http"}}, ["additive security-scheme-added"]),
    ({"paths./other": DELETE}, ["breaking operation-removed"]),
    ({"paths./new": {"get": {"responses": {}}}}, ["additive operation-added"]),
    ({"paths./other.post": {"responses": {}}}, ["additive operation-added"]),
    ({f"{PUT}.operationId": "Set"}, ["breaking operation-renamed"]),
    ({f"{PUT}.summary": "Set"}, ["cosmetic summary-changed"]),
    ({f"{PUT}.tags": []}, ["cosmetic tags-changed"]),
    ({f"{PUT}.deprecated": True}, ["additive deprecated"]),
    ({f"{PUT}.x-sdk.method": "set"}, ["breaking sdk-name-changed"]),
    ({f"{PUT}.x-pagination": {"style": "offset"}}, ["additive extension-changed"]),
    ({f"{PARAMETERS}.1": DELETE}, ["breaking parameter-removed"]),
    ({f"{PARAMETERS}.1.in": "query"}, ["breaking parameter-removed", "additive parameter-added"]),
    ({f"{PARAMETERS}.1.required": True}, ["breaking parameter-required"]),
    ({f"{PARAMETERS}.2": {"name": "n", "in": "query"}}, ["additive parameter-added"]),
    ({f"{PARAMETERS}.2": {"name": "n", "in": "query", "required": True}}, ["breaking parameter-added"]),
    ({f"{PARAMETERS}.0.description": "x"}, ["cosmetic description-changed"]),
    ({f"{PARAMETERS}.0.explode": False}, ["breaking parameter-encoding"]),
    ({f"{PARAMETERS}.0.example": 3}, ["cosmetic examples-changed"]),
    ({f"{PARAMETERS}.0.schema.default": 6}, ["breaking default-changed"]),
    ({f"{PARAMETERS}.0.schema.minimum": 2}, ["breaking constraint-tightened"]),
    ({f"{PARAMETERS}.0.schema.minimum": 0}, ["additive constraint-loosened"]),
    ({f"{PARAMETERS}.0.schema.maximum": 9}, ["breaking constraint-tightened"]),
    ({f"{PARAMETERS}.0.schema.maximum": DELETE}, ["additive constraint-loosened"]),
    ({f"{PARAMETERS}.0.schema.type": "number"}, ["additive type-widened"]),
    ({f"{PARAMETERS}.0.schema.type": "string"}, ["breaking type-changed"]),
    ({f"{PARAMETERS}.1.schema.type": ["string", "null"]}, ["additive type-widened"]),
    ({f"{BODY}.required": True}, ["breaking request-body-required"]),
    ({BODY: DELETE}, ["breaking request-body-removed"]),
    ({"paths./other.get.requestBody": {"content": {}}}, ["additive request-body-added"]),
    ({"paths./other.get.requestBody": {"content": {}, "required": True}}, ["breaking request-body-added"]),
    ({f"{BODY}.content.text/plain": DELETE}, ["breaking media-type-removed"]),
    ({f"{BODY}.content.a/b": {}}, ["additive media-type-added"]),
    ({f"{BODY}.content.application/json.examples.a.value.name": "y"}, ["cosmetic examples-changed"]),
    ({f"{PUT}.responses.404": DELETE}, ["breaking response-removed"]),
    ({f"{PUT}.responses.409": {"description": "x"}}, ["additive response-added"]),
    ({f"{OK}.description": "x"}, ["cosmetic description-changed"]),
    ({f"{OK}.headers.X-Id": DELETE}, ["breaking header-removed"]),
    ({f"{OK}.headers.X-Id.schema.type": "integer"}, ["breaking type-changed"]),
    ({f"{OK}.headers": {"x-id": {"schema": {"type": "string"}}}}, []),
    ({f"{OK}.headers.X-New": {"schema": {}}}, ["additive header-added"]),
    ({f"{OK}.links.again": DELETE}, ["cosmetic link-removed"]),
    ({f"{OK}.links.more": {"operationId": "Put"}}, ["additive link-added"]),
    ({f"{INPUT}.properties.name": DELETE, f"{INPUT}.required": []}, ["breaking property-removed"]),
    ({f"{INPUT}.properties.new": {"type": "string"}}, ["additive property-added"]),
    (
        {f"{INPUT}.properties.new": {"type": "string"}, f"{INPUT}.required": ["name", "new"]},
        ["breaking property-added"],
    ),
    ({f"{INPUT}.required": ["name", "kind"]}, ["breaking property-required"]),
    ({f"{INPUT}.required": []}, ["additive property-optional"]),
    ({f"{INPUT}.properties.name.maxLength": 8}, ["breaking constraint-tightened"]),
    ({f"{INPUT}.properties.name.maxLength": 10}, ["additive constraint-loosened"]),
    ({f"{INPUT}.properties.name.minLength": 1}, ["breaking constraint-tightened"]),
    ({f"{INPUT}.properties.name.pattern": "^b"}, ["breaking constraint-changed"]),
    ({f"{INPUT}.properties.name.pattern": DELETE}, ["additive constraint-loosened"]),
    ({f"{INPUT}.properties.kind.enum": [1, 2, 3]}, ["additive enum-value-added"]),
    ({f"{INPUT}.properties.kind": {"enum": [1]}}, ["breaking enum-value-removed", "breaking enum-name-changed"]),
    ({f"{INPUT}.properties.kind.enum": DELETE}, ["additive enum-dropped"]),
    ({f"{INPUT}.properties.name.enum": ["a"]}, ["breaking enum-added"]),
    ({f"{INPUT}.properties.name.const": "a"}, ["breaking enum-added"]),
    ({f"{INPUT}.properties.kind.x-enum-varnames": ["ONE", "ZWEI"]}, ["breaking enum-name-changed"]),
    ({f"{INPUT}.properties.kind.x-enum-descriptions": ["1", "2"]}, ["cosmetic description-changed"]),
    ({f"{INPUT}.properties.list.items.format": "int64"}, ["additive format-loosened"]),
    ({f"{INPUT}.properties.list.items.format": "float"}, ["breaking format-changed"]),
    ({f"{INPUT}.properties.list.uniqueItems": DELETE}, ["additive constraint-loosened"]),
    ({f"{INPUT}.properties.list.maxItems": 3}, ["breaking constraint-tightened"]),
    ({f"{INPUT}.properties.name.description": "x"}, ["cosmetic description-changed"]),
    ({f"{INPUT}.properties.name.deprecated": True}, ["additive deprecated"]),
    ({f"{INPUT}.additionalProperties": False}, ["breaking additional-properties"]),
    ({f"{INPUT}.additionalProperties.type": "integer"}, ["breaking type-changed"]),
    ({f"{INPUT}.not": {"required": ["kind"]}}, ["breaking constraint-changed"]),
    ({f"{OUTPUT}.properties.count": DELETE}, ["breaking property-removed"]),
    ({f"{OUTPUT}.properties.new": {}}, ["additive property-added"]),
    ({f"{OUTPUT}.required": ["new"], f"{OUTPUT}.properties.new": {}}, ["additive property-added"]),
    ({f"{OUTPUT}.properties.kind.enum": [1, 2, 3]}, ["breaking enum-value-added"]),
    ({f"{OUTPUT}.properties.kind.enum": [1]}, ["additive enum-value-removed"]),
    ({f"{OUTPUT}.properties.count.minimum": 0}, ["breaking constraint-loosened"]),
    ({f"{OUTPUT}.properties.count.minimum": 2}, ["additive constraint-tightened"]),
    ({f"{OUTPUT}.properties.count.type": "number"}, ["breaking type-widened"]),
    ({f"{OUTPUT}.properties.count.default": 3}, ["cosmetic default-changed"]),
    ({f"{REPLY}.properties.name.type": "string"}, ["additive type-narrowed"]),
    ({f"{REPLY}.required": []}, ["breaking property-optional"]),
    ({f"{REPLY}.required": ["name", "shape"]}, ["additive property-required"]),
    ({f"{REPLY}.properties.shape.oneOf.1": DELETE}, ["additive variant-removed"]),
    ({f"{REPLY}.properties.shape.oneOf.2": {"type": "integer"}}, ["breaking variant-added"]),
    ({"components.schemas.Unused": {"type": "string"}}, []),
    ({"components.schemas.Round.x-module": "shapes"}, []),
]


def edit(document: Any, path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        document = document[int(step)] if isinstance(document, list) else document[step]
    if isinstance(document, list):
        if value is DELETE:
            del document[int(last)]
        else:
            document[int(last) : int(last) + 1] = [value]
    elif value is DELETE:
        del document[last]
    else:
        document[last] = value


def compare(folder: Path, *edits: Edit) -> list[str]:
    """Compare two edits of the base document; return levels and rules."""
    bundles = []
    for index, changed in enumerate(edits):
        document = parse_yaml(BASE)
        for path, value in changed.items():
            edit(document, path, value)
        file = folder / f"{index}.yaml"
        file.write_text(format_yaml(document))
        bundles.append(bundle_document(file).bundle)
    return [f"{change.level} {change.rule}" for change in compare_documents(*bundles)]


@pytest.mark.parametrize(("changed", "expected"), CASES, ids=[",".join(changed) for changed, _ in CASES])
def test_one_change(changed: Edit, expected: list[str], tmp_path: Path) -> None:
    assert sorted(compare(tmp_path, {}, changed)) == sorted(expected)


OPPOSITES = {"additive": "breaking", "breaking": "additive", "cosmetic": "cosmetic"}


@pytest.mark.parametrize(
    "changed",
    [
        changed
        for changed, expected in CASES
        if expected
        and all(rule.split("-")[-1] in ("tightened", "loosened", "widened", "narrowed") for rule in expected)
    ],
    ids=",".join,
)
def test_what_narrows_one_way_widens_the_other(changed: Edit, tmp_path: Path) -> None:
    forwards = [entry.split(" ")[0] for entry in compare(tmp_path, {}, changed)]
    backwards = [entry.split(" ")[0] for entry in compare(tmp_path, changed, {})]
    assert backwards == [OPPOSITES[level] for level in forwards]


def test_a_moved_operation_is_compared_further(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text(BASE)
    moved = BASE.replace("/things/{id}:", "/v2/things/{id}:").replace("summary: Put", "summary: Set")
    (tmp_path / "1.yaml").write_text(moved)
    changes = compare_documents(*(bundle_document(tmp_path / name).bundle for name in ("0.yaml", "1.yaml")))
    assert [change.rule for change in changes] == ["operation-moved", "summary-changed"]


def test_other_names_of_path_variables_are_the_same_path(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text(BASE)
    (tmp_path / "1.yaml").write_text(BASE.replace("{id}:", "{key}:").replace("name: id,", "name: key,"))
    changes = compare_documents(*(bundle_document(tmp_path / name).bundle for name in ("0.yaml", "1.yaml")))
    assert [change.rule for change in changes] == ["parameter-removed", "parameter-added"]


def test_a_change_in_a_shared_schema_is_told_once_for_each_direction(tmp_path: Path) -> None:
    shared = BASE.replace(
        "schema: {$ref: '#/components/schemas/Output'}", "schema: {$ref: '#/components/schemas/Input'}"
    )
    (tmp_path / "0.yaml").write_text(shared)
    (tmp_path / "1.yaml").write_text(shared.replace("maxLength: 9, pattern", "maxLength: 8, pattern"))
    changes = compare_documents(*(bundle_document(tmp_path / name).bundle for name in ("0.yaml", "1.yaml")))
    assert [(change.level, change.place) for change in changes] == [
        ("breaking", "Input.name (request)"),
        ("additive", "Input.name (response)"),
    ]


def test_a_new_name_in_the_sdk_is_spelt_as_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text(BASE)
    (tmp_path / "1.yaml").write_text(BASE.replace("method: put}", "method: set}"))
    (change,) = compare_documents(*(bundle_document(tmp_path / name).bundle for name in ("0.yaml", "1.yaml")))
    assert change.message == "the SDK's name was things.put, is things.set"
