"""What was published or exported and is imported again has the same samples and labels, for every dataset type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from ..datasets.service import BUCKET, INPUT, Service
from .exporting import TARGET, export
from .round_trip_cases import CASES, Line


def _create(service: Service, name: str, dataset_type: int, path: str) -> str:
    sources = [{"data_type": 0, "data_path": path}]
    dataset_id = service.create(
        name, dataset_type=dataset_type, data_sources=sources, work_path=f"/{BUCKET}/{name}/output/"
    )
    assert service.show(dataset_id)["status"] == 1, service.show(dataset_id)
    return dataset_id


def _samples(service: Service, dataset_id: str) -> list[Any]:
    """What a dataset holds, in its order, without what differs from dataset to dataset."""
    found = service.call("GET", f"/{dataset_id}/data-annotations/samples", limit=100, order="asc")["samples"]
    kept = ("sample_type", "sample_status", "labels", "metadata")
    shown = [{name: sample[name] for name in kept} | _source(sample) for sample in found]
    for sample in shown:
        sample["metadata"].pop("mask_source", None)  # a mask is made where there was none
    lines = [_strip(line) for line in service.manifest(dataset_id, _publish(service, dataset_id))]
    return [shown, lines, _labels(service, dataset_id)]


def _source(sample: Line) -> Line:
    return {"name": sample.get("sample_name", sample["source"]), "size": sample["sample_size"]}


def _publish(service: Service, dataset_id: str) -> str:
    return service.publish(dataset_id, clear_hard_property=False, remove_sample_usage=False, version_name="all")


def _strip(line: Line) -> Line:
    kept = {key: value for key, value in line.items() if key not in ("id", "source")}
    gone = ("creation-time", "annotation-loc")
    notes = [{key: held for key, held in note.items() if key not in gone} for note in line.get("annotation", ())]
    return {**kept, "annotation": notes}


def _labels(service: Service, dataset_id: str) -> list[Any]:
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")["label_stats"]
    return sorted((stat["name"], stat["type"], stat["count"], stat["sample_count"]) for stat in stats)


def _publish_again(service: Service, dataset_id: str) -> str:
    versions = service.call("GET", f"/{dataset_id}/versions")["versions"]
    path: str = versions[0]["manifest_path"]
    return path


def _export_again(service: Service, dataset_id: str) -> str:
    params = {"clear_hard_property": False}
    assert export(service, dataset_id, export_params=params)["status"] == "SUCCESSED"
    return TARGET + "first.manifest"


def _export_version(service: Service, dataset_id: str) -> str:
    version_id = service.call("GET", f"/{dataset_id}/versions")["versions"][0]["version_id"]
    params = {"clear_hard_property": False}
    task = export(service, dataset_id, version_id=version_id, export_params=params, source_type_header="s3://")
    assert task["status"] == "SUCCESSED"
    return TARGET + "first-all.manifest"


@pytest.fixture
def first(local: Service, request: pytest.FixtureRequest) -> tuple[Service, str]:
    """A dataset of the type that the test is for."""
    dataset_type: int = request.getfixturevalue("dataset_type")
    lines, files = CASES[dataset_type]
    for name, data in files.items():
        local.put_file(name, data)
    path = INPUT + "source.manifest"
    local.emulator.put_object(path, b"".join(orjson.dumps(line) + b"\n" for line in lines))
    dataset_id = _create(local, "first", dataset_type, path)
    assert local.show(dataset_id)["total_sample_count"] == len(lines)
    return local, dataset_id


@pytest.mark.parametrize("dataset_type", list(CASES))
@pytest.mark.parametrize("write", [_publish_again, _export_again, _export_version])
def test_the_same_comes_back(
    first: tuple[Service, str], dataset_type: int, write: Callable[[Service, str], str]
) -> None:
    service, dataset_id = first
    before = _samples(service, dataset_id)
    second = _create(service, "second", dataset_type, write(service, dataset_id))
    assert _samples(service, second) == before


@pytest.mark.parametrize("dataset_type", list(CASES))
def test_a_new_dataset_holds_the_same(first: tuple[Service, str], dataset_type: int) -> None:
    service, dataset_id = first
    params = {
        "export_dest": "NEW_DATASET",
        "export_new_dataset_name": "second",
        "export_new_dataset_work_path": f"/{BUCKET}/second/output/",
        "clear_hard_property": False,
    }
    task = export(service, dataset_id, path=f"/{BUCKET}/second/input/", export_params=params)
    assert task["status"] == "SUCCESSED", task
    listed = service.call("GET")["datasets"]
    second = next(dataset["dataset_id"] for dataset in listed if dataset["dataset_name"] == "second")
    assert service.show(second)["status"] == 1
    assert _samples(service, second) == _samples(service, dataset_id)


@pytest.mark.parametrize("dataset_type", [dataset_type for dataset_type, (lines, _) in CASES.items() if len(lines) > 1])
def test_labels_come_back_to_samples_that_are_there(first: tuple[Service, str], dataset_type: int) -> None:
    service, dataset_id = first
    before = _samples(service, dataset_id)
    path = _publish_again(service, dataset_id)
    body = {"import_path": path, "import_type": "manifest"}
    service.call("POST", f"/{dataset_id}/import-tasks", body)
    service.settle()
    assert service.show(dataset_id)["total_sample_count"] == len(before[0])
    service.call("DELETE", f"/{dataset_id}/versions/{service.show(dataset_id)['current_version_id']}")
    service.settle()
    assert _samples(service, dataset_id) == before


def test_a_table_comes_back(local: Service) -> None:
    local.put_file("rows.csv", b'name,size\nrose,1\n"tulip, red",2\n')
    schema = [{"name": "name", "type": "STRING"}, {"name": "size", "type": "INT"}]
    first = local.create("first", dataset_type=400, schema=schema, import_data=True)
    version_id = local.publish(first)
    sources = [{"data_type": 0, "data_path": local.version(first, version_id)["manifest_path"]}]
    second = local.create(
        "second", dataset_type=400, schema=schema, import_data=True, data_sources=sources,
        work_path=f"/{BUCKET}/second/output/",
    )  # fmt: skip
    rows = [
        [sample["sample_data"] for sample in local.call("GET", f"/{each}/data-annotations/samples")["samples"]]
        for each in (first, second)
    ]
    assert rows[0] == rows[1]
    assert sorted(map(str, rows[0])) == sorted(map(str, [["rose", "1"], ["tulip, red", "2"]]))
