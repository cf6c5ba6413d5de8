from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.emit import format_json, format_yaml

from tests.generator.trees import PET, SPLIT, bundle_tree, write_tree

if TYPE_CHECKING:
    from modelarts_generator.bundle import Bundled

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


def schemas(bundled: Bundled) -> dict[str, Any]:
    found: dict[str, Any] = bundled.bundle.document["components"]["schemas"]
    return found


def test_files_become_components(tmp_path: Path) -> None:
    bundled = bundle_tree(tmp_path, SPLIT)
    reply = bundled.bundle.document["paths"]["/pets"]["get"]["responses"]["200"]
    assert reply["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Pet"}
    assert schemas(bundled) == {
        "Pet": {"type": "object", "properties": {"name": {"type": "string"}}, "x-module": "pets"},
    }
    assert [path.name for path in bundled.files] == ["Pet.yaml", "openapi.yaml", "pets.yaml"]
    assert bundled.unused == ()


def test_places_lead_back_to_files_and_lines(tmp_path: Path) -> None:
    bundle = bundle_tree(tmp_path, SPLIT).bundle
    places = {
        ("info", "title"): ("openapi.yaml", 2),
        ("paths", "/pets"): ("paths/pets.yaml", 1),
        ("paths", "/pets", "get", "operationId"): ("paths/pets.yaml", 2),
        ("paths", "/pets", "get", "responses", "200", "content"): ("paths/pets.yaml", 6),
        ("components", "schemas", "Pet", "properties", "name", "type"): ("components/schemas/pets/Pet.yaml", 3),
        ("components", "schemas", "Pet", "x-module"): ("components/schemas/pets/Pet.yaml", 1),
    }
    for pointer, (file, line) in places.items():
        assert bundle.locate(pointer) == (str(tmp_path / file), line)


def test_a_folder_a_file_and_a_published_bundle_are_the_same(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "spec", SPLIT)
    document = bundle_document(folder).bundle.document
    assert bundle_document(folder / "openapi.yaml").bundle.document == document
    for name, text in (("b.yaml", format_yaml(document)), ("b.json", format_json(document))):
        (tmp_path / name).write_text(text)
        again = bundle_document(tmp_path / name).bundle.document
        assert again == document
        assert format_json(again) == format_json(document)


def test_components_are_sorted_and_the_rest_keeps_its_order(tmp_path: Path) -> None:
    bundled = bundle_tree(
        tmp_path,
        {
            "openapi.yaml": HEAD + "tags: []\npaths: {}\nservers: []\ncomponents:\n"
            "  securitySchemes: {}\n  schemas: {B: {type: string, enum: [b]}, A: {$ref: '#/components/schemas/B'}}\n"
        },
    )
    assert list(bundled.bundle.document) == ["openapi", "info", "tags", "paths", "servers", "components"]
    assert list(bundled.bundle.document["components"]) == ["schemas", "securitySchemes"]
    assert list(schemas(bundled)) == ["A", "B"]
    assert list(schemas(bundled)["B"]) == ["type", "enum"]


def test_every_kind_of_component_is_hoisted(tmp_path: Path) -> None:
    bundled = bundle_tree(
        tmp_path,
        {
            "openapi.yaml": HEAD + "paths:\n  /a/{id}: {$ref: paths/a.yaml}\n",
            "paths/a.yaml": """\
                parameters:
                  - $ref: ../components/parameters/Id.yaml
                post:
                  requestBody: {$ref: ../components/requestBodies/Body.yaml}
                  callbacks:
                    done: {$ref: ../components/callbacks/Done.yaml}
                  responses:
                    "200": {$ref: ../components/responses/Ok.yaml}
                """,
            "components/parameters/Id.yaml": "{name: id, in: path, required: true, schema: {type: string}}",
            "components/requestBodies/Body.yaml": "content: {application/json: {schema: {type: string}}}",
            "components/callbacks/Done.yaml": "'{$request.body#/url}': {post: {responses: {'200': {description: Ok}}}}",
            "components/responses/Ok.yaml": """\
                description: Ok
                headers: {X-Id: {$ref: ../headers/XId.yaml}}
                links: {next: {$ref: ../links/Next.yaml}}
                content:
                  application/json:
                    examples: {full: {$ref: ../examples/Post/full.yaml}, bare: {$ref: ../examples/Post/bare.yaml}}
                """,
            "components/headers/XId.yaml": "schema: {type: string}",
            "components/links/Next.yaml": "operationId: Next",
            "components/examples/Post/full.yaml": "summary: Full\nvalue: {id: 1, $ref: data}",
            "components/examples/Post/bare.yaml": "{id: 1, value: 2}",
        },
    )
    components = bundled.bundle.document["components"]
    assert {section: list(entries) for section, entries in components.items()} == {
        "callbacks": ["Done"],
        "examples": ["Post.bare", "Post.full"],
        "headers": ["XId"],
        "links": ["Next"],
        "parameters": ["Id"],
        "requestBodies": ["Body"],
        "responses": ["Ok"],
    }
    assert components["examples"]["Post.bare"] == {"value": {"id": 1, "value": 2}}
    assert components["examples"]["Post.full"] == {"summary": "Full", "value": {"id": 1, "$ref": "data"}}
    assert components["responses"]["Ok"]["links"] == {"next": {"$ref": "#/components/links/Next"}}
    assert bundled.bundle.locate(("components", "examples", "Post.bare", "value", "id"))[1] == 1


