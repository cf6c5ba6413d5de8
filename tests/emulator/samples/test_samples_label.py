from __future__ import annotations

from typing import Any

import pytest

from ..datasets.service import INPUT, Service
from .album import Album, encode

NOBODY = "00000000000000000000000000000000"


def test_the_whole_list_of_labels_is_replaced(album: Album) -> None:
    ids = album.ids()
    reply = album.label(
        {"sample_id": ids["1"], "labels": [{"name": "tulip"}, {"name": "rose", "property": {"n": "1"}}]},
        {"sample_id": ids["2"]},
        {"sample_id": ids["4"], "labels": []},
        {"sample_id": ids["6"], "labels": [{"name": "rose", "type": 0}]},
    )
    assert reply == {"success": True, "results": [{"success": True}] * 4}
    assert [album.labels_of(name) for name in "1246"] == [["tulip", "rose"], [], [], ["rose"]]
    assert album.used() == {"rose": (3, 3), "tulip": (2, 2)}
    assert album.states() == (2, 4, 0)
    assert album.service.show(album.id)["annotated_sample_count"] == 4
    assert album.names(sample_state="__NONE__") == "24"


def test_each_sample_has_a_result_of_its_own(album: Album) -> None:
    ids = album.ids()
    reply = album.label(
        {"sample_id": NOBODY, "labels": [{"name": "rose"}]},
        {"sample_id": ids["4"], "labels": [{"name": "rose"}]},
        {"sample_id": ids["5"], "labels": [{"name": "lily"}]},
        {"sample_id": ids["6"], "labels": [{"name": "rose", "type": 1}]},
    )
    assert (reply["success"], reply["error_code"]) == (False, "ModelArts.4420")
    codes = [result.get("error_code", "")[-4:] for result in reply["results"]]
    assert codes == ["4420", "", "4410", "4413"]
    assert [album.labels_of(name) for name in "456"] == [["rose"], ["tulip"], []]


def test_nothing_that_fits(album: Album) -> None:
    assert album.refusal("PUT", "/samples", {"samples": [{"sample_id": NOBODY}]}).code == "4420"
    assert album.label() == {"success": True, "results": []}
    assert album.service.refusal("PUT", "/unknown/data-annotations/samples", {"samples": []}).status == 404


def test_of_two_entries_for_a_sample_the_later_counts(album: Album) -> None:
    sample_id = album.ids()["6"]
    album.label({"sample_id": sample_id, "labels": [{"name": "rose"}]}, {"sample_id": sample_id, "labels": []})
    assert album.labels_of("6") == []
    assert album.used() == {"rose": (3, 3), "tulip": (2, 2)}


def test_hard_examples(album: Album) -> None:
    ids = album.ids()

    def hard() -> str:
        return album.search({"hard": "1"})

    def key_samples() -> int:
        number: int = album.stats()["key_sample_stats"]["key_sample"]
        return number

    album.label({"sample_id": ids["1"], "labels": [{"name": "rose"}], "metadata": {"@modelarts:hard": 1}})
    album.label({"sample_id": ids["2"], "labels": [{"name": "rose", "property": {"@modelarts:hard": "true"}}]})
    assert (hard(), key_samples()) == ("12", 2)
    album.label({"sample_id": ids["1"]}, {"sample_id": ids["2"], "labels": [{"name": "rose"}]})
    assert (hard(), key_samples()) == ("1", 1)  # the mark on the sample itself stays, that on a label went with it
    album.label({"sample_id": ids["1"], "metadata": {"@modelarts:hard": 0}})
    assert (hard(), key_samples()) == ("", 0)


def test_a_person_confirms_what_a_model_has_found(album: Album) -> None:
    album.upload(
        {"name": "7.png", "data": encode(), "labels": [{"name": "rose", "score": 0.8, "annotated_by": "auto"}]},
        final_annotation=False,
    )
    assert album.states() == (1, 5, 1)
    sample = album.shown("7")
    assert sample["sample_status"] == "__AUTO_ANNOTATION__"
    album.label({"sample_id": sample["sample_id"], "labels": sample["labels"], "metadata": sample["metadata"]})
    assert album.shown("7") == sample | {"sample_status": "MANUAL_ANNOTATION"} | {"source": album.shown("7")["source"]}
    assert album.states() == (1, 6, 0)


