from __future__ import annotations

import ast
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from jinja2 import UndefinedError
from modelarts_generator.render import render
from modelarts_generator.text import escape_docstring, wrap

from .apis import OPTIONS, bundle_of, parse

if TYPE_CHECKING:
    from pathlib import Path

    from modelarts_generator.options import GenerateOptions

PATHS = r"""
    /things/{thing_id}:
      get:
        operationId: getThing
        tags: [things]
        summary: Show a thing
        description: 'A \ and TRIPLE in the text.'
        x-iam-action: shop:thing:get
        x-documented-in: ['2024-01']
        parameters:
          - name: thing_id
            in: path
            required: true
            description: Id of the thing
            schema: {type: string, minLength: 1, maxLength: 64}
          - {name: age, in: query, schema: {type: integer, minimum: 0, default: 7}}
          - {name: kind, in: query, description: What it is., schema: {$ref: '#/components/schemas/Kind'}}
        responses:
          '200': {description: The thing, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
          '404': {description: There is none}
"""
SCHEMAS = """
    Kind: {type: integer, enum: [1, 2], x-enum-varnames: [ONE, TWO]}
    Thing: {type: object, properties: {id: {type: string}}}
"""
QUOTES = '"' * 3


def rendered(options: GenerateOptions = OPTIONS) -> dict[str, str]:
    api, problems = parse(paths=PATHS.replace("TRIPLE", QUOTES), schemas=SCHEMAS)
    assert problems == []
    return render("python", api, bundle_of(), options)


def test_a_method_says_all_that_is_known_of_it() -> None:
    text = rendered()["python/shop_client/resources/things.py"]
    for line in (
        '"""Show a thing.',
        r"A \\ and \"\"\" in the text.",
        "thing_id: Id of the thing. 1 to 64 characters.",
        "age: The query parameter age. At least 0. The service's default is 7.",
        "kind: What it is. Options: 1 (ONE), 2 (TWO).",
        "NotFoundError: There is none.",
        "GET /things/{thing_id} (getThing)",
        "IAM action shop:thing:get",
        "documented in 2024-01",
    ):
        assert line in text


def test_nothing_but_annotations_imports_models() -> None:
    text = rendered()["python/shop_client/resources/things.py"]
    before, _, _ = text.partition("if TYPE_CHECKING:")
    assert "..models" not in before
    assert 'response="common:Thing"' in text


def test_package_and_distribution_are_named_as_asked() -> None:
    files = rendered()
    project = tomllib.loads(files["python/pyproject.toml"])
    assert project["project"]["name"] == "shop-client"
    assert project["project"]["version"] == "1.2.3"
    assert project["project"]["scripts"] == {"shop": "shop_client.cli:main"}
    assert all(path.startswith(("python/shop_client/", "python/")) for path in files)
    runtime = "".join(text for path, text in files.items() if "/_runtime/" in path)
    assert "import modelarts_client" not in runtime
    assert "from modelarts_client" not in runtime


def test_single_templates_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "README.md.j2").write_text("{{ distribution }} is ours now\n", encoding="utf-8")
    models = tmp_path / "python" / "models"
    models.mkdir()
    (models / "Enum.jinja2").write_text("class {{ class_name }}(OpenIntEnum):\n    MINE = 1", encoding="utf-8")
    files = rendered(replace(OPTIONS, templates=tmp_path))
    assert files["python/README.md"] == "shop-client is ours now\n"
    assert "MINE = 1" in files["python/shop_client/models/common.py"]
    assert "class ThingsResource" not in files["python/shop_client/resources/things.py"]
    assert "class Things(Resource):" in files["python/shop_client/resources/things.py"]


def test_a_template_that_uses_an_unknown_name_fails(tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "README.md.j2").write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        rendered(replace(OPTIONS, templates=tmp_path))


def test_an_unknown_target_is_refused() -> None:
    api, _ = parse()
    with pytest.raises(KeyError):
        render("cobol", api, bundle_of(), OPTIONS)


def test_text_is_wrapped_but_lists_and_code_are_kept() -> None:
    text = "one two three four\nfive\n\n- a b c d e f\n- g\n\n    code that is longer than the width"
    wanted = "one two\nthree four\nfive\n\n- a b c d e\n  f\n- g\n\n    code that is longer than the width"
    assert wrap(text, 11) == wanted


@pytest.mark.parametrize("text", ['ends with "', "back\\slash", 'three """ quotes', "\\"])
def test_any_text_can_be_a_docstring(text: str) -> None:
    namespace: dict[str, str] = {}
    exec(f'value = """{escape_docstring(text)}"""', namespace)  # noqa: S102
    assert namespace["value"] == text


def test_any_title_and_version_give_sound_code() -> None:
    title = f'A {QUOTES} "shop" \\u\nimport os'
    info = {"title": title, "version": f"1.0\n{QUOTES}"}
    api, problems = parse(paths=PATHS.replace("TRIPLE", QUOTES), schemas=SCHEMAS, info=info)
    assert problems == []
    files = {**render("python", api, bundle_of(), OPTIONS), **render("cli", api, bundle_of(), OPTIONS)}
    for path, text in files.items():
        if path.endswith(".py"):
            ast.parse(text)
    assert tomllib.loads(files["python/pyproject.toml"])["project"]["version"] == "1.0"
    client = ast.parse(files["python/shop_client/_client.py"])
    shop = next(node for node in client.body if isinstance(node, ast.ClassDef))
    assert title.replace("\n", " ") in (ast.get_docstring(shop) or "")


def test_a_description_without_operations_and_schemas_gives_sound_code() -> None:
    api, problems = parse()
    assert problems == []
    files = {**render("python", api, bundle_of(), OPTIONS), **render("cli", api, bundle_of(), OPTIONS)}
    assert "class Shop(SyncClient):" in files["python/shop_client/_client.py"]
    assert "GROUPS: dict[str, tuple[str, str]] = {}" in files["python/shop_client/cli/_app.py"]
