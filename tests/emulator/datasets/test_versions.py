from __future__ import annotations

from typing import Any

import pytest

from .conftest import MakeService
from .service import OUTPUT, Service


@pytest.fixture
def garden(service: Service) -> tuple[Service, str]:
    service.put_images(*(f"rose/{number}.jpg" for number in range(5)), *(f"tulip/{number}.jpg" for number in range(5)))
    service.put_images("unknown.jpg")
    return service, service.create()


def test_a_version_is_made_and_becomes_current(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    version_id = service.publish(
        dataset_id, settle=False, description="First harvest", train_evaluate_sample_ratio="0.8"
    )
    making = service.version(dataset_id, version_id)
    assert (making["status"], making["is_current"]) == (0, False)
    shown = service.show(dataset_id)
    assert (shown["status"], shown["next_version_num"], shown["dataset_version_count"]) == (6, 2, 1)
    service.settle()
    version = service.version(dataset_id, version_id)
    folder = f"{OUTPUT}flowers-{dataset_id}/annotation/V001/"
    expected = {
        "version_id": version_id,
        "version_name": "V001",
        "version_format": "Default",
        "status": 1,
        "total_sample_count": 11,
        "annotated_sample_count": 10,
        "manifest_path": folder + "V001.manifest",
        "data_path": folder + "data/",
        "is_current": True,
        "train_evaluate_sample_ratio": "0.8",
        "remove_sample_usage": True,
        "export_images": False,
        "description": "First harvest",
        "label_type": "single",
        "task_type": 0,
    }
    assert {key: version[key] for key in expected} == expected
    assert [(held["name"], held["count"], held["sample_count"]) for held in version["label_stats"]] == [
        ("rose", 5, 5),
        ("tulip", 5, 5),
    ]
    shown = service.show(dataset_id)
    assert (shown["status"], shown["current_version_id"], shown["current_version_name"]) == (1, version_id, "V001")


def test_later_changes_do_not_show_in_a_version(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    version_id = service.publish(dataset_id)
    before = service.version(dataset_id, version_id)
    lines = service.manifest(dataset_id, version_id)
    service.call("PUT", f"/{dataset_id}", body={"delete_labels": [{"name": "rose"}]})
    assert service.version(dataset_id, version_id) == before
    assert service.manifest(dataset_id, version_id) == lines


def test_versions_are_numbered(make_service: MakeService, store_address: str) -> None:
    service = make_service(store=store_address, limits={"version_interval_seconds": 0})
    service.put_images("1.jpg")
    dataset_id = service.create()

    def publish(**request: Any) -> str:
        name: str = service.version(dataset_id, service.publish(dataset_id, **request))["version_name"]
        return name

    assert publish() == "V001"
    assert publish(version_name="V003") == "V003"
    assert publish() == "V004"
    assert publish() == "V005"
    assert publish(version_name="harvest-1") == "harvest-1"
    assert publish() == "V007"
    assert service.refusal("POST", f"/{dataset_id}/versions", body={"version_name": "V001"}).code == "4371"


def test_one_version_a_minute(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    first = service.publish(dataset_id)
    before = service.show(dataset_id)
    assert service.refusal("POST", f"/{dataset_id}/versions", body={}).code == "4370"
    assert service.show(dataset_id) == before
    service.emulator.advance(58)
    assert service.refusal("POST", f"/{dataset_id}/versions", body={}).code == "4370"
    service.emulator.advance(1)
    second = service.publish(dataset_id)
    assert service.version(dataset_id, second)["previous_version_id"] == first


def test_moves_that_are_not_allowed_change_nothing(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    version_id = service.publish(dataset_id, settle=False)
    before = (service.show(dataset_id), service.version(dataset_id, version_id))
    for code, method, path, body in (
        ("4343", "POST", f"/{dataset_id}/versions", {"version_name": "second"}),
        ("4828", "DELETE", f"/{dataset_id}/versions/{version_id}", None),
        ("4343", "PUT", f"/{dataset_id}", {"current_version_id": version_id}),
        ("4343", "PUT", f"/{dataset_id}", {"delete_labels": [{"name": "rose"}]}),
        ("4343", "DELETE", f"/{dataset_id}", None),
    ):
        refused = service.refusal(method, path, body=body)
        assert (refused.status, refused.code) == (400, code)
    assert (service.show(dataset_id), service.version(dataset_id, version_id)) == before
    service.settle()
    service.call("DELETE", f"/{dataset_id}/versions/{version_id}")
    assert service.refusal("DELETE", f"/{dataset_id}/versions/{version_id}").code == "4828"


def test_a_dataset_that_is_not_ready(service: Service) -> None:
    dataset_id = service.create(settle=False)
    assert service.refusal("POST", f"/{dataset_id}/versions", body={}).code == "4356"
    service.settle()
    assert service.refusal("POST", f"/{dataset_id}/versions", body={}).code == "4825"
    assert service.call("GET", f"/{dataset_id}/versions") == {"total_number": 0, "versions": []}


@pytest.mark.parametrize(
    ("dataset_type", "code", "request_part"),
    [
        (0, "4711", {"train_evaluate_sample_ratio": "0.8"}),
        (3, "4342", {"train_evaluate_sample_ratio": "0.8"}),
        (0, "4396", {"version_format": "CSV"}),
        (0, "4396", {"version_format": "CarbonData"}),
        (0, "0101", {"train_evaluate_sample_ratio": "1.5"}),
        (0, "0101", {"version_name": "no blanks"}),
    ],
)
def test_requests_against_the_rules(local: Service, dataset_type: int, code: str, request_part: dict[str, Any]) -> None:
    local.put_images("rose/1.jpg", "rose/2.jpg")
    dataset_id = local.create(dataset_type=dataset_type)
    refused = local.refusal("POST", f"/{dataset_id}/versions", body=request_part)
    assert (refused.status, refused.code) == (400, code)
    assert local.show(dataset_id)["status"] == 1


def test_a_quota_of_versions(make_service: MakeService) -> None:
    service = make_service(limits={"versions": 1, "version_interval_seconds": 0})
    service.put_images("1.jpg")
    dataset_id = service.create()
    service.publish(dataset_id)
    assert service.refusal("POST", f"/{dataset_id}/versions", body={}).code == "4714"


def names(service: Service, dataset_id: str, **query: Any) -> list[str]:
    found = service.call("GET", f"/{dataset_id}/versions", **query)["versions"]
    return [version["version_name"] for version in found]


def test_lists(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    for ratio in ("1.00", "0.8", "0.5"):
        service.publish(dataset_id, train_evaluate_sample_ratio=ratio)
        service.emulator.advance(60)
    deleted = service.publish(dataset_id)
    service.call("DELETE", f"/{dataset_id}/versions/{deleted}")
    assert names(service, dataset_id) == ["V004", "V003", "V002", "V001"]
    assert names(service, dataset_id, status=1) == ["V003", "V002", "V001"]
    assert names(service, dataset_id, status=2) == ["V004"]
    assert names(service, dataset_id, status=4) == []
    assert names(service, dataset_id, train_evaluate_ratio="0.5,0.8") == ["V003", "V002"]
    assert names(service, dataset_id, train_evaluate_ratio="") == ["V004", "V003", "V002", "V001"]
    assert names(service, dataset_id, version_format=0, limit=2, offset=1) == ["V002", "V001"]
    assert names(service, dataset_id, version_format=2) == []
    assert names(service, dataset_id, limit=3, offset=2) == []
    assert service.call("GET", f"/{dataset_id}/versions", limit=1)["total_number"] == 4
    assert service.refusal("GET", f"/{dataset_id}/versions", train_evaluate_ratio="0.8,0.5").status == 400


def test_deleting_a_version_removes_what_it_wrote(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    first = service.publish(dataset_id, export_images=True)
    service.emulator.advance(60)
    second = service.publish(dataset_id, export_images=True)
    folder = service.version(dataset_id, second)["manifest_path"].rpartition("/")[0] + "/"
    assert len(service.emulator.list_objects(folder)) == 12
    assert service.call("DELETE", f"/{dataset_id}/versions/{second}") is None
    assert service.version(dataset_id, second)["status"] == 2
    service.settle()
    refused = service.refusal("GET", f"/{dataset_id}/versions/{second}")
    assert (refused.status, refused.code) == (404, "4353")
    assert service.emulator.list_objects(folder) == []
    assert len(service.emulator.list_objects(service.version(dataset_id, first)["data_path"])) == 11
    shown = service.show(dataset_id)
    assert (shown["current_version_id"], shown["dataset_version_count"]) == (first, 1)
    service.call("DELETE", f"/{dataset_id}/versions/{first}")
    service.settle()
    shown = service.show(dataset_id)
    assert "current_version_id" not in shown
    assert "current_version_name" not in shown
    assert (shown["dataset_version_count"], shown["next_version_num"], shown["total_sample_count"]) == (0, 3, 11)
    assert service.refusal("DELETE", f"/{dataset_id}/versions/{first}").status == 404


def test_a_version_belongs_to_its_dataset(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    version_id = service.publish(dataset_id)
    other = service.create("other")
    assert service.refusal("GET", f"/{other}/versions/{version_id}").code == "4353"
    assert service.refusal("DELETE", f"/{other}/versions/{version_id}").code == "4353"
    assert service.refusal("PUT", f"/{other}", body={"current_version_id": version_id}).code == "4353"


def test_a_version_whose_files_cannot_be_written_is_faulty(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    service.emulator.app.emulator.backend.objects.delete("/demo-bucket/flowers/input/unknown.jpg")
    faulty = service.publish(dataset_id, export_images=True)
    version = service.version(dataset_id, faulty)
    assert (version["status"], version["is_current"]) == (4, False)
    assert "unknown.jpg" in version["message"]
    shown = service.show(dataset_id)
    assert shown["status"] == 1
    assert "current_version_id" not in shown
    service.publish(dataset_id)  # a faulty version does not make others wait
    service.call("DELETE", f"/{dataset_id}/versions/{faulty}")
    service.settle()
    assert names(service, dataset_id) == ["V002"]


def test_deleting_while_another_version_is_made(garden: tuple[Service, str]) -> None:
    service, dataset_id = garden
    first = service.publish(dataset_id)
    service.emulator.advance(60)
    second = service.publish(dataset_id, settle=False)
    service.call("DELETE", f"/{dataset_id}/versions/{first}")
    service.settle()
    shown = service.show(dataset_id)
    assert (shown["current_version_id"], shown["status"], shown["dataset_version_count"]) == (second, 1, 1)
