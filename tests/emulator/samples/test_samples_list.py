from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from ..datasets.service import INPUT, PNG, Service
from ..workforces.teams import Task, Teams, named
from .album import Album, encode

NOBODY = "00000000000000000000000000000000"


def dress(album: Album) -> None:
    """Give samples what can be searched for."""
    ids = album.ids()
    album.call("POST", "/labels", {"labels": [{"name": "thorn"}]})
    album.label(
        {
            "sample_id": ids["1"],
            "labels": [{"name": "rose", "property": {"colour": "red", "size": "big"}}, {"name": "thorn"}],
            "metadata": {"lens": "wide", "year": 2025},
        },
        {
            "sample_id": ids["2"],
            "labels": [{"name": "rose", "property": {"colour": "white"}, "score": 0.4}],
            "metadata": {"lens": "long", "@modelarts:hard": 1, "@modelarts:hard_coefficient": 0.8},
        },
        {"sample_id": ids["4"], "labels": [{"name": "tulip", "score": 0.9}, {"name": "tulip", "property": {"n": "2"}}]},
    )
    album.upload(
        {"name": "7.png", "data": encode(), "labels": [{"name": "tulip", "score": 0.7, "annotated_by": "auto"}]},
        final_annotation=False,
    )


def test_pages_and_their_order(album: Album) -> None:
    assert album.names() == "123456"
    assert album.names(order="desc") == "654321"
    reply = album.call("GET", "/samples")
    assert reply["sample_count"] == 6
    assert reply["samples"][0]["sample_name"] == "6.png"  # the newest first, where nothing is said
    for order, names in (("asc", "123456"), ("desc", "654321")):
        for limit in (1, 2, 4):
            pages = [album.call("GET", "/samples", limit=limit, offset=page, order=order) for page in range(7)]
            found = "".join(sample["sample_name"][0] for page in pages for sample in page["samples"])
            assert found == names[: 7 * limit]
            assert all(page["sample_count"] == 6 for page in pages)


def test_states_and_labels(album: Album) -> None:
    dress(album)
    assert album.names(sample_state="__ALL__") == album.names(sample_state="ALL") == "12345"
    assert album.names(sample_state="__NONE__") == album.names(sample_state="UN_ANNOTATION") == "6"
    assert album.names(sample_state="__AUTO_ANNOTATION__") == "7"
    assert album.names(sample_state="__ACCEPTED__") == ""
    assert album.names(label_name="rose") == "123"
    assert album.names(label_name="tulip") == "457"  # each once, however often it carries the label
    assert album.names(label_name="tulip", order="desc") == "754"
    assert album.names(label_name="tulip", sample_state="__ALL__") == "45"
    assert album.names(label_name="tulip", sample_state="__AUTO_ANNOTATION__") == "7"
    assert album.names(label_name="tulip", sample_state="__NONE__") == ""
    assert album.names(label_name="rose", label_type=0) == "123"
    assert album.names(label_name="rose", label_type=1) == ""
    assert album.names(label_name="lily") == ""
    assert album.names(label_type=0) == "123457"
    assert album.names(label_type=0, sample_state="__NONE__") == ""
    assert album.names(label_type=1) == ""


def test_types_and_scores(album: Album) -> None:
    dress(album)
    assert album.names(sample_type=0) == album.names(sample_type=9) == "1234567"
    assert album.names(sample_type=1) == ""
    assert album.names(low_score="0", high_score="1") == "1234567"
    assert album.names(low_score="0.5") == "47"
    assert album.names(high_score="0.5") == "2"
    assert album.names(low_score="0.65", high_score="0.75", label_name="tulip") == "7"
    assert album.names(low_score="0.5", label_name="rose") == ""
    assert album.refusal("GET", "/samples", low_score="much").status == 400


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({"label_list": {"labels": [{"name": "rose"}]}}, "123"),
        ({"label_list": {"labels": [{"name": "rose"}, {"name": "thorn"}], "op": "AND"}}, "1"),
        ({"label_list": {"labels": [{"name": "thorn"}, {"name": "tulip"}], "op": "OR"}}, "1457"),
        ({"label_list": {"labels": [{"name": "rose", "property": {"colour": ["red", "white"]}}]}}, "12"),
        ({"label_list": {"labels": [{"name": "rose", "property": {"colour": None}}]}}, "12"),
        ({"label_list": {"labels": [{"name": "rose", "property": {"colour": ["white"], "size": []}}]}}, ""),
        (
            {"label_list": {"labels": [{"name": "rose", "op": "OR", "property": {"colour": ["white"], "size": []}}]}},
            "12",
        ),
        ({"label_list": {"labels": [{"type": 0}]}}, "123457"),
        ({"metadata": {"props": {"lens": ["wide"]}}}, "1"),
        ({"metadata": {"props": {"lens": []}}}, "12"),
        ({"metadata": {"props": {"lens": ["long"], "year": ["2025"]}, "op": "OR"}}, "12"),
        ({"metadata": {"props": {"lens": ["long"], "year": ["2025"]}, "op": "AND"}}, ""),
        ({"metadata": {"props": {"a\"b'$.": ["x"]}}}, ""),
        ({"hard": "1"}, "2"),
        ({"hard": "0"}, "134567"),
        ({"coefficient": "0.5-1"}, "2"),
        ({"score": "0.3,0.5"}, "2"),
        ({"sample_name": "4.png"}, "4"),
        ({"sample_name": "png"}, ""),
        ({"sample_dir": INPUT}, "67"),
        ({"sample_dir": INPUT + "rose/"}, "123"),
        ({"sample_dir": INPUT + "ro%"}, ""),
        ({"import_origin": "0"}, "1234567"),
        ({"labeler": "human/demo-domain/demo"}, "124"),
        ({"labeler": "demo-domain/demo"}, "124"),
        ({"sample_time": "day"}, "1234567"),
        ({"sample_time": "20200101-20200130"}, ""),
        ({"kvp": "120"}, ""),
        ({}, "1234567"),
    ],
)
def test_search_conditions(album: Album, condition: dict[str, Any], names: str) -> None:
    dress(album)
    assert album.search(condition) == names


