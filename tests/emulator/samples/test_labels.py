from __future__ import annotations

from typing import Any

import pytest

from ..datasets.conftest import MakeService
from ..datasets.service import INPUT, Service
from .album import Album


def names(album: Album, **query: Any) -> list[str]:
    """Names of the dataset's labels."""
    reply = album.call("GET", "/labels", **query)
    assert reply["total_number"] >= len(reply["labels"])
    return [label["name"] for label in reply["labels"]]


def add(album: Album, *labels: dict[str, Any]) -> dict[str, Any]:
    """Create labels."""
    reply: dict[str, Any] = album.call("POST", "/labels", {"labels": list(labels)})
    return reply


def test_creating_and_listing(album: Album) -> None:
    traits = {"@modelarts:color": "#3399ff", "@modelarts:default_shape": "bndbox", "@modelarts:shortcut": "D"}
    assert add(album, {"name": "daisy", "property": traits}, {"name": "草莓"})["success"]
    assert names(album) == ["rose", "tulip", "daisy", "草莓"]
    assert album.call("GET", "/labels")["labels"][2] == {"name": "daisy", "type": 0, "property": traits}
    assert names(album, limit=3, offset=1) == ["草莓"]
    assert names(album, limit=3, offset=9) == []
    assert [label["name"] for label in album.service.show(album.id)["labels"]] == names(album)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ({"name": "rose"}, "4411"),
        ({"name": "rosa", "property": {"@modelarts:shortcut": "R"}}, "4412"),
        ({"name": "lily", "type": 1}, "4413"),
        ({"name": " "}, "4413"),
        ({"name": "x" * 1025}, "4413"),
        ({"name": "lily", "attributes": [{"name": "a"}, {"name": "a"}]}, "4428"),
        ({"name": "lily", "attributes": [{"name": "a", "values": [{"value": "b"}, {"value": "b"}]}]}, "4429"),
    ],
)
def test_labels_that_cannot_be_created(local: Service, label: dict[str, Any], code: str) -> None:
    album = Album(local)
    album.call("PUT", "/labels/rose", {"@modelarts:shortcut": "R"})
    assert album.refusal("POST", "/labels", {"labels": [{"name": "daisy"}, label]}).code == code
    assert names(album) == ["rose", "tulip"]  # all of them or none


def test_no_more_labels_than_are_allowed(make_service: MakeService) -> None:
    album = Album(make_service(limits={"labels": 3}))
    add(album, {"name": "daisy"})
    assert album.refusal("POST", "/labels", {"labels": [{"name": "lily"}]}).code == "4354"


def test_a_new_name_reaches_every_sample(album: Album) -> None:
    album.call("PUT", "/labels/rose", {"@modelarts:rename_to": "rosa", "@modelarts:color": "#8a1524"})
    assert names(album) == ["rosa", "tulip"]
    assert album.names(label_name="rosa") == "123"
    assert album.names(label_name="rose") == ""
    assert album.labels_of("1") == ["rosa"]
    assert album.used() == {"rosa": (3, 3), "tulip": (2, 2)}
    assert album.call("GET", "/labels")["labels"][0]["property"] == {"@modelarts:color": "#8a1524"}
    album.call("PUT", "/labels/rosa", {"@modelarts:shortcut": "R"})  # what is not sent stays as it is
    assert album.call("GET", "/labels")["labels"][0]["property"] == {
        "@modelarts:color": "#8a1524", "@modelarts:shortcut": "R",
    }  # fmt: skip


def test_labels_change_their_names_together(album: Album) -> None:
    swap = [
        {"name": "rose", "property": {"@modelarts:rename_to": "tulip"}},
        {"name": "tulip", "property": {"@modelarts:rename_to": "rose"}},
    ]
    assert album.call("PUT", "/labels", {"labels": swap})["success"]
    assert (album.names(label_name="tulip"), album.names(label_name="rose")) == ("123", "45")


