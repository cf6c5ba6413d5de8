from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.document import Bundle
from modelarts_generator.options import GenerateOptions
from modelarts_generator.parse import parse_api
from modelarts_generator.problems import ProblemsError
from modelarts_generator.select import select_operations

from tests.generator.trees import document, run, snapshot

REPOSITORY = Path(__file__).parents[3]
PATHS = """
/pets:
  post:
    operationId: CreatePet
    tags: [pets]
    responses:
      "201":
        description: Made.
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        links:
          Show: {operationId: ShowPet, parameters: {id: $response.body#/id}}
          Feed: {operationId: FeedPet, parameters: {id: $response.body#/id}}
          Old: {operationRef: "#/paths/~1pets~1{id}~1meals/get"}
          Shared: {$ref: "#/components/links/Meals"}
/pets/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  get:
    operationId: ShowPet
    tags: [pets]
    responses: {"200": {description: A pet.}}
  put:
    operationId: FeedPet
    tags: [pets, meals]
    responses: {"204": {description: Fed.}}
/pets/{id}/meals:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  get:
    operationId: ListMeals
    tags: [meals]
    responses:
      "200": {description: Meals., content: {application/json: {schema: {$ref: "#/components/schemas/Meal"}}}}
"""
COMPONENTS = """
schemas:
  Pet: {type: object, properties: {id: {type: string}, kind: {$ref: "#/components/schemas/Kind"}}}
  Kind: {type: string}
  Meal: {type: object, properties: {of: {$ref: "#/components/schemas/Kind"}}}
links:
  Meals: {operationId: ListMeals, parameters: {id: $response.body#/id}}
securitySchemes:
  Key: {type: apiKey, in: header, name: X-Key}
"""
HEAD = "tags: [{name: meals}, {name: nobody}, {name: pets, description: Animals.}]\n"


def options(include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> GenerateOptions:
    return GenerateOptions(Path("spec"), Path("out"), include=include, exclude=exclude)


@pytest.fixture
def shop(tmp_path: Path) -> Bundle:
    return document(tmp_path, PATHS, COMPONENTS, HEAD).bundle


def operations(bundle: Bundle) -> list[str]:
    return [
        item[method]["operationId"]
        for item in bundle.document["paths"].values()
        for method in ("get", "put", "post")
        if method in item
    ]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ((), (), ["CreatePet", "ShowPet", "FeedPet", "ListMeals"]),
        (("pets",), (), ["CreatePet", "ShowPet", "FeedPet"]),
        (("meals",), (), ["FeedPet", "ListMeals"]),
        (("meals", "pets"), (), ["CreatePet", "ShowPet", "FeedPet", "ListMeals"]),
        ((), ("meals",), ["CreatePet", "ShowPet"]),
        (("pets",), ("meals",), ["CreatePet", "ShowPet"]),
    ],
)
def test_operations_by_tag(
    shop: Bundle, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
) -> None:
    selected, warnings = select_operations(shop, options(include, exclude))
    assert operations(selected) == expected
    assert warnings == []


def test_without_tags_the_document_is_the_same(shop: Bundle) -> None:
    assert select_operations(shop, options())[0] is shop


def test_what_has_lost_its_meaning_goes_too(shop: Bundle) -> None:
    before = repr(shop.document)
    kept = select_operations(shop, options(exclude=("meals",)))[0].document
    assert list(kept["paths"]) == ["/pets", "/pets/{id}"]
    assert [tag["name"] for tag in kept["tags"]] == ["pets"]
    assert list(kept["paths"]["/pets"]["post"]["responses"]["201"]["links"]) == ["Show"]
    assert {section: list(entries) for section, entries in kept["components"].items()} == {
        "schemas": ["Kind", "Pet"],
        "securitySchemes": ["Key"],
    }
    assert repr(shop.document) == before


def test_links_that_lead_somewhere_stay(shop: Bundle) -> None:
    kept = select_operations(shop, options(include=("pets", "meals")))[0].document
    assert list(kept["paths"]["/pets"]["post"]["responses"]["201"]["links"]) == ["Show", "Feed", "Old", "Shared"]
    assert list(kept["components"]["links"]) == ["Meals"]