def test_conditions_all_hold_together(album: Album) -> None:
    dress(album)
    roses, red = {"label_list": {"labels": [{"name": "rose"}]}}, {"metadata": {"props": {"lens": ["wide"]}}}
    assert album.search(roses, red) == "1"
    assert album.search(roses, {"hard": "0"}, label_name="thorn") == "1"
    assert album.search({"hard": "0"}, {"hard": "1"}) == ""
    one = album.names(search_conditions=roses)
    assert one == "123"  # one condition need not be in a list
    twice = quote('[{"hard": "1"}]')
    assert album.call("GET", "/samples", search_conditions=twice)["sample_count"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "[", "7", "[7]", '[{"hard": "maybe"}]', '[{"score": "a-b-c"}]', '[{"sample_time": "20250101-20250601"}]',
        '[{"sample_time": "99991231-99991231"}]', '[{"label_list": []}]', '[{"label_list": {"labels": [{"name": 7}]}}]',
        '[{"label_list": {"labels": [{"type": 100000}]}}]', '[{"sample_name": "a\\\\\\u0000"}]',
        '[{"label_list": {"op": "XOR"}}]', '[{"metadata": {"props": {"a": {"b": 1}}}}]', '[{"sample_name": 7}]',
    ],
)  # fmt: skip
def test_conditions_that_are_none(local: Service, text: str) -> None:
    album = Album(local)
    assert album.refusal("GET", "/samples", search_conditions=text).status == 400


def test_samples_of_a_version_stay_as_they_were(album: Album) -> None:
    dress(album)
    version_id = album.service.publish(album.id)
    ids = album.ids()
    album.label({"sample_id": ids["1"]}, {"sample_id": ids["6"], "labels": [{"name": "tulip"}]})
    album.call("PUT", "/labels/rose", {"@modelarts:rename_to": "rosa"})
    album.call("POST", "/samples/delete", {"samples": [ids["5"]]})
    frozen = {"version_id": version_id}
    assert album.names() == "123467"
    assert album.names(**frozen) == "1234567"
    assert album.names(order="desc", **frozen) == "7654321"
    assert album.names(label_name="rose", **frozen) == "123"
    assert album.names(label_name="rosa", **frozen) == ""
    assert album.names(label_name="tulip", **frozen) == "45"  # what nobody has confirmed is not frozen
    assert album.names(sample_state="__NONE__", **frozen) == "6"
    assert album.names(low_score="0.5", **frozen) == "4"
    assert album.search({"hard": "1"}, **frozen) == "2"
    assert (
        album.search({"label_list": {"labels": [{"name": "rose", "property": {"colour": ["red"]}}]}}, **frozen) == "1"
    )
    assert album.search({"metadata": {"props": {"lens": ["wide"]}}}, **frozen) == "1"
    assert album.search({"labeler": "human/demo-domain/demo"}, **frozen) == "124"
    pages = [album.call("GET", "/samples", limit=3, offset=page, order="asc", **frozen) for page in range(3)]
    assert "".join(each["sample_name"][0] for page in pages for each in page["samples"]) == "1234567"
    assert album.refusal("GET", "/samples", version_id="nothing").code == "4353"
    assert album.refusal("GET", "/samples", version_id="nothing").status == 404


def test_a_sample_and_its_file(album: Album) -> None:
    dress(album)
    sample = album.shown("2")
    assert sample["sample_status"] == "MANUAL_ANNOTATION"
    assert (sample["sample_dir"], sample["sample_name"], sample["sample_size"]) == (INPUT + "rose/", "2.png", len(PNG))
    assert sample["metadata"] == {
        "@modelarts:hard": 1, "@modelarts:hard_coefficient": 0.8, "@modelarts:import_origin": 0, "lens": "long",
    }  # fmt: skip
    assert sample["labels"] == [
        {"name": "rose", "type": 0, "property": {"colour": "white"}, "score": 0.4, "annotated_by": "human"}
    ]
    emulator = album.service.emulator
    target = sample["source"].removeprefix(emulator.url)
    assert emulator.request("GET", target).body == PNG
    assert emulator.request("GET", target.replace("2.png", "3.png")).status == 403
    emulator.advance(3601)
    assert emulator.request("GET", target).status == 403  # the address has expired


