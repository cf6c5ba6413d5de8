from __future__ import annotations

from pathlib import Path

import pytest
from modelarts_generator.load import limits
from modelarts_generator.load.errors import TextError
from modelarts_generator.load.json_text import parse_json
from modelarts_generator.load.source import read_source


def test_json_is_read_as_json() -> None:
    assert parse_json('{"a": [1, 2.5, null, true, "\\ud83d\\ude00"], "yes": "no"}') == {
        "a": [1, 2.5, None, True, "\U0001f600"],
        "yes": "no",
    }


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("", "empty-file", 1),
        ('{"a": 1,\n}', "json-syntax", 2),
        ('{"a": 1,\n"a": 2}', "duplicate-key", 2),
        ('{"s": "\\ud83d\\ude00", "a": {"b": 1,\n"b": 2}}', "duplicate-key", 1),
        ('{"a": NaN}', "json-syntax", 1),
        ("[" * (limits.MAX_DEPTH + 2) + "1" + "]" * (limits.MAX_DEPTH + 2), "too-deep", 1),
        ("[" * 100_000, "too-deep", 1),
    ],
)
def test_unsound_json_is_refused(text: str, rule: str, line: int) -> None:
    with pytest.raises(TextError) as caught:
        parse_json(text)
    assert (caught.value.rule, caught.value.line) == (rule, line)


def test_lines_of_a_json_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{\n "a": {\n  "b": [\n   1\n  ]\n }\n}')
    source = read_source(path, "x.json")
    assert source.line(("a", "b", 0)) == 4
    assert source.line(("a", "missing", "deeper")) == 2
    assert source.line(()) == 1


@pytest.mark.parametrize(("data", "rule", "line"), [(b"a: 1\nb: \xff", "not-utf8", 2), (b"\x89PNG\r\n", "not-utf8", 1)])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, rule: str, line: int) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    with pytest.raises(TextError) as caught:
        read_source(path, "x.yaml")
    assert (caught.value.rule, caught.value.line) == (rule, line)


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_source(path, "x.yaml").value == {"a": 1}


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 3)
    path = tmp_path / "x.yaml"
    path.write_text("a: 1")
    with pytest.raises(TextError) as caught:
        read_source(path, "x.yaml")
    assert caught.value.rule == "file-too-large"


def test_half_a_character_is_refused_where_it_stands() -> None:
    assert parse_json('{"a": "\\ud83c\\udf39", "b": "\\\\ud800"}') == {"a": "\N{ROSE}", "b": "\\ud800"}
    with pytest.raises(TextError) as caught:
        parse_json('{"a": "x",\n "b": "\\uD83C"}')
    assert (caught.value.rule, caught.value.line) == ("json-syntax", 2)
