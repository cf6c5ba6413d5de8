from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from modelarts_client.cli._runtime.bodies import BodyError, read_value
from modelarts_client.cli._runtime.yaml_text import dump_yaml, load_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
        ("[1]", [1]),
        ('"x"', "x"),
        ("a=1,b=x", {"a": 1, "b": "x"}),
        ("a=true,b=null,c=1.5", {"a": True, "b": None, "c": 1.5}),
        ("path=/demo-bucket/in/,type=0", {"path": "/demo-bucket/in/", "type": 0}),
        ('a=[1,2],b={"x":1,"y":2}', {"a": [1, 2], "b": {"x": 1, "y": 2}}),
        ('a="x,y",b=2', {"a": "x,y", "b": 2}),
        ("a=x=y", {"a": "x=y"}),
        ("a=", {"a": ""}),
        ("@modelarts:color=#ff0000", {"@modelarts:color": "#ff0000"}),
    ],
)
def test_values_are_read(text: str, value: Any) -> None:
    assert read_value(text) == value


def test_properties_of_text_stay_text() -> None:
    assert read_value("id=0,n=0", frozenset({"id"})) == {"id": "0", "n": 0}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1, column 2"),
        ("nonsense", "not valid JSON"),
        ("a=1,b", "'b' is not of the form key=value"),
        ("[NaN]", "NaN is not a JSON value"),
        ("[" * 100_000, "nested too deeply"),
        ("@/no/such/file.json", "No such file"),
        ("@/", "cannot read"),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, message: str) -> None:
    with pytest.raises(BodyError, match=message):
        read_value(text)


def test_files_are_read_by_their_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('\ufeff{"a": 1}', encoding="utf-8")
    (tmp_path / "b.yaml").write_text("a: 1\nwhen: 2025-10-09\nanswer: no\n")
    assert read_value(f"@{tmp_path}/a.json") == {"a": 1}
    assert read_value(f"@{tmp_path}/b.yaml") == {"a": 1, "when": "2025-10-09", "answer": "no"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"{}x", "a.json is not valid JSON .line 1, column 3"),
        ("a.yaml", b"a: 1\nb: [", "a.yaml is not valid YAML .line 2, column 5"),
        ("a.yaml", b"a: !!python/object:os.system x", "a.yaml is not valid YAML"),
        ("a.json", b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_unsound_files_are_explained(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BodyError, match=message):
        read_value(f"@{tmp_path}/{name}")


@pytest.mark.parametrize("text", ['{"a": 1}', "a: 1\n"])
def test_standard_input_is_json_or_yaml(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert read_value("@-") == {"a": 1}


@pytest.mark.parametrize(
    "value",
    [{"b": 1, "a": [True, None, "0", "1.5", "no", "12:30", "null", "", "x: y", "äö", "2025-10-09"]}, [], "x", 1],
)
def test_yaml_comes_back_as_it_was(value: Any) -> None:
    text = dump_yaml(value)
    assert load_yaml(text) == value


def test_yaml_keeps_the_order_and_quotes_what_others_misread() -> None:
    assert dump_yaml({"b": "no", "a": ["12:30:00"]}) == "b: 'no'\na:\n- '12:30:00'\n"