def test_previews_name_their_size(local: Service) -> None:
    album = Album(local)
    shown = album.page(preview=True, process_parameter="image/resize,m_lfit,h_200")[0]["source"]
    assert shown.endswith("&x-image-process=image%2Fresize%2Cm_lfit%2Ch_200")
    assert local.emulator.request("GET", shown.removeprefix(local.emulator.url)).status == 200


def test_a_sample_that_is_not_there(album: Album) -> None:
    assert album.refusal("GET", f"/samples/{NOBODY}").status == 404
    assert album.refusal("GET", f"/samples/{NOBODY}").code == "4420"
    sample_id = album.ids()["6"]
    assert album.call("GET", f"/samples/{sample_id}", sample_state="__NONE__")["sample_id"] == sample_id
    assert album.refusal("GET", f"/samples/{sample_id}", sample_state="__ALL__").status == 404
    other = album.service.refusal("GET", f"/unknown/data-annotations/samples/{sample_id}")
    assert (other.status, other.code) == (404, "4352")


def test_what_can_be_searched_by(album: Album) -> None:
    assert album.call("GET", "/search-condition")["metadata"] == {}
    dress(album)
    found = album.call("GET", "/search-condition")
    assert found["metadata"] == {"lens": ["long", "wide"], "year": ["2025"]}
    assert "human/demo-domain/demo" in found["labelers"]
    assert [label["name"] for label in found["labels"]] == ["rose", "tulip", "thorn"]


def test_rows_of_a_table(local: Service) -> None:
    local.put_file("a.csv", b"name,size\nrose,1\ntulip,2\nlily,3\n")
    columns = [{"name": "name", "type": "STRING"}, {"name": "size", "type": "INT"}]
    album = Album(local, dataset_type=400, schema=columns, import_data=True)
    assert [row["sample_data"] for row in album.page()] == [["rose", "1"], ["tulip", "2"], ["lily", "3"]]
    assert [row["sample_data"] for row in album.page(order="desc", limit=2)[:1]] == [["lily", "3"]]
    assert album.page(label_type=400) == album.page()
    assert album.page(label_name="rose") == []
    results = album.upload(
        {"name": "b.csv", "data": encode(b"name,size\niris,4\n")}, {"name": "c.csv", "data": encode(b"x\n")}
    )
    assert [result["success"] for result in results] == [True, False]
    assert [row["sample_data"][0] for row in album.page()] == ["rose", "tulip", "lily", "iris"]


def test_rows_of_a_version_stay(local: Service) -> None:
    local.put_file("a.csv", b"name,size\n=rose,1\ntulip,2\n")
    columns = [{"name": "name", "type": "STRING"}, {"name": "size", "type": "INT"}]
    album = Album(local, dataset_type=400, schema=columns, import_data=True)
    versions = [local.publish(album.id, version_name="a"), ""]
    local.emulator.advance(60)
    versions[1] = local.publish(album.id, version_name="b", with_column_header=False)
    album.upload({"name": "b.csv", "data": encode(b"name,size\niris,4\n")})
    for version_id in versions:
        rows = album.page(version_id=version_id)
        assert [row["sample_data"] for row in rows] == [["=rose", "1"], ["tulip", "2"]]
        assert album.page(version_id=version_id, label_name="rose") == []
    assert len(album.page()) == 3
    local.emulator.app.emulator.backend.objects.delete(rows[0]["sample_dir"] + rows[0]["sample_name"])
    assert album.call("GET", "/samples", version_id=versions[1])["samples"] == []


def test_samples_of_a_team_member(service: Service) -> None:
    album = Album(service)
    teams = Teams(service)
    team = teams.create("gardeners", "labeler@example.com", "second@example.com")
    version_id = service.publish(album.id)
    album.label(*({"sample_id": sample_id} for sample_id in album.ids().values()))  # labelled ones are not given out
    task = Task.create(teams, album.id, task_name="harvest", workforces_config=named(team))
    mine, theirs = (set(album.names(email=name)) for name in ("labeler@example.com", "second@example.com"))
    assert mine
    assert theirs
    assert not mine & theirs  # every sample is given to one of them
    assert album.names(email="nobody@example.com") == ""
    assert set(album.names(email="labeler@example.com", version_id=version_id)) == mine
    name = min(mine)
    (person,) = album.shown(name)["labelers"]
    assert (person["email"], person["role"]) == ("labeler@example.com", 0)
    sample_id = album.ids()[name]
    assert album.call("GET", f"/samples/{sample_id}", worker_id=person["worker_id"])["sample_id"] == sample_id
    assert album.refusal("GET", f"/samples/{album.ids()[min(theirs)]}", worker_id=person["worker_id"]).status == 404
    album.call("POST", "/samples/delete", {"samples": [sample_id]})
    assert task.numbers()["total"] == len(mine | theirs) - 1
    assert set(album.names(email="labeler@example.com")) == mine - {name}
