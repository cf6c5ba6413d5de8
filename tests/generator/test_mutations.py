"""Descriptions that are wrong in ways nobody thought of end in problems, never in a traceback."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.dereference import dereference
from modelarts_generator.diff.compare import compare_documents
from modelarts_generator.downgrade import downgrade
from modelarts_generator.load.yaml_text import parse_yaml
from modelarts_generator.options import GenerateOptions
from modelarts_generator.pipeline import inspect, load_sound
from modelarts_generator.problems import ProblemsError

from tests.generator.diff.test_compare import BASE

ODD: tuple[Any, ...] = (
    *(None, [], {}, "", "x", 0, -1, 1.5, True, ["a"], [{}], [None], [1, "a"], {"x": None}, {"a": {"b": {}}}),
    *({"$ref": "#/components/schemas/Input"}, {"$ref": "#"}, {"$ref": "#/nope"}, {"$ref": 5}, {"$ref": "#/paths"}),
    {"type": "object", "properties": {"a": None}},
)
FIELDS = (
    *("$ref", "x-sdk", "x-pagination", "x-lifecycle", "x-enum-varnames", "allOf", "oneOf", "enum", "discriminator"),
    *("security", "tags", "servers", "parameters", "type", "properties", "items", "required", "default", "example"),
    *("examples", "content", "schema", "links"),
)


def places(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if pointer:
        yield pointer
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*pointer, key))


def mutate(chance: random.Random, document: Any) -> None:
    *steps, last = chance.choice(list(places(document)))
    holder = document
    for step in steps:
        holder = holder[step]
    kind = chance.random()
    if kind < 0.2:
        del holder[last]
    elif kind < 0.5 and isinstance(holder, dict):
        holder[chance.choice(FIELDS)] = chance.choice(ODD)
    else:
        holder[last] = chance.choice(ODD)


@pytest.mark.parametrize("seed", range(4))
def test_no_mutation_ends_in_a_traceback(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing secret here
    spec = tmp_path / "openapi.json"
    sound = parse_yaml(BASE)
    spec.write_text(json.dumps(sound))
    before = load_sound(spec)
    found = 0
    for _ in range(40):
        document = copy.deepcopy(sound)
        mutate(chance, document)
        spec.write_text(json.dumps(document))
        try:
            after = load_sound(spec)
            compare_documents(before, after)
            compare_documents(after, before)
            downgrade(after)
            dereference(after)
            inspect(bundle_document(spec), GenerateOptions(spec, tmp_path), house_style=True)
        except ProblemsError as error:
            found += len(error.problems)
    assert found >= 40
