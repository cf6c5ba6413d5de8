from __future__ import annotations

from pathlib import Path

from modelarts_generator.lint.linter import lint_document

from tests.generator.trees import PET, SPLIT, bundle_tree, document, lint


def test_components_are_reached_from_operations(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        "/a: {get: {responses: {'200': {$ref: '#/components/responses/Ok'}}}}",
        """
        securitySchemes: {Key: {type: http, scheme: basic}}
        responses: {Ok: {description: Ok, content: {a/b: {schema: {$ref: '#/components/schemas/Used'}}}}}
        schemas:
          Used:
            items: {$ref: '#/components/schemas/Deep/items'}
            discriminator: {propertyName: x, mapping: {m: '#/components/schemas/Mapped'}}
          Deep: {items: {}}
          Mapped: {}
          Lonely: {items: {$ref: '#/components/schemas/Friend'}}
          Friend: {items: {$ref: '#/components/schemas/Lonely'}}
        """,
    )
    assert lint(bundled, "unused-component") == [
        (15, "no operation leads to schemas/Friend"),
        (14, "no operation leads to schemas/Lonely"),
    ]


def test_files_are_referred_to(tmp_path: Path) -> None:
    bundled = bundle_tree(tmp_path, {**SPLIT, "components/schemas/pets/Cat.yaml": PET})
    problems = [problem for problem in lint_document(bundled, house_style=True) if problem.rule == "unused-component"]
    (problem,) = problems
    assert str(problem) == (
        f"{tmp_path}/components/schemas/pets/Cat.yaml unused-component: nothing refers to this file "
        "(refer to it or remove it)"
    )
