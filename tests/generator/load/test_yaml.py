from __future__ import annotations

from typing import Any

import pytest
from modelarts_generator.load import limits
from modelarts_generator.load.errors import TextError
from modelarts_generator.load.yaml_text import Lines, parse_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("True", True),
        ("false", False),
        ("~", None),
        ("null", None),
        ("a:", {"a": None}),
        ("12", 12),
        ("-0", 0),
        ("0o17", 15),
        ("017", 17),
        ("0x1F", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2025-08-01", "2025-08-01"),
        ("=", "="),
        ("'12'", "12"),
        ('"null"', "null"),
        ("!!str 12", "12"),
        ("!!float 12", 12.0),
        ("!!int '12'", 12),
        ("! 12", "12"),
        ("+", "+"),
        ("-", [None]),
        ("[]", []),
        ("'<<': 1", {"<<": 1}),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: Any) -> None:
    parsed = parse_yaml(text)
    assert parsed == value
    assert type(parsed) is type(value)


def test_keys_are_text() -> None:
    assert parse_yaml("{200: a, true: b, null: c, 1.0: d, yes: e}") == {
        "200": "a",
        "true": "b",
        "null": "c",
        "1.0": "d",
        "yes": "e",
    }


def test_aliases_are_expanded() -> None:
    assert parse_yaml("a: &x {k: 1}\nb: *x\nc: [*x, 2]\nd: &y z\n*y : 3") == {
        "a": {"k": 1},
        "b": {"k": 1},
        "c": [{"k": 1}, 2],
        "d": "z",
        "z": 3,
    }


def test_lines_of_every_place() -> None:
    lines: Lines = {}
    parse_yaml("a:\n  - b: 1\n    c: [1,\n      2]\n  - &x {d: 1}\ne: *x\nf: 1\n", lines)
    assert lines == {
        ("a",): 1,
        ("a", 0): 2,
        ("a", 0, "b"): 2,
        ("a", 0, "c"): 3,
        ("a", 0, "c", 0): 3,
        ("a", 0, "c", 1): 4,
        ("a", 1): 5,
        ("a", 1, "d"): 5,
        ("e",): 6,
        ("f",): 7,
    }


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a: 1\na: 2", "duplicate-key", 2),
        ("a:\n  b: 1\n  'b': 2", "duplicate-key", 3),
        ("200: a\n'200': b", "duplicate-key", 2),
        ("a: 1\n  b: 2", "yaml-syntax", 2),
        ("a: [1, 2", "yaml-syntax", 2),
        ("a: 'b", "yaml-syntax", 1),
        ("a: b: c", "yaml-syntax", 1),
        ("\ta: 1", "yaml-syntax", 1),
        ("a: 1\n\x07", "yaml-syntax", 2),
        ("a: 1\n---\nb: 1", "yaml-syntax", 2),
        ("%YAML 1.9\n---\na: 1\n%", "yaml-syntax", 1),
        ("", "empty-file", 1),
        ("# nothing\n\n", "empty-file", 1),
        ("a: *x", "yaml-alias", 1),
        ("a: &x\n  - *x", "yaml-alias", 2),
        ("a: 1\n<<: {b: 1}", "yaml-value", 2),
        ("? [a]\n: 1", "yaml-value", 1),
        ("a: !!binary aGk=", "yaml-value", 1),
        ("a: 1\nb: !custom {}", "yaml-value", 2),
        ("a: !!int x", "yaml-value", 1),
        ("a: .inf", "yaml-value", 1),
        ("a: 1e999", "yaml-value", 1),
        ("a: .NaN", "yaml-value", 1),
        ("a: " + "9" * 5000, "yaml-value", 1),
        ("a: \ud800", "yaml-syntax", 1),
        ("a: 1\nb:\n " + "[" * limits.MAX_DEPTH + "]" * limits.MAX_DEPTH, "too-deep", 3),
        ("[" * 50_000, "too-deep", 1),
        ("- " * 50_000, "too-deep", 1),
        (BOMB, "yaml-bomb", 5),
    ],
)
def test_unsound_text_is_refused_with_its_line(text: str, rule: str, line: int) -> None:
    with pytest.raises(TextError) as caught:
        parse_yaml(text)
    assert (caught.value.rule, caught.value.line) == (rule, line)


def test_the_deepest_allowed_nesting_is_read() -> None:
    depth = limits.MAX_DEPTH
    value = parse_yaml("[" * depth + "]" * depth)
    for _ in range(depth - 1):
        (value,) = value
    assert value == []
