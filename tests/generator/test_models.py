from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from modelarts_generator.models import generate_models
from modelarts_generator.models.inline import inline_elements

from .apis import OPTIONS, bundle_of, parse

SCHEMAS = """
    Sent:
      type: object
      required: [name, made, must]
      description: What is "sent"
      properties:
        name: {type: string, maxLength: 3, pattern: '^[a-z]+$'}
        look: {type: string, pattern: '^(?!x)'}
        words: {type: array, maxItems: 2, items: {type: string, maxLength: 3}}
        matrix: {type: array, items: {type: array, items: {type: integer, minimum: 1}}}
        kind: {$ref: '#/components/schemas/Kind'}
        class: {type: string, default: x}
        when: {type: string, format: date-time}
        where: {type: string, format: uri}
        free: {type: object, additionalProperties: {type: string}}
        made: {type: string, readOnly: true}
        fixed: {type: [string, 'null'], enum: [a, null], default: null}
        must: {enum: [b, null]}
        mode: {oneOf: [{const: fast, title: FAST}, {const: slow, title: SLOW}, {type: 'null'}]}
    Received:
      type: object
      required: [name]
      properties:
        name: {type: string, maxLength: 3}
        sent: {$ref: '#/components/schemas/Sent'}
        constant: {const: fixed}
    Kind: {type: integer, enum: [1, 2], x-enum-varnames: [ONE, TWO], x-module: kinds}
    Unused: {type: object}
"""
PATHS = """
    /a:
      post:
        operationId: a
        requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
        responses:
          '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Received'}}}}
"""


def modules() -> dict[str, str]:
    api, problems = parse(schemas=SCHEMAS, paths=PATHS)
    assert problems == []
    return generate_models(api, bundle_of(), OPTIONS)


def fields(module: str, name: str) -> dict[str, str]:
    """Return the annotations of a class, by field, with ` = ...` where there is a default."""
    for node in ast.parse(modules()[module]).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            lines = [item for item in node.body if isinstance(item, ast.AnnAssign)]
            return {ast.unparse(line.target): ast.unparse(line).partition(": ")[2] for line in lines}
    raise AssertionError(f"no class {name} in {module}")


def test_one_module_per_module_of_the_description() -> None:
    assert sorted(modules()) == ["common.py", "kinds.py"]
    assert "class Kind(OpenIntEnum):" in modules()["kinds.py"]


def test_requests_keep_their_limits() -> None:
    sent = fields("common.py", "Sent")
    assert sent["name"] == "Annotated[str, Field(max_length=3, pattern='^[a-z]+$')]"
    assert sent["words"] == "Annotated[list[Annotated[str, Field(max_length=3)]] | None, Field(max_length=2)] = None"
    assert sent["matrix"] == "list[list[Annotated[int, Field(ge=1)]]] | None = None"


def test_a_pattern_that_pydantic_cannot_check_is_left_out() -> None:
    assert fields("common.py", "Sent")["look"] == "str | None = None"


def test_replies_have_no_limits() -> None:
    received = fields("common.py", "Received")
    assert received == {"name": "str", "sent": "Sent | None = None", "constant": "str | None = None"}


def test_names_and_types() -> None:
    sent = fields("common.py", "Sent")
    assert sent["class_"] == "Annotated[str | None, Field(alias='class')] = None"
    assert sent["when"] == "datetime | None = None"
    assert sent["where"] == "str | None = None"
    assert sent["free"] == "dict[str, str] | None = None"
    assert sent["kind"] == "Kind | None = None"


def test_what_only_the_service_sets_is_not_asked_of_a_caller() -> None:
    assert fields("common.py", "Sent")["made"] == "str | None = None"


def test_constants_make_no_enumerations_with_odd_names() -> None:
    sent = fields("common.py", "Sent")
    assert sent["fixed"] == "Literal['a'] | None = None"
    assert sent["must"] == "str | None"
    assert sent["mode"] == "SentMode | None = None"
    classes = [node.name for node in ast.parse(modules()["common.py"]).body if isinstance(node, ast.ClassDef)]
    assert sorted(classes) == ["Received", "Sent", "SentMode", "Unused"]
    assert "FAST = " in modules()["common.py"]


def test_nothing_is_built_while_a_module_is_imported() -> None:
    assert "model_rebuild" not in "".join(modules().values())


def test_the_output_does_not_depend_on_the_hash_seed() -> None:
    code = "from tests.generator.test_models import modules; print(repr(modules()))"
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_without_schemas_there_are_no_modules() -> None:
    api, _ = parse()
    assert generate_models(api, bundle_of(), OPTIONS) == {}


def test_made_up_types_vanish_from_modules_that_pass_them_on() -> None:
    made_up = 'Item = TypeAliasType("Item", Annotated[str, Field(max_length=1)])\n'
    found = inline_elements(
        {
            "_internal.py": f"{made_up}class A(ApiModel):\n    words: list[Item] | None = None\n    '''An Item.'''\n",
            "a.py": 'from ._internal import A, Item\n\n__all__ = ["A", "Item"]\n',
        }
    )
    assert "words: list[Annotated[str, Field(max_length=1)]] | None = None\n    '''An Item.'''" in found["_internal.py"]
    assert "TypeAliasType" not in found["_internal.py"]
    assert found["a.py"] == 'from ._internal import A\n\n__all__ = ["A"]\n'


def test_a_made_up_type_may_have_the_name_of_a_class_elsewhere() -> None:
    made_up = 'State = TypeAliasType("State", Annotated[str, Field(max_length=0)])\n'
    found = inline_elements(
        {
            "_internal.py": "class State(StrEnum):\n    A = 1\n\nclass B(Y):\n    state: State | None = None\n",
            "a.py": f"from ._internal import B, State as State_1\n\n{made_up}class C(X):\n    x: State_1 | State\n",
        }
    )
    assert "state: State | None = None" in found["_internal.py"]
    assert found["a.py"] == (
        "from ._internal import B, State as State_1\n\n"
        "class C(X):\n    x: State_1 | Annotated[str, Field(max_length=0)]\n"
    )
