from __future__ import annotations

import io
import json
from typing import Any

import pytest
from modelarts_client.cli._runtime.cells import cell
from modelarts_client.cli._runtime.columns import fit, make_column
from modelarts_client.cli._runtime.output import Format, OutputSettings, show
from modelarts_client.cli._runtime.query import JmesPath
from modelarts_client.models.datasets import Dataset, DatasetStatus, DatasetType

REPLY = Dataset.model_validate(
    {"dataset_id": "x", "dataset_type": 0, "status": 1, "create_time": 1760000000000, "new_field": {"a": [1]}}
)
ROWS = [{"id": "a", "n": 1}, {"id": "b\tc\nd", "m": None}]


def _settings(form: Format = Format.TABLE, query: str = "", columns: tuple[str, ...] = ()) -> OutputSettings:
    return OutputSettings(form, JmesPath().convert(query, None, None) if query else None, columns)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("x", None, ""),
        ("x", True, "yes"),
        ("x", False, "no"),
        ("x", 0, "0"),
        ("x", [], ""),
        ("x", ["a", "b"], "a, b"),
        ("x", {"a": "ö"}, '{"a": "ö"}'),
        ("labels", [{"name": "rose", "type": 0}, {"name": "tulip"}], "rose, tulip"),
        ("labels", [{"name": "rose"}, {"type": 0}], '[{"name": "rose"}, {"type": 0}]'),
        ("x", 1760000000000, "1760000000000"),
        ("create_time", 1760000000000, "2025-10-09 08:53:20Z"),
        ("createdAt_time", 12, "12"),
        ("dataset_type", DatasetType.IMAGE_CLASSIFICATION, "image_classification"),
        ("status", DatasetStatus(777), "777"),
        ("name", "a\x1b[31mb", "a\\x1b[31mb"),
    ],
)
def test_cells_read_well(name: str, value: Any, text: str) -> None:
    assert cell(name, value) == text


def test_json_is_what_the_service_sent(capsys: pytest.CaptureFixture[str]) -> None:
    show(REPLY, _settings(Format.JSON))
    assert json.loads(capsys.readouterr().out) == REPLY.model_dump(mode="json", by_alias=True, exclude_unset=True)


def test_ndjson_has_a_line_for_each_item(capsys: pytest.CaptureFixture[str]) -> None:
    show(ROWS, _settings(Format.NDJSON))
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ROWS


def test_yaml_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    show(REPLY, _settings(Format.YAML))
    assert "dataset_type: 0\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("result", "settings", "out"),
    [
        (
            REPLY,
            _settings(columns=("dataset_id", "dataset_type")),
            "dataset_id\tx\ndataset_type\timage_classification\n",
        ),
        (ROWS, _settings(), "id\tn\tm\na\t1\t\nb c d\t\t\n"),
        (ROWS, _settings(columns=("n",)), "n\n1\n\n"),
        (ROWS, _settings(query="[0].id"), "a\n"),
        (ROWS, _settings(query="[].id"), "a\nb c d\n"),
        (ROWS, _settings(query="[0].none"), ""),
        (ROWS, _settings(Format.JSON, "[0].none"), "null\n"),
        (ROWS, _settings(Format.JSON, "length(@)"), "2\n"),
        (None, _settings(Format.JSON), ""),
        ([], _settings(Format.JSON), "[]\n"),
    ],
)
def test_a_pipe_gets_plain_lines(
    result: Any, settings: OutputSettings, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show(result, settings)
    assert capsys.readouterr().out == out


def test_an_empty_list_has_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show([], _settings(), ("id", "name"))
    assert capsys.readouterr().out == "id\tname\n"


def test_bytes_are_written_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    show(b"\x00\xff", _settings())
    assert capfdbinary.readouterr().out == b"\x00\xff"


def _on_terminal(result: Any, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    for name, value in {"TERM": "xterm", "COLUMNS": "80", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if "NO_COLOR" in environment:
        monkeypatch.setenv("NO_COLOR", environment["NO_COLOR"])
    show(result, _settings())
    return terminal.getvalue()


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    out = _on_terminal([{"dataset_id": "x", "name": "[bold]", "empty": None}], monkeypatch)
    assert "DATASET" in out
    assert "[bold]" in out
    assert "EMPTY" not in out
    assert "\x1b[1m" in out


def test_no_color_leaves_no_escape_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in _on_terminal(ROWS, monkeypatch, NO_COLOR="1")


def test_columns_that_do_not_fit_are_left_out_figures_first() -> None:
    names = ("id", "name", "status", "count", "size", "note")
    columns = [make_column(name, [5 if name in {"count", "size"} else "x" * 10]) for name in names]
    assert [column.title for column in fit(columns, 100)] == ["ID", "NAME", "STATUS", "COUNT", "SIZE", "NOTE"]
    assert [column.title for column in fit(columns, 59)] == ["ID", "NAME", "STATUS", "COUNT", "NOTE"]
    assert [column.title for column in fit(columns, 50)] == ["ID", "NAME", "STATUS", "NOTE"]
    assert [column.title for column in fit(columns, 1)] == ["ID", "NAME", "STATUS"]