def test_changes_that_are_refused(album: Album) -> None:
    assert album.refusal("PUT", "/labels/rose", {"@modelarts:rename_to": "tulip"}).code == "4411"
    assert album.refusal("PUT", "/labels/rose", {"@modelarts:rename_to": "x" * 1025}).code == "4413"
    missing = album.refusal("PUT", "/labels/lily", {})
    assert (missing.status, missing.code) == (404, "4410")
    assert album.refusal("PUT", "/labels/rose", {}, label_type=1).status == 404
    in_body = album.refusal("PUT", "/labels", {"labels": [{"name": "rose"}, {"name": "lily"}]})
    assert (in_body.status, in_body.code) == (400, "4410")
    assert album.service.refusal("PUT", "/unknown/data-annotations/labels/rose", {}).code == "4352"
    album.service.publish(album.id, settle=False)
    assert album.refusal("PUT", "/labels/rose", {"@modelarts:rename_to": "rosa"}).code == "4343"
    assert names(album) == ["rose", "tulip"]


def test_attributes_have_ids_and_keep_them(album: Album) -> None:
    kinds = {"name": "kind", "type": "select", "values": [{"value": "wild"}, {"value": "tame"}]}
    add(album, {"name": "daisy", "attributes": [kinds, {"name": "note", "type": "text"}]})
    (kind, note) = album.call("GET", "/labels")["labels"][2]["attributes"]
    assert len({kind["id"], note["id"], *(value["id"] for value in kind["values"])}) == 4
    changed = {**kind, "name": "origin", "values": [kind["values"][1], {"value": "old"}]}
    album.call("PUT", "/labels", {"labels": [{"name": "daisy", "attributes": [changed]}]})
    (held,) = album.call("GET", "/labels")["labels"][2]["attributes"]
    assert (held["id"], held["name"]) == (kind["id"], "origin")
    assert [value["value"] for value in held["values"]] == ["tame", "old"]
    assert held["values"][0] == kind["values"][1]
    for wrong in ({"id": "none", "name": "a"}, {**held, "values": [{"id": "none", "value": "a"}]}):
        refused = album.refusal("PUT", "/labels", {"labels": [{"name": "daisy", "attributes": [wrong]}]})
        assert refused.code == "4430"


def prepare(album: Album) -> None:
    """One sample carries both labels, one carries a label twice."""
    ids = album.ids()
    album.label(
        {"sample_id": ids["1"], "labels": [{"name": "rose"}, {"name": "tulip"}]},
        {"sample_id": ids["2"], "labels": [{"name": "rose", "property": {"n": "1"}}, {"name": "rose"}]},
    )


def has_file(album: Album, name: str) -> bool:
    """Whether the object store has a file of the input folder."""
    return album.service.emulator.request("GET", "/_emulator/objects" + INPUT + name).status == 200


def check_after(album: Album, policy: int) -> None:
    """What is left once the roses have been deleted by a policy."""
    assert names(album) == ["tulip"]
    if policy == 0:
        assert album.names() == "123456"
        assert album.states() == (3, 3, 0)
        assert album.names(sample_state="__NONE__") == "236"
    else:
        assert album.names() == "1456"
        assert album.states() == (1, 3, 0)
    assert album.used() == {"tulip": (3, 3)}
    assert album.labels_of("1") == ["tulip"]
    assert [has_file(album, f"rose/{number}.png") for number in (1, 2, 3)] == [True, policy < 2, policy < 2]


@pytest.mark.parametrize("policy", [0, 1, 2])
def test_policies_of_deletion(album: Album, policy: int) -> None:
    prepare(album)
    assert album.call("POST", "/labels/delete", {"labels": [{"name": "rose"}]}, delete_policy=policy)["success"]
    check_after(album, policy)


