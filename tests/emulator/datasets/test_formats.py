from __future__ import annotations

import pytest
from modelarts_emulator.services.formats.annotations import Annotation, FormatError, ImageSize
from modelarts_emulator.services.formats.tables import read_rows, write_rows
from modelarts_emulator.services.formats.text import TextFormat, read_labelled, read_lines, result_name
from modelarts_emulator.services.formats.voc import read_voc, write_voc
from modelarts_emulator.services.versions.ratios import Splitter

from .service import voc

SHAPES = {
    "bndbox": [[1, 2], [30, 40.5]],
    "polygon": [[0, 0], [10, 0], [10, 10], [0, 10]],
    "circle": [[405, 170], [100]],
    "line": [[0, 100], [50, 95]],
    "dashed": [[0, 100], [50, 95]],
    "point": [[456, 596]],
    "polyline": [[0, 100], [50, 95], [10, 60]],
}
POLYGON = b"<polygon><x1>1</x1><y1>1</y1></polygon><b>"


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_survives_a_voc_file(shape: str) -> None:
    properties = {"@modelarts:shape": shape, "@modelarts:feature": SHAPES[shape]}
    note = Annotation("a <b> & ü", 1, properties, 0.75, "auto")
    data = write_voc("1.jpg", ImageSize(640, 480), [note])
    assert read_voc(data, 1) == (ImageSize(640, 480, 3), [note])
    assert write_voc("1.jpg", ImageSize(640, 480), [note]) == data


def test_the_two_ways_to_write_a_point() -> None:
    objects = "<object><name>p</name><point><x>1</x><y>2</y></point></object>"
    data = voc("1.jpg").replace(b"</annotation>", objects.encode() + b"</annotation>")
    assert read_voc(data, 1)[1][0].property["@modelarts:feature"] == [[1, 2]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "XML"),
        (b"<x/>", "root"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><annotation>&b;</annotation>', "document type"),
        (b"<annotation/>", "size/width"),
        (voc("1.jpg", "a").replace(b"<xmin>1<", b"<xmin>one<"), "not a number"),
        (voc("1.jpg", "a").replace(b"<xmin>1<", b"<xmin>nan<"), "out of range"),
        (voc("1.jpg", "a").replace(b"<xmin>1<", b"<xmin>31<"), "no area"),
        (voc("1.jpg", " "), "no name"),
        (voc("1.jpg", "a").replace(b"bndbox>", b"star>"), "no shape"),
        (voc("1.jpg", "a").replace(b"<bndbox>", POLYGON).replace(b"</bndbox>", b"</b>"), "needs 3"),
    ],
)
def test_voc_files_that_are_none(data: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        read_voc(data, 1)


def test_control_characters_do_not_break_a_voc_file() -> None:
    note = Annotation("a\x01b", 1, {"@modelarts:shape": "point", "@modelarts:feature": [[1, 2]]})
    [read] = read_voc(write_voc("1.jpg", ImageSize(1, 1), [note]), 1)[1]
    assert read.name == "a�b"


def test_lines() -> None:
    assert read_lines("\ufeffone\r\n\ntwo".encode()) == ["one", "", "two"]
    assert read_lines("中文\n".encode("gbk")) == ["中文"]
    with pytest.raises(FormatError, match="line 2 is longer"):
        read_lines(b"a\n" + b"b" * (100 * 1024 + 1))
    for data in (b"\xff\xff", b"a\0b"):
        with pytest.raises(FormatError, match="no text"):
            read_lines(data)


@pytest.mark.parametrize(
    ("form", "line", "expected"),
    [
        (None, "text\ta,b", ("text", ["a", "b"])),
        ({}, "text", ("text", [])),
        ({"text_sample_separator": "\\|", "text_label_separator": ";"}, "te|xt|a;b;a", ("te|xt", ["a", "b"])),
        ({"text_sample_separator": "\\t"}, "text\ta", ("text", ["a"])),
    ],
)
def test_separators(form: dict[str, str] | None, line: str, expected: tuple[str, list[str]]) -> None:
    assert read_labelled([line], TextFormat.from_request(form)) == [expected]


def test_label_files_have_a_suffix() -> None:
    assert result_name("/b/x.y/a.txt") == "/b/x.y/a_result.txt"


def test_rows_with_other_columns_are_passed_over() -> None:
    data = b'a,b\n1,"x\ny"\n2\n3,z,z\n4,=z\n'
    rows = list(read_rows(data, 2, header=True))
    assert rows == [["1", "x\ny"], ["4", "=z"]]
    assert write_rows(rows, guarded=True) == b'1,"x\ny"\n4,\t=z\n'
    assert write_rows(rows, guarded=False) == b'1,"x\ny"\n4,=z\n'


def test_samples_are_divided_evenly() -> None:
    splitter = Splitter(0.9)
    sides = [splitter.usage([1]) for _ in range(100)]
    assert sides.count("EVAL") == 10
    assert all("EVAL" in sides[start : start + 10] for start in range(0, 100, 10))