def test_who_labels(album: Album) -> None:
    ids = album.ids()
    album.label({"sample_id": ids["1"], "labels": [{"name": "rose"}]}, email="labeler@example.com")
    album.label({"sample_id": ids["2"], "labels": [{"name": "rose"}]})
    assert album.search({"labeler": "labeler@example.com"}) == "1"
    assert album.search({"labeler": "human/demo-domain/demo"}) == "2"


def test_usage_and_size_are_kept(album: Album) -> None:
    album.label(
        {
            "sample_id": album.ids()["1"],
            "labels": [{"name": "rose"}],
            "sample_usage": "EVAL",
            "metadata": {"@modelarts:size": [640, 480]},
        }
    )
    assert album.shown("1")["metadata"]["@modelarts:size"] == [640, 480, 3]
    version_id = album.service.publish(album.id, remove_sample_usage=False)
    usages = {line["source"].rpartition("/")[2]: line["usage"] for line in album.service.manifest(album.id, version_id)}
    assert usages["1.png"] == "EVAL"
    bad = {"sample_id": album.ids()["1"], "metadata": {"@modelarts:size": [640]}}
    assert album.refusal("PUT", "/samples", {"samples": [bad]}).code == "4396"


def test_a_dataset_that_is_being_published(album: Album) -> None:
    sample_id = album.ids()["1"]
    album.service.publish(album.id, settle=False)
    assert album.refusal("PUT", "/samples", {"samples": [{"sample_id": sample_id}]}).code == "4381"
    assert album.refusal("POST", "/samples/delete", {"samples": [sample_id]}).code == "4343"
    assert album.refusal("POST", "/samples", {"samples": [{"name": "7.png", "data": encode()}]}).code == "4343"
    album.service.settle()
    assert album.labels_of("1") == ["rose"]


def make_typed(service: Service, dataset_type: int, name: str, data: bytes, *labels: dict[str, Any]) -> Album:
    service.put_file("notes.md", b"no sample")
    album = Album(service, dataset_type=dataset_type)
    if labels:
        album.call("POST", "/labels", {"labels": list(labels)})
    album.upload({"name": name, "data": encode(data)})
    return album


@pytest.mark.parametrize(
    ("points", "shape", "fits"),
    [
        ([[0, 1], [5, 9]], "bndbox", True),
        ([[5, 1], [0, 9]], "bndbox", False),
        ([[0, 1]], "bndbox", False),
        ([[0, 1], [5, 9], [3, 3]], "polygon", True),
        ([[0, 1], [5, 9]], "polygon", False),
        ([[10, 10], [5]], "circle", True),
        ([[10, 10], [5, 5]], "circle", False),
        ([[1, 1]], "point", True),
        ([[1, 1], [2, 2]], "line", True),
        ([[1, 1], [2, 2], [3, 3]], "dashed", False),
        ([[1, 1], [2, 2], [3, 1]], "polyline", True),
        (None, "bndbox", False),
    ],
)
def test_shapes(local: Service, points: Any, shape: str, fits: bool) -> None:
    album = make_typed(local, 1, "a.png", bytes.fromhex("89504e470d0a1a0a"), {"name": "car"})
    held = {"@modelarts:shape": shape} | ({} if points is None else {"@modelarts:feature": points})
    body = {"samples": [{"sample_id": album.page()[0]["sample_id"], "labels": [{"name": "car", "property": held}]}]}
    if fits:
        album.call("PUT", "/samples", body)
        assert album.page()[0]["labels"][0]["property"] == held
    else:
        assert album.refusal("PUT", "/samples", body).code == "4413"


def test_entities_and_relations(local: Service) -> None:
    ends = {"@modelarts:from_type": "person", "@modelarts:to_type": "place"}
    album = make_typed(
        local, 102, "a.txt", b"Ada lives in London", {"name": "person", "type": 103}, {"name": "place", "type": 103},
        {"name": "lives in", "type": 102, "property": ends},
    )  # fmt: skip
    sample_id = album.page()[0]["sample_id"]

    def entity(number: int, name: str, start: int, end: int) -> dict[str, Any]:
        span = {"@modelarts:start_index": start, "@modelarts:end_index": end}
        return {"name": name, "id": f"E{number}", "property": span}

    people = [entity(1, "person", 0, 3), entity(2, "place", 13, 19)]
    tie = {"name": "lives in", "id": "R1", "property": {"@modelarts:from": "E1", "@modelarts:to": "E2"}}
    album.label({"sample_id": sample_id, "labels": [*people, tie]})
    shown = album.page()[0]["labels"]
    assert [(label["name"], label["type"], label["id"]) for label in shown] == [
        ("person", 103, "E1"), ("place", 103, "E2"), ("lives in", 102, "R1"),
    ]  # fmt: skip
    for wrong in ([people[0], tie], [entity(1, "person", 3, 3)], [{"name": "person"}]):
        assert album.refusal("PUT", "/samples", {"samples": [{"sample_id": sample_id, "labels": wrong}]}).code == "4413"
    assert album.page()[0]["labels"] == shown