CASES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "a recursive schema": (
        {"components/schemas/Tree.yaml": "properties: {below: {type: array, items: {$ref: Tree.yaml}}}"},
        {"Tree": {"properties": {"below": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}}},
    ),
    "two schemas that hold each other": (
        {
            "components/schemas/Tree.yaml": "properties: {leaf: {$ref: Leaf.yaml}}",
            "components/schemas/Leaf.yaml": "properties: {tree: {$ref: ./Tree.yaml}}",
        },
        {
            "Leaf": {"properties": {"tree": {"$ref": "#/components/schemas/Tree"}}},
            "Tree": {"properties": {"leaf": {"$ref": "#/components/schemas/Leaf"}}},
        },
    ),
    "a pointer within the same file": (
        {"components/schemas/Tree.yaml": "$defs: {N/x: {type: string}}\nproperties: {n: {$ref: '#/$defs/N~1x'}}"},
        {
            "Tree": {
                "$defs": {"N/x": {"type": "string"}},
                "properties": {"n": {"$ref": "#/components/schemas/Tree/$defs/N~1x"}},
            }
        },
    ),
    "a file of many schemas": (
        {
            "components/schemas/Tree.yaml": "properties:\n  a: {$ref: ../../defs.yaml#/A}\n"
            "  b: {$ref: '../../defs.yaml#/x/B'}\n",
            "defs.yaml": "A: {items: {$ref: '#/x/B'}}\nx: {B: {type: string}}\nunused: {type: number}",
        },
        {
            "A": {"items": {"$ref": "#/components/schemas/defs_B"}},
            "Tree": {
                "properties": {"a": {"$ref": "#/components/schemas/A"}, "b": {"$ref": "#/components/schemas/defs_B"}}
            },
            "defs_B": {"type": "string"},
        },
    ),
    "back to the root file": (
        {"components/schemas/Tree.yaml": "items: {$ref: '../../openapi.yaml#/components/schemas/Root'}"},
        {"Root": {"type": "string"}, "Tree": {"items": {"$ref": "#/components/schemas/Root"}}},
    ),
    "a pointer that goes on behind a reference": (
        {
            "components/schemas/Tree.yaml": "properties: {leaf: {$ref: Leaf.yaml}}\n"
            "items: {$ref: '#/properties/leaf/properties/size'}",
            "components/schemas/Leaf.yaml": "properties: {size: {type: integer}}",
        },
        {
            "Leaf": {"properties": {"size": {"type": "integer"}}},
            "Tree": {
                "properties": {"leaf": {"$ref": "#/components/schemas/Leaf"}},
                "items": {"$ref": "#/components/schemas/Leaf/properties/size"},
            },
        },
    ),
    "keywords beside a reference": (
        {
            "components/schemas/Tree.yaml": "properties: {leaf: {description: d, $ref: Leaf.yaml, default: x}}",
            "components/schemas/Leaf.yaml": "type: string",
        },
        {
            "Leaf": {"type": "string"},
            "Tree": {"properties": {"leaf": {"description": "d", "$ref": "#/components/schemas/Leaf", "default": "x"}}},
        },
    ),
    "data is not searched for references": (
        {
            "components/schemas/Tree.yaml": "properties: {$ref: {type: string}}\n"
            "example: {$ref: no.yaml}\nenum: [{$ref: x}]"
        },
        {
            "Tree": {
                "properties": {"$ref": {"type": "string"}},
                "example": {"$ref": "no.yaml"},
                "enum": [{"$ref": "x"}],
            }
        },
    ),
    "a discriminator": (
        {
            "components/schemas/Tree.yaml": "oneOf: [{$ref: Leaf.yaml}]\n"
            "discriminator: {propertyName: kind, mapping: {leaf: Leaf.yaml, other: Leaf, far: ./Far.yaml}}",
            "components/schemas/Leaf.yaml": "type: object",
            "components/schemas/Far.yaml": "type: object",
        },
        {
            "Far": {"type": "object"},
            "Leaf": {"type": "object"},
            "Tree": {
                "oneOf": [{"$ref": "#/components/schemas/Leaf"}],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {
                        "leaf": "#/components/schemas/Leaf",
                        "other": "Leaf",
                        "far": "#/components/schemas/Far",
                    },
                },
            },
        },
    ),
    "boolean schemas and escaped names": (
        {
            "components/schemas/Tree.yaml": "additionalProperties: false\nitems: {$ref: Leaf%20One.yaml}"
            "\nproperties: {any: true}".replace("Leaf%20One", "Leaf%2DOne"),
            "components/schemas/Leaf-One.yaml": "true",
        },
        {
            "Leaf-One": True,
            "Tree": {
                "additionalProperties": False,
                "items": {"$ref": "#/components/schemas/Leaf-One"},
                "properties": {"any": True},
            },
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_references_of_schemas(name: str, tmp_path: Path) -> None:
    files, expected = CASES[name]
    root = "components:\n  schemas:\n    Root: {type: string}\npaths: {}\nx-none: 0\n"
    start = "webhooks: {w: {post: {requestBody: {content: {a/b: {schema: {$ref: components/schemas/Tree.yaml}}}}}}}\n"
    bundled = bundle_tree(tmp_path, {"openapi.yaml": HEAD + root + start, **files})
    found = schemas(bundled)
    assert found == {"Root": {"type": "string"}, **expected}
    assert list(found) == sorted(found)


def test_root_components_may_be_references_to_files(tmp_path: Path) -> None:
    bundled = bundle_tree(
        tmp_path,
        {
            "openapi.yaml": HEAD + "paths: {}\ncomponents:\n  schemas:\n    Dog: {$ref: schemas/dog.yaml}\n"
            "    Hound: {$ref: schemas/dog.yaml}\n    Cat: {$ref: schemas/cat.yaml}\n",
            "schemas/dog.yaml": "properties: {friend: {$ref: cat.yaml}}",
            "schemas/cat.yaml": "properties: {friend: {$ref: dog.yaml}}",
        },
    )
    assert schemas(bundled) == {
        "Cat": {"properties": {"friend": {"$ref": "#/components/schemas/Dog"}}},
        "Dog": {"properties": {"friend": {"$ref": "#/components/schemas/Cat"}}},
        "Hound": {"$ref": "#/components/schemas/Dog"},
    }


def test_path_items_are_written_out_and_pointers_into_them_hold(tmp_path: Path) -> None:
    bundled = bundle_tree(
        tmp_path,
        {
            "openapi.yaml": HEAD
            + "paths:\n  /a: {$ref: a.yaml, summary: Own}\n  /b: {$ref: '#/components/pathItems/B'}\n"
            "components:\n  pathItems:\n    B: {$ref: b.yaml}\n",
            "a.yaml": "get: {responses: {'200': {description: A, content: {a/b: {schema: {type: string}}}}}}",
            "b.yaml": "get:\n  responses:\n    '200':\n      description: B\n      content:\n        a/b:\n"
            "          schema: {$ref: 'a.yaml#/get/responses/200/content/a~1b/schema'}\n",
        },
    )
    paths = bundled.bundle.document["paths"]
    assert paths["/a"]["summary"] == "Own"
    expected = {"$ref": "#/paths/~1a/get/responses/200/content/a~1b/schema"}
    assert paths["/b"]["get"]["responses"]["200"]["content"]["a/b"]["schema"] == expected
    assert bundled.bundle.follow((), expected)[1] == {"type": "string"}
    assert bundled.bundle.document["components"]["pathItems"]["B"] == paths["/b"]


def test_unused_files_are_listed(tmp_path: Path) -> None:
    files = {**SPLIT, "components/schemas/pets/Cat.yaml": PET, "components/notes.txt": "x", "other.yaml": "x: 1"}
    assert bundle_tree(tmp_path, files).unused == (str(tmp_path / "components/schemas/pets/Cat.yaml"),)