def test_places_are_found_after_tags_have_moved(shop: Bundle) -> None:
    selected, _ = select_operations(shop, options(exclude=("meals",)))
    assert selected.locate(("tags", 0)) == shop.locate(("tags", 2))
    assert selected.locate(("paths", "/pets/{id}", "get")) == shop.locate(("paths", "/pets/{id}", "get"))


@pytest.mark.parametrize(
    ("include", "exclude", "message"),
    [
        (("pet",), (), "openapi.yaml:3 unknown-tag: no operation has the tag 'pet' (did you mean pets?)"),
        ((), ("x",), "openapi.yaml:3 unknown-tag: no operation has the tag 'x' (there are meals, pets)"),
        (("nobody",), (), "openapi.yaml:3 unknown-tag: no operation has the tag 'nobody' (there are meals, pets)"),
        (
            ("meals",),
            ("meals",),
            "openapi.yaml:4 nothing-selected: no operation has an included tag and no excluded one "
            "(include more or exclude less)",
        ),
    ],
)
def test_bad_tags(shop: Bundle, include: tuple[str, ...], exclude: tuple[str, ...], message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        select_operations(shop, options(include, exclude))
    assert str(caught.value).rpartition("/")[2] == message


def test_a_bad_tag_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    document(tmp_path, PATHS, COMPONENTS, HEAD)
    spec, out = tmp_path / "openapi.yaml", tmp_path / "out"
    assert run("generate", "--spec", spec, "--out", out, "--include", "pets").exit_code == 0
    before = snapshot(out)
    result = run("generate", "--spec", spec, "--out", out, "--include", "plants")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "unknown-tag" in result.stderr
    assert "Traceback" not in result.stderr
    assert snapshot(out) == before


def test_commands_take_tags(tmp_path: Path) -> None:
    document(tmp_path, PATHS, COMPONENTS, HEAD)
    spec, out = tmp_path / "openapi.yaml", tmp_path / "out"
    assert run("generate", "--spec", spec, "--out", out, "--exclude", "meals").exit_code == 0
    assert run("check", "--spec", spec, "--out", out, "--exclude", "meals").exit_code == 0
    assert run("check", "--spec", spec, "--out", out).exit_code == 1
    printed = run("bundle", "--spec", spec, "--print", "yaml", "--include", "meals").stdout
    assert "ListMeals" in printed
    assert "ShowPet" not in printed


@pytest.fixture(scope="module")
def ours() -> Bundle:
    return bundle_document(REPOSITORY / "generated/openapi.json").bundle


def test_each_tag_of_ours_stands_alone(ours: Bundle) -> None:
    whole: dict[str, Any] = {operation.id: operation for operation in parse_api(ours, options())[0].operations}
    found: set[str] = set()
    tags = sorted({tag for operation in whole.values() for tag in operation.tags})
    for tag in tags:
        selected, _ = select_operations(ours, options(include=(tag,)))
        api, problems = parse_api(selected, options())
        assert [str(problem) for problem in problems] == []
        assert api.operations
        found |= {operation.id for operation in api.operations}
    assert found == set(whole)
    assert len(tags) > 40


def test_a_text_whose_end_cannot_be_told_is_not_followed(tmp_path: Path) -> None:
    follow = "\n    x-follow: {content: text, size: size, until: ShowPet}\n    tags: [meals]"
    shop = document(tmp_path, PATHS.replace("\n    tags: [meals]", follow), COMPONENTS, HEAD).bundle
    selected, warnings = select_operations(shop, options(include=("meals",)))
    assert "x-follow" not in selected.document["paths"]["/pets/{id}/meals"]["get"]
    (warning,) = warnings
    line = shop.locate(("paths", "/pets/{id}/meals", "get", "x-follow"))[1]
    assert str(warning).endswith(
        f":{line} unselected-follow: warning: x-follow is left out: it needs ShowPet, which is not selected"
    )
    assert select_operations(shop, options(include=("meals", "pets")))[1] == []
