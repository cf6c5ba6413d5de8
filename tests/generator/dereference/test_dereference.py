from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.dereference import dereference
from modelarts_generator.document import Bundle
from modelarts_generator.grammar import is_reference, walk
from modelarts_generator.references import format_reference
from modelarts_generator.validate import validate_document

from tests.generator.apis import bundle_of, read
from tests.generator.judging import bodies, mutations

REPOSITORY = Path(__file__).parents[3]


def schemas_of(text: str) -> dict[str, Any]:
    """Dereference schemas; return those that the bodies of the paths /NAME have."""
    schemas = read(text)
    paths = {
        f"/{name}": {
            "get": {
                "responses": {
                    "200": {
                        "description": "It.",
                        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
                    }
                }
            }
        }
        for name in schemas
    }
    document = dereference(Bundle({**bundle_of().document, "paths": paths, "components": {"schemas": schemas}}))
    content = {path[1:]: item["get"]["responses"]["200"]["content"] for path, item in document["paths"].items()}
    found = {name: value["application/json"]["schema"] for name, value in content.items()}
    return {**found, "kept": document.get("components")}


def test_what_is_named_stands_in_its_place() -> None:
    found = schemas_of("{A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}, B: {type: string}}")
    assert found["A"] == {"type": "object", "properties": {"b": {"type": "string"}}}
    assert found["kept"] is None


@pytest.mark.parametrize(
    ("siblings", "expected"),
    [
        ("description: Ours.", {"type": "string", "maxLength": 9, "description": "Ours."}),
        ("x-a: 1, default: d", {"type": "string", "maxLength": 9, "description": "Its.", "x-a": 1, "default": "d"}),
        (
            "maxLength: 20",
            {"allOf": [{"type": "string", "maxLength": 9, "description": "Its."}], "maxLength": 20},
        ),
    ],
)
def test_what_stands_beside_a_reference(siblings: str, expected: Any) -> None:
    found = schemas_of(
        f"""
        A: {{items: {{$ref: '#/components/schemas/B', {siblings}}}}}
        B: {{type: string, maxLength: 9, description: Its.}}
        """
    )
    assert found["A"] == {"items": expected}


def test_a_schema_that_contains_itself_keeps_the_reference() -> None:
    found = schemas_of("{Tree: {properties: {of: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}}")
    inside = {"properties": {"of": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}}
    assert found["Tree"] == inside
    assert found["kept"] == {"schemas": {"Tree": inside}}


def test_schemas_that_contain_each_other() -> None:
    found = schemas_of(
        """
        A: {properties: {b: {$ref: '#/components/schemas/B'}}}
        B: {properties: {a: {$ref: '#/components/schemas/A'}}}
        """
    )
    assert found["A"] == {"properties": {"b": {"properties": {"a": {"$ref": "#/components/schemas/A"}}}}}
    assert list(found["kept"]["schemas"]) == ["A"]


def test_alternatives_that_are_told_apart_by_name_keep_their_names() -> None:
    found = schemas_of(
        """
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
        Cat: {properties: {kind: {$ref: '#/components/schemas/Kind'}}}
        Dog: {properties: {kind: {$ref: '#/components/schemas/Kind'}}}
        Kind: {type: string}
        """
    )
    assert found["Pet"]["oneOf"] == [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
    plain = {"properties": {"kind": {"type": "string"}}}
    assert found["kept"] == {"schemas": {"Cat": plain, "Dog": plain}}


def test_what_looks_like_a_reference_in_an_example_is_data() -> None:
    found = schemas_of("{A: {type: object, examples: [{$ref: '#/components/schemas/A'}]}}")
    assert found["A"] == {"type": "object", "examples": [{"$ref": "#/components/schemas/A"}]}


@pytest.fixture(scope="module")
def ours() -> Bundle:
    return bundle_document(REPOSITORY / "generated/openapi.json").bundle


def test_our_own_has_no_reference_that_is_not_needed(ours: Bundle) -> None:
    document = dereference(ours)
    kept = set(document["components"]["schemas"])
    left = {node.value["$ref"].rpartition("/")[2] for node in walk(document) if is_reference(node)}
    assert left == kept
    assert kept == {"CodeTreeNode", "SmartTaskEvent"}
    assert set(document["components"]) == {"schemas", "securitySchemes"}
    assert validate_document(Bundle(document)) == []


def test_our_own_accepts_and_refuses_what_it_did(ours: Bundle) -> None:
    document = dereference(ours)
    places = {body.pointer for body in bodies(document)}
    registry = jsonschema_rs.Registry([("urn:whole", ours.document), ("urn:flat", document)])
    verdicts = []
    for body in bodies(ours.document):
        if body.pointer not in places:
            continue  # of a component: its copies are judged where they stand
        reference = format_reference((*body.pointer, "schema")).replace("{", "%7B").replace("}", "%7D")
        judges = [
            jsonschema_rs.Draft202012Validator({"$ref": f"{name}{reference}"}, registry=registry)
            for name in ("urn:whole", "urn:flat")
        ]
        for example in body.examples:
            for value in mutations(example):
                before, after = (judge.is_valid(value) for judge in judges)
                assert before is after, (body.pointer, value)
                verdicts.append(before)
    assert verdicts.count(True) > 10_000
    assert verdicts.count(False) > 10_000
