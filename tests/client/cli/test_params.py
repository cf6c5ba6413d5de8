from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from modelarts_client.cli._runtime import EnumChoice, FileContent, JsonObjects, JsonValue, Moment

TYPES = EnumChoice("DatasetType", {"image-classification": 0, "object-detection": 1, "table": 400})
ORDER = EnumChoice("Order", ["asc", "desc"])


@pytest.mark.parametrize(
    ("choice", "text", "value"),
    [
        (TYPES, "image-classification", 0),
        (TYPES, "IMAGE_CLASSIFICATION", 0),
        (TYPES, "Image Classification", 0),
        (TYPES, "400", 400),
        (TYPES, 1, 1),
        (ORDER, "ASC", "asc"),
        (EnumChoice("F", ["Default", "default"]), "default", "default"),
    ],
)
def test_enumerations_take_names_and_values(choice: EnumChoice, text: Any, value: Any) -> None:
    assert choice.convert(text, None, None) == value


@pytest.mark.parametrize("text", ["2", "-1", "tables", ""])
def test_other_values_are_refused_with_the_choices(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"image-classification \(0\), object-detection \(1\), table \(400\)"):
        TYPES.convert(text, None, None)


def test_names_complete() -> None:
    context, option = click.Context(click.Command("x")), click.Option(["--type"])
    assert [item.value for item in TYPES.shell_complete(context, option, "o")] == ["object-detection"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (JsonValue(dict), "a=1", {"a": 1}),
        (JsonValue(list), "[1]", [1]),
        (JsonValue(text=True), "plain words", "plain words"),
        (JsonValue(text=True), "12", 12),
        (JsonObjects(), "a=1", [{"a": 1}]),
        (JsonObjects({"a"}), "a=1", [{"a": "1"}]),
        (JsonObjects(), '[{"a": 1}, {}]', [{"a": 1}, {}]),
    ],
)
def test_json_values_are_read(kind: JsonValue, text: str, value: Any) -> None:
    assert kind.convert(text, None, None) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (JsonValue(dict), "[1]", "an object is needed, not an array"),
        (JsonValue(list), "{}", "an array is needed, not an object"),
        (JsonValue(dict), "1", "an object is needed, not a number"),
        (JsonObjects(), "[{}, true]", "an object is needed, not a boolean"),
        (JsonValue(text=True), "@/no/such/file", "cannot read"),
    ],
)
def test_other_kinds_of_json_are_refused(kind: JsonValue, text: str, message: str) -> None:
    with pytest.raises(click.BadParameter, match=message):
        kind.convert(text, None, None)


def test_files_are_read_as_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"\x00\xff")
    assert FileContent().convert(f"@{tmp_path}/f", None, None) == b"\x00\xff"
    assert FileContent().convert(f"{tmp_path}/f", None, None) == b"\x00\xff"
    with pytest.raises(click.BadParameter, match="cannot read"):
        FileContent().convert(str(tmp_path / "none"), None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1760000000000", 1760000000000),
        ("2025-10-09T08:53:20Z", 1760000000000),
        ("2025-10-09 08:53:20", 1760000000000),
        ("2025-10-09T10:53:20.250+02:00", 1760000000250),
        ("2025-10-09", 1759968000000),
    ],
)
def test_moments_are_milliseconds_or_dates(text: str, value: int) -> None:
    assert Moment().convert(text, None, None) == value


@pytest.mark.parametrize("text", ["tomorrow", "-1", "2025-13-01"])
def test_other_moments_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="neither a number of milliseconds nor a date"):
        Moment().convert(text, None, None)
