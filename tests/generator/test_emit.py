from __future__ import annotations

import json
import random
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from modelarts_generator.emit import format_json, format_yaml
from modelarts_generator.load.yaml_text import parse_yaml

TRICKY = [
    *("", " ", "a ", " a", "yes", "No", "null", "~", "1", "1.5", "0x1f", "0o7", "12:30", "2025-01-01", "=", "<<"),
    *("a: b", "a:b", "a:", "a #b", "a#b", "#a", ":a", "[a", "{a", "*a", "&a", "!a", "%a", "@a", "`a", "'a", '"a'),
    *("one\ntwo", "one\ntwo\n", "one\n\ntwo\n\n", "\none", " one\ntwo", "one \ntwo", "one\n", "\n", "a\tb"),
    *("a\r\nb", "\x00", "\x7f", "\x85", "\u2028", "\ufeff", "\U0001f600", "é", "C:\\x", 'say "hi"', "k" * 3000),
    *("a" * 200 + ": b", "- a", "?", "-"),
]
CHARACTERS = "ab :#-?!&*|>'\"%@`,[]{}\n\t\\/$_.01~=é\U0001f600"


@pytest.mark.parametrize("text", TRICKY, ids=range(len(TRICKY)))
def test_every_text_survives_as_key_and_value(text: str) -> None:
    value = {"v": text, "k": {text: [text, {text: text}]}}
    written = format_yaml(value)
    assert parse_yaml(written) == value
    assert yaml.safe_load(written) == value  # a reader of YAML 1.1 agrees


def test_random_values_survive() -> None:
    generator = random.Random(7)  # noqa: S311 - nothing secret here
    for _ in range(300):
        value = {"root": _make(generator, 4)}
        written = format_yaml(value, "comment")
        assert parse_yaml(written) == value
        assert yaml.safe_load(written) == value
        assert json.loads(format_json(value)) == value


def _make(generator: random.Random, depth: int) -> Any:
    choice = generator.random()
    if depth and choice < 0.3:
        return {_text(generator): _make(generator, depth - 1) for _ in range(generator.randint(0, 4))}
    if depth and choice < 0.5:
        return [_make(generator, depth - 1) for _ in range(generator.randint(0, 4))]
    return generator.choice([_text(generator), 0, -1, 1.5, 1e16, 1e-7, 2**80, True, False, None])


def _text(generator: random.Random) -> str:
    return "".join(generator.choices(CHARACTERS, k=generator.randint(0, 8)))


def test_layout() -> None:
    value: dict[str, Any] = {
        "a": {},
        "b": [],
        "c": [{"x": 1, "z": [1, "2"]}, [[3]]],
        "d": "one\ntwo",
        "200": None,
        "e": True,
    }
    assert format_yaml(value, "Made by a test.") == (
        "# Made by a test.\na: {}\nb: []\nc:\n  - x: 1\n    z:\n      - 1\n"
        '      - "2"\n  - - - 3\nd: |-\n  one\n  two\n"200": null\ne: true\n'
    )
    assert format_yaml([]) == "[]\n"
