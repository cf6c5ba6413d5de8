from __future__ import annotations

from typing import Any

import pytest

from ..datasets.conftest import MakeService
from ..datasets.service import INPUT, PNG, Service
from .album import Album, encode

MIB = 1024 * 1024


def codes(results: list[dict[str, Any]]) -> list[str]:
    """What went wrong with each file, the last four digits of the code, or nothing."""
    return [result.get("error_code", "")[-4:] for result in results]


def test_a_file_becomes_a_sample(album: Album) -> None:
    (result,) = album.upload(
        {
            "name": "garden/7.png",
            "data": encode(),
            "sample_type": 0,
            "labels": [{"name": "rose"}],
            "metadata": {"@modelarts:hard": 1, "lens": "wide"},
        }
    )
    sample = album.shown("7")
    assert result == {"success": True, "name": INPUT + "garden/7.png", "info": sample["sample_id"]}
    assert album.service.emulator.get_object(INPUT + "garden/7.png") == PNG
    assert (sample["sample_status"], sample["sample_size"]) == ("MANUAL_ANNOTATION", len(PNG))
    assert sample["metadata"] == {"@modelarts:hard": 1, "@modelarts:import_origin": 0, "lens": "wide"}
    assert album.used()["rose"] == (4, 4)
    assert album.service.show(album.id)["total_sample_count"] == 7


def test_each_file_has_a_result_of_its_own(album: Album) -> None:
    results = album.upload(
        {"name": "7.png", "data": encode()},
        {"name": "7.png", "data": encode()},
        {"name": "6.png", "data": encode()},
        {"name": "7.txt", "data": encode()},
        {"name": "8.png", "data": encode(b"no image")},
        {"name": "8.png", "data": "not Base64!"},
        {"name": "8.png", "data": encode(), "labels": [{"name": "lily"}]},
        {"name": "../8.png", "data": encode()},
        {"name": "8.png", "data": encode(), "sample_type": 1},
        {"name": "8.png"},
        {"name": "8.png", "data": encode(PNG + bytes(5 * MIB))},
    )
    assert codes(results) == ["", "4422", "4422", "4421", "4421", "4421", "4417", "4421", "4421", "4421", "4656"]
    assert album.names() == "1234567"
    assert album.service.emulator.request("GET", "/_emulator/objects" + INPUT + "8.png").status == 404


def test_images_of_one_request_together(local: Service) -> None:
    album = Album(local)
    results = album.upload(*({"name": f"{number}.png", "data": encode(PNG + bytes(2_900_000))} for number in (7, 8, 9)))
    assert codes(results) == ["", "", "4656"]


def test_a_file_that_is_no_sample_is_not_replaced(local: Service) -> None:
    album = Album(local)
    local.put_file("7.png", b"another file")
    assert codes(album.upload({"name": "7.png", "data": encode()})) == ["4422"]
    assert local.emulator.get_object(INPUT + "7.png") == b"another file"


def test_a_name_is_made_where_none_is_sent(local: Service) -> None:
    album = Album(local)
    (result,) = album.upload({"data": encode()})
    assert local.emulator.get_object(result["name"]) == PNG


def test_files_that_lie_in_the_object_store(album: Album) -> None:
    service = album.service
    service.emulator.put_object("/demo-bucket/elsewhere/7.png", PNG)
    service.put_file("8.png")
    results = album.upload(
        {"data_source": {"data_path": "obs://demo-bucket/elsewhere/7.png"}, "labels": [{"name": "tulip"}]},
        {"data_source": {"data_path": "/demo-bucket/elsewhere/7.png"}, "name": "9.png"},
        {"data_source": {"data_path": INPUT + "8.png"}},
        {"data_source": {"data_path": INPUT + "8.png"}},
        {"data_source": {"data_path": "/demo-bucket/elsewhere/none.png"}},
        {"data_source": {"data_path": "elsewhere"}},
    )
    assert codes(results) == ["", "", "", "4422", "4312", "4313"]
    assert [result.get("name") for result in results[:3]] == [INPUT + "7.png", INPUT + "9.png", INPUT + "8.png"]
    assert service.emulator.get_object(INPUT + "9.png") == PNG
    assert album.names() == "123456798"