@pytest.mark.parametrize("policy", [0, 1, 2])
def test_a_label_of_many_samples_goes_piece_by_piece(album: Album, few_at_once: int, policy: int) -> None:
    prepare(album)
    assert album.used()["rose"][1] > few_at_once
    album.call("POST", "/labels/delete", {"labels": [{"name": "rose"}]}, delete_policy=policy)
    # Nobody sees the label any more, and its name is free at once.
    assert names(album) == ["tulip"]
    assert album.labels_of("1") == ["tulip"]
    assert album.names(label_name="rose") == ""
    assert list(album.used()) == ["tulip"]
    add(album, {"name": "rose"})
    assert album.names(label_name="rose") == ""
    album.call("POST", "/labels/delete", {"labels": [{"name": "rose"}]})
    album.service.settle()
    check_after(album, policy)


def test_a_label_with_its_samples(album: Album) -> None:
    prepare(album)
    album.call("DELETE", "/labels/tulip")
    assert album.names() == "1236"
    assert has_file(album, "tulip/4.png")
    album.call("DELETE", "/labels/rose", delete_source=True)
    assert album.names() == "6"
    assert not has_file(album, "rose/1.png")
    assert names(album) == []
    assert album.refusal("DELETE", "/labels/rose").status == 404


def test_deletions_that_are_refused(album: Album) -> None:
    refused = album.refusal("POST", "/labels/delete", {"labels": [{"name": "rose"}, {"name": "lily"}]})
    assert (refused.status, refused.code) == (400, "4410")
    assert names(album) == ["rose", "tulip"]
    assert album.names(label_name="rose") == "123"


def test_a_deleted_label_makes_no_sample_hard(album: Album) -> None:
    ids = album.ids()
    hard = {"@modelarts:hard": "1"}
    album.label(
        {"sample_id": ids["1"], "labels": [{"name": "rose", "property": hard}, {"name": "tulip"}]},
        {"sample_id": ids["2"], "labels": [{"name": "rose", "property": hard}, {"name": "tulip", "property": hard}]},
    )
    assert album.search({"hard": "1"}) == "12"
    album.call("POST", "/labels/delete", {"labels": [{"name": "rose"}]})
    assert album.search({"hard": "1"}) == "2"
    assert album.stats()["key_sample_stats"]["key_sample"] == 1


def test_entities_that_a_relation_needs(local: Service) -> None:
    album = Album(local, dataset_type=102)
    ends = {"@modelarts:from_type": "person", "@modelarts:to_type": "place"}
    tie = {"name": "lives in", "property": ends}
    assert album.refusal("POST", "/labels", {"labels": [tie]}).code == "4414"
    add(album, {"name": "person", "type": 103}, {"name": "place", "type": 103}, tie)
    assert album.refusal("DELETE", "/labels/person", label_type=103).code == "4415"
    assert album.refusal("DELETE", "/labels/person").code == "4415"  # the only label of this name
    album.call("PUT", "/labels/person", {"@modelarts:rename_to": "human"})
    assert album.call("GET", "/labels")["labels"][2]["property"]["@modelarts:from_type"] == "human"
    album.call("POST", "/labels/delete", {"labels": [{"name": "human", "type": 103}, {"name": "lives in"}]})
    assert names(album) == ["place"]


def test_labels_of_a_version(album: Album) -> None:
    album.call("PUT", "/labels/rose", {"@modelarts:color": "#8a1524"})
    version_id = album.service.publish(album.id)
    album.call("PUT", "/labels/rose", {"@modelarts:rename_to": "rosa", "@modelarts:color": "#ffffff"})
    album.call("DELETE", "/labels/tulip")
    assert names(album) == ["rosa"]
    frozen = album.call("GET", "/labels", version_id=version_id)["labels"]
    assert [(label["name"], label["property"]) for label in frozen] == [
        ("rose", {"@modelarts:color": "#8a1524"}), ("tulip", {}),
    ]  # fmt: skip
    assert album.refusal("GET", "/labels", version_id="nothing").status == 404
