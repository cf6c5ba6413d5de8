from __future__ import annotations

from typing import Any

import pytest

from .conftest import MakeService
from .service import INPUT, Service, voc


def label(name: str, **properties: str) -> dict[str, Any]:
    held = {f"@modelarts:{key}": value for key, value in properties.items()}
    return {"name": name, "type": 0, "property": held}


@pytest.fixture
def garden(service: Service) -> tuple[Service, str]:
    service.put_images("rose/1.jpg", "rose/2.jpg", "tulip/3.jpg")
    dataset_id = service.create(labels=[label("rose", color="#e4572e", shortcut="R"), label("tulip")])
    service.emulator.advance(60)
    return service, dataset_id


def used(service: Service, dataset_id: str) -> dict[str, int]:
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")["label_stats"]
    return {stat["name"]: stat["count"] for stat in stats}


def test_name_and_description(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    before = service.show(dataset_id)
    body = {"dataset_name": "meadow", "description": "just a test"}
    assert service.call("PUT", f"/{dataset_id}", body=body) == {"dataset_id": dataset_id}
    after = service.show(dataset_id)
    assert (after["dataset_name"], after["description"]) == ("meadow", "just a test")
    assert after["update_time"] > before["update_time"]
    assert after["inner_work_path"] == before["inner_work_path"]  # the files stay where they are
    service.call("PUT", f"/{dataset_id}", body={"description": ""})
    assert service.show(dataset_id)["description"] == ""
    service.create("flowers")


def test_a_name_of_another_dataset(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    service.create("meadow")
    body = {"dataset_name": "meadow", "description": "not kept either"}
    assert service.refusal("PUT", f"/{dataset_id}", body=body).code == "4351"
    assert service.show(dataset_id)["description"] == ""
    service.call("PUT", f"/{dataset_id}", body={"dataset_name": "flowers"})


def test_adding_labels(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    service.call("PUT", f"/{dataset_id}", body={"add_labels": [label("lily")], "add_tags": [label("iris")]})
    assert used(service, dataset_id) == {"rose": 2, "tulip": 1, "lily": 0, "iris": 0}
    assert [held["name"] for held in service.show(dataset_id)["labels"]] == ["rose", "tulip", "lily", "iris"]


def test_changing_a_label(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    body = {"update_labels": [label("rose", color="#000000", rename_to="wild rose")]}
    service.call("PUT", f"/{dataset_id}", body=body)
    rose = service.show(dataset_id)["labels"][0]
    assert rose == {
        "name": "wild rose",
        "type": 0,
        "property": {"@modelarts:color": "#000000", "@modelarts:shortcut": "R"},
    }
    assert used(service, dataset_id) == {"wild rose": 2, "tulip": 1}


def test_labels_may_swap_their_names(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    body = {"update_labels": [label("rose", rename_to="tulip"), label("tulip", rename_to="rose")]}
    service.call("PUT", f"/{dataset_id}", body=body)
    assert used(service, dataset_id) == {"tulip": 2, "rose": 1}


def test_a_deleted_label_leaves_its_samples(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    service.call("PUT", f"/{dataset_id}", body={"delete_labels": [{"name": "rose"}]})
    shown = service.show(dataset_id)
    assert (shown["total_sample_count"], shown["annotated_sample_count"]) == (3, 1)
    assert used(service, dataset_id) == {"tulip": 1}
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")["sample_stats"]
    assert (stats["un_annotation"], stats["manual_annotation"], stats["all"]) == (2, 1, 3)


def test_samples_keep_their_other_labels(service: Service) -> None:
    service.put_images("1.jpg")
    service.put_file("1.xml", voc("1.jpg", "rose", "tulip"))
    dataset_id = service.create(dataset_type=1)
    service.call("PUT", f"/{dataset_id}", body={"delete_labels": [{"name": "rose", "type": 1}]})
    assert service.show(dataset_id)["annotated_sample_count"] == 1
    assert used(service, dataset_id) == {"tulip": 1}


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("4411", {"add_labels": [label("rose")]}),
        ("4411", {"update_labels": [label("rose", rename_to="tulip")]}),
        ("4410", {"update_labels": [label("lily")]}),
        ("4410", {"delete_labels": [label("lily")]}),
        ("4410", {"delete_labels": [label("rose"), label("rose")]}),
        ("4412", {"add_labels": [label("lily", shortcut="R")]}),
        ("4413", {"add_labels": [{"name": "lily", "type": 1}]}),
        ("4353", {"current_version_id": "none"}),
    ],
)
def test_changes_against_the_rules_change_nothing(garden: tuple[Service, str], code: str, body: dict[str, Any]) -> None:
    service, dataset_id = garden
    before = service.show(dataset_id)
    refused = service.refusal("PUT", f"/{dataset_id}", body={"description": "half", **body})
    assert (refused.status, refused.code) == (400, code)
    assert service.show(dataset_id) == before


def test_entities_are_kept_for_their_relations(service: Service) -> None:
    ends = {"from_type": "person", "to_type": "book"}
    labels = [{"name": name, "type": 103} for name in ("person", "book")]
    wrote = {**label("wrote", **ends), "type": 102}
    dataset_id = service.create(dataset_type=102, labels=[*labels, wrote])
    person = {"name": "person", "type": 103}
    refused = service.refusal("PUT", f"/{dataset_id}", body={"delete_labels": [person]})
    assert refused.code == "4415"
    renamed = {**person, "property": {"@modelarts:rename_to": "author"}}
    service.call("PUT", f"/{dataset_id}", body={"update_labels": [renamed]})
    assert service.show(dataset_id)["labels"][2]["property"]["@modelarts:from_type"] == "author"
    author = {"name": "author", "type": 103}
    service.call("PUT", f"/{dataset_id}", body={"delete_labels": [author, {"name": "wrote", "type": 102}]})
    assert [held["name"] for held in service.show(dataset_id)["labels"]] == ["book"]


def test_another_version_is_made_current(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    first = service.publish(dataset_id)
    service.emulator.advance(60)
    second = service.publish(dataset_id)
    assert service.show(dataset_id)["current_version_id"] == second
    service.call("PUT", f"/{dataset_id}", body={"current_version_id": first})
    switching = service.show(dataset_id)
    assert (switching["status"], switching["current_version_id"]) == (7, second)
    for method, path, body in (
        ("POST", f"/{dataset_id}/versions", {}),
        ("DELETE", f"/{dataset_id}", None),
        ("DELETE", f"/{dataset_id}/versions/{first}", None),
        ("PUT", f"/{dataset_id}", {"current_version_id": first}),
        ("PUT", f"/{dataset_id}", {"add_labels": [label("lily")]}),
    ):
        assert service.refusal(method, path, body=body).code == "4349"
    service.settle()
    shown = service.show(dataset_id)
    assert (shown["status"], shown["current_version_id"], shown["current_version_name"]) == (1, first, "V001")
    assert service.version(dataset_id, first)["is_current"] is True
    assert service.version(dataset_id, second)["is_current"] is False
    service.call("PUT", f"/{dataset_id}", body={"current_version_id": first})
    assert service.settle() == 0


def test_only_a_normal_version_is_made_current(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    first = service.publish(dataset_id)
    service.emulator.advance(60)
    service.publish(dataset_id)
    service.call("DELETE", f"/{dataset_id}/versions/{first}")
    assert service.refusal("PUT", f"/{dataset_id}", body={"current_version_id": first}).code == "4824"


def test_the_version_of_a_table_is_not_changed(make_service: MakeService) -> None:
    service = make_service(limits={"version_interval_seconds": 0})
    service.put_file("1.csv", b"5,rose\n")
    source = {"data_type": 0, "data_path": INPUT, "with_column_header": False}
    schema = [{"name": "petals", "type": "INT"}, {"name": "kind"}]
    dataset_id = service.create(dataset_type=400, data_sources=[source], schema=schema, import_data=True)
    first = service.publish(dataset_id)
    service.publish(dataset_id)
    assert service.refusal("PUT", f"/{dataset_id}", body={"current_version_id": first}).code == "4820"


def test_nothing_to_change(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    assert service.call("PUT", f"/{dataset_id}", body={}) == {"dataset_id": dataset_id}


def test_an_unknown_dataset(service: Service) -> None:
    for method, path in (("PUT", ""), ("GET", ""), ("DELETE", ""), ("GET", "/versions"), ("POST", "/versions")):
        refused = service.refusal(method, f"/none{path}", body={} if method in ("PUT", "POST") else None)
        assert (refused.status, refused.code) == (404, "4352")