def test_what_is_said_is_a_label_without_a_name(service: Service) -> None:
    album = make_typed(service, 201, "a.wav", b"RIFF")
    sample_id = album.page()[0]["sample_id"]
    said = {"property": {"@modelarts:content": "Roses are red."}}
    album.label({"sample_id": sample_id, "labels": [said]})
    assert album.page(sample_state="__ALL__")[0]["labels"] == [said | {"type": 201, "annotated_by": "human"}]
    assert album.call("GET", "/labels") == {"total_number": 0, "labels": []}
    assert album.stats()["label_stats"] == []
    assert album.refusal("PUT", "/samples", {"samples": [{"sample_id": sample_id, "labels": [{}]}]}).code == "4413"


def test_paragraphs(local: Service) -> None:
    album = make_typed(local, 202, "a.wav", b"RIFF")
    sample_id = album.page()[0]["sample_id"]

    def paragraph(start: str, end: str) -> dict[str, Any]:
        times = {"@modelarts:start_time": start, "@modelarts:end_time": end, "@modelarts:content": "So?"}
        return {"samples": [{"sample_id": sample_id, "labels": [{"property": times}]}]}

    album.call("PUT", "/samples", paragraph("00:00:01.000", "00:00:02.500"))
    for start, end in (("00:00:02.000", "00:00:01.000"), ("1s", "2s"), ("00:00:61.000", "00:02:00.000")):
        assert album.refusal("PUT", "/samples", paragraph(start, end)).code == "4413"


def test_deleting_samples(album: Album) -> None:
    ids = album.ids()
    emulator = album.service.emulator
    reply = album.call("POST", "/samples/delete", {"samples": [ids["1"], ids["6"]]})
    assert reply == {"success": True, "results": [{"success": True}] * 2}
    assert emulator.request("GET", "/_emulator/objects" + INPUT + "rose/1.png").status == 200
    assert album.names() == "2345"
    assert album.used() == {"rose": (2, 2), "tulip": (2, 2)}
    assert album.stats()["sample_stats"]["deleted"] == album.service.show(album.id)["deleted_sample_count"] == 2
    reply = album.call("POST", "/samples/delete", {"samples": [NOBODY, ids["2"]], "delete_source": True})
    assert [result["success"] for result in reply["results"]] == [False, True]
    assert emulator.request("GET", "/_emulator/objects" + INPUT + "rose/2.png").status == 404
    assert album.refusal("POST", "/samples/delete", {"samples": [NOBODY]}).code == "4420"
    assert album.names() == "345"


def test_deleting_a_line_of_text_leaves_the_file(local: Service) -> None:
    album = make_typed(local, 100, "a.txt", b"one\ntwo\n")
    album.call("POST", "/samples/delete", {"samples": [album.page()[0]["sample_id"]], "delete_source": True})
    assert [sample["source"] for sample in album.page()] == ["content://two"]
    assert local.emulator.get_object(INPUT + "a.txt") == b"one\ntwo\n"


def test_many_samples_in_one_request(album: Album, few_at_once: int) -> None:
    ids = album.ids()
    assert len(ids) > few_at_once
    reply = album.label(*({"sample_id": sample_id, "labels": [{"name": "tulip"}]} for sample_id in ids.values()))
    assert reply["results"] == [{"success": True}] * 6
    assert album.used() == {"rose": (0, 0), "tulip": (6, 6)}
    album.call("POST", "/samples/delete", {"samples": list(ids.values())})
    assert album.page() == []
    assert album.used() == {"rose": (0, 0), "tulip": (0, 0)}
    assert album.states() == (0, 0, 0)