def test_labels_that_wait_for_confirmation(album: Album) -> None:
    note = {"name": "rose", "score": 0.9, "annotated_by": "auto"}
    album.upload({"name": "7.png", "data": encode(), "labels": [note]}, final_annotation=False)
    album.upload({"name": "8.png", "data": encode(), "labels": [note]})
    assert album.states() == (1, 6, 1)
    assert album.service.show(album.id)["unconfirmed_sample_count"] == 1
    assert album.shown("7")["sample_status"] == "__AUTO_ANNOTATION__"


def test_requests_that_cannot_be_carried_out(local: Service) -> None:
    album = Album(local)
    assert album.refusal("POST", "/samples", {"samples": []}).code == "0101"
    many = [{"name": f"{number}.png", "data": encode()} for number in range(101)]
    assert album.refusal("POST", "/samples", {"samples": many}).status == 400
    texts = Album(local, name="texts", dataset_type=100)
    refused = texts.refusal("POST", "/samples", {"samples": [{"name": "a.txt"}], "final_annotation": False})
    assert refused.code == "4396"
    body = {"samples": [{"name": "a.png"}]}
    assert local.refusal("POST", "/unknown/data-annotations/samples", body).status == 404


def test_no_more_samples_than_are_allowed(make_service: MakeService) -> None:
    album = Album(make_service(limits={"samples": 7}))
    album.upload({"name": "7.png", "data": encode()})
    assert album.refusal("POST", "/samples", {"samples": [{"name": "8.png", "data": encode()}]}).code == "4354"
    assert album.names() == "1234567"


@pytest.fixture
def texts(local: Service) -> Album:
    album = Album(local, dataset_type=100)
    album.call("POST", "/labels", {"labels": [{"name": "good"}, {"name": "bad"}]})
    return album


def lines(album: Album) -> list[tuple[str, list[str]]]:
    """The texts of a dataset with the names of their labels."""
    return [(row["source"], [label["name"] for label in row["labels"]]) for row in album.page()]


def test_every_line_of_a_text_is_a_sample(texts: Album) -> None:
    (result,) = texts.upload({"name": "a.txt", "data": encode(b"one\tgood,bad\n\ntwo\n")})
    assert result["info"].split(",") == [sample["sample_id"] for sample in texts.page()]
    assert lines(texts) == [("content://one", ["good", "bad"]), ("content://two", [])]
    form = {"text_sample_separator": "|", "text_label_separator": ";"}
    texts.upload({"name": "b.txt", "data": encode(b"three|good;bad")}, label_format=form)
    assert lines(texts)[2:] == [("content://three", ["good", "bad"])]


def test_labels_in_a_file_of_their_own(texts: Album) -> None:
    results = texts.upload(
        {"name": "a.txt", "data": encode(b"one\ntwo")},
        {"name": "a_result.txt", "data": encode(b"bad\ngood")},
        label_format={"label_type": "0"},
    )
    assert [result["success"] for result in results] == [True, True]
    assert lines(texts) == [("content://one", ["bad"]), ("content://two", ["good"])]


def test_encodings_of_texts(texts: Album) -> None:
    results = texts.upload(
        {"name": "a.txt", "data": encode("玫瑰".encode("gbk")), "encoding": "GBK", "labels": [{"name": "good"}]},
        {"name": "b.txt", "data": encode("玫瑰".encode("gbk"))},
        {"name": "c.txt", "data": encode(b"x"), "encoding": "KOI8-R"},
        {"name": "d.txt", "data": encode(b" \n")},
        {"name": "e.txt", "data": encode(b"x" * (100 * 1024 + 1))},
        {"name": "f.txt", "data": encode(b"one\ntwo"), "labels": [{"name": "good"}]},
    )
    assert codes(results) == ["", "4421", "4421", "4421", "4656", "4417"]
    assert lines(texts) == [("content://玫瑰", ["good"])]


def test_the_size_of_an_image_with_boxes(local: Service) -> None:
    album = Album(local, dataset_type=1)
    album.call("POST", "/labels", {"labels": [{"name": "car"}]})
    box = {"name": "car", "property": {"@modelarts:shape": "bndbox", "@modelarts:feature": [[0, 0], [1, 1]]}}
    broken = encode(PNG[:20])
    results = album.upload(
        {"name": "1.png", "data": encode(), "labels": [box]},
        {"name": "2.png", "data": broken, "labels": [box]},
        {"name": "3.png", "data": broken, "labels": [box], "metadata": {"@modelarts:size": [8, 6]}},
    )
    assert codes(results) == ["", "4423", ""]
    assert [row["metadata"]["@modelarts:size"] for row in album.page()] == [[1, 1, 3], [8, 6, 3]]
