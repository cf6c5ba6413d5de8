from __future__ import annotations

from typing import Any

import orjson
import pytest
from modelarts_emulator.jobs import JobRun
from modelarts_emulator.services.exports import run as export_run
from modelarts_emulator.services.exports.attempt import ExportAttempt, ExportLostError
from modelarts_emulator.store.dataset_tables import datasets
from sqlalchemy import select

from ..datasets.service import BUCKET, INPUT, Service
from .exporting import COPY_OUTPUT, TARGET, export, files, into_copy, manifest, show, start


@pytest.fixture
def roses(service: Service) -> tuple[Service, str]:
    service.put_images("rose/1.jpg", "rose/2.jpg", "tulip/1.jpg")
    return service, service.create()


def test_a_task_is_born_waiting(roses: tuple[Service, str]) -> None:
    service, dataset_id = roses
    task_id = start(service, dataset_id, export_type=3, export_params={"sample_state": "", "export_dest": "DIR"})
    task = show(service, dataset_id, task_id)
    assert task["export_params"] == {
        "sample_state": "",
        "export_dest": "DIR",
        "clear_hard_property": True,
        "train_sample_ratio": 1.0,
        "ratio_sample_usage": False,
    }
    expected = {"task_id": task_id, "path": TARGET, "export_type": 3, "version_format": "Default", "export_format": 2}
    assert {name: task[name] for name in expected} == expected
    assert (task["status"], task["progress"]) == ("INIT", 0.0)
    assert task["create_time"] == task["update_time"]
    assert files(service) == []


def test_the_dataset_tells_what_runs(roses: tuple[Service, str]) -> None:
    service, dataset_id = roses
    task_id = start(service, dataset_id)
    shown = service.call("GET", f"/{dataset_id}", check_running_task=True)
    assert shown["status"] == 1
    assert (shown["exist_running_task"], shown["running_tasks_id"]) == (True, [task_id])
    service.settle()
    assert service.call("GET", f"/{dataset_id}", check_running_task=True)["exist_running_task"] is False


def test_tasks_are_listed_from_the_newest_on(roses: tuple[Service, str]) -> None:
    service, dataset_id = roses
    assert service.call("GET", f"/{dataset_id}/export-tasks") == {"total_count": 0, "export_tasks": []}
    ids = [export(service, dataset_id, export_type=kind)["task_id"] for kind in (0, 1, 0)]
    listed = service.call("GET", f"/{dataset_id}/export-tasks")
    assert (listed["total_count"], [task["task_id"] for task in listed["export_tasks"]]) == (3, ids[::-1])
    assert listed["export_tasks"][0] == show(service, dataset_id, ids[2])
    page = service.call("GET", f"/{dataset_id}/export-tasks", limit=2, offset=1)
    assert (page["total_count"], [task["task_id"] for task in page["export_tasks"]]) == (3, ids[:1])
    labelled = service.call("GET", f"/{dataset_id}/export-tasks", export_type=0)
    assert (labelled["total_count"], [task["task_id"] for task in labelled["export_tasks"]]) == (2, [ids[2], ids[0]])


def test_what_is_not_there(local: Service) -> None:
    local.put_images("1.jpg")
    dataset_id = local.create()
    for method, path, body, code in (
        ("POST", "/nothing/export-tasks", {"path": TARGET}, "4352"),
        ("GET", "/nothing/export-tasks", None, "4352"),
        ("GET", "/nothing/export-tasks/nothing", None, "4352"),
        ("GET", f"/{dataset_id}/export-tasks/nothing", None, "4359"),
    ):
        refused = local.refusal(method, path, body)
        assert (refused.status, refused.code) == (404, code)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"path": ""}, "4358"),
        ({"path": None}, "4358"),
        ({"path": "exports"}, "4358"),
        ({"path": f"/{BUCKET}/"}, "4358"),
        ({"path": "/missing-bucket/exports/"}, "4358"),
        ({"version_format": "CSV"}, "4384"),
        ({"annotation_format": "COCO"}, "4384"),
        ({"source_type_header": "file://"}, "4384"),
        ({"version_id": "nothing"}, "4353"),
        ({"export_params": {"search_conditions": [{"score": "high"}]}}, "4396"),
        ({"export_params": {"ratio_sample_usage": True, "train_sample_ratio": "0.5"}}, "4711"),
        ({"export_params": into_copy(export_new_dataset_name="no name")}, "4384"),
        ({"export_params": {"export_dest": "NEW_DATASET"}}, "4384"),
        ({"export_params": into_copy(export_new_dataset_work_path="")}, "4384"),
        ({"export_params": into_copy(export_new_dataset_work_path=TARGET + "output/")}, "4374"),
        ({"export_params": into_copy(export_new_dataset_name="flowers")}, "4351"),
    ],
)
def test_what_cannot_be_asked_for(local: Service, request_: dict[str, Any], code: str) -> None:
    local.put_images("rose/1.jpg", "tulip/1.jpg")
    dataset_id = local.create()
    body = {"path": TARGET, **request_}
    refused = local.refusal("POST", f"/{dataset_id}/export-tasks", {k: v for k, v in body.items() if v is not None})
    assert (refused.status, refused.code) == (400, code)
    assert local.call("GET", f"/{dataset_id}/export-tasks")["total_count"] == 0
    assert local.call("GET")["total_number"] == 1
    assert local.settle() == 0


def test_a_tree_needs_labels_as_folders(local: Service) -> None:
    local.put_images("1.jpg")
    dataset_id = local.create(dataset_type=1)
    assert local.refusal("POST", f"/{dataset_id}/export-tasks", {"path": TARGET, "export_format": 1}).code == "4384"


def test_one_of_a_kind_at_a_time(roses: tuple[Service, str]) -> None:
    service, dataset_id = roses
    first = start(service, dataset_id)
    refused = service.refusal("POST", f"/{dataset_id}/export-tasks", {"path": TARGET})
    assert (refused.status, refused.code) == (400, "4401")
    assert first in refused.message
    start(service, dataset_id, path=f"/{BUCKET}/copy/input/", export_params=into_copy())
    other = service.refusal("POST", f"/{dataset_id}/export-tasks", {"path": TARGET, "export_params": into_copy()})
    assert other.code == "4401"
    service.settle()
    assert export(service, dataset_id)["status"] == "SUCCESSED"


def test_a_busy_dataset_is_not_exported(local: Service) -> None:
    local.put_images("rose/1.jpg")
    dataset_id = local.create(settle=False)
    assert local.refusal("POST", f"/{dataset_id}/export-tasks", {"path": TARGET}).code == "4356"
    local.settle()
    local.publish(dataset_id, settle=False)
    assert local.refusal("POST", f"/{dataset_id}/export-tasks", {"path": TARGET}).code == "4343"


def test_a_deleted_version_fails_its_export(local: Service) -> None:
    local.put_images("rose/1.jpg")
    dataset_id = local.create()
    version_id = local.publish(dataset_id)
    local.call("DELETE", f"/{dataset_id}/versions/{version_id}")
    refused = local.refusal("POST", f"/{dataset_id}/export-tasks", {"path": TARGET, "version_id": version_id})
    assert refused.code == "4824"


def test_progress_is_shown_while_it_works(service: Service, small_chunks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelarts_emulator.services.exports.selection.CHUNK", small_chunks)
    service.put_images(*(f"rose/{number:02}.jpg" for number in range(25)))
    dataset_id = service.create()
    seen: list[tuple[str, float]] = []
    advance = ExportAttempt.advance

    def watch(attempt: ExportAttempt, number: int) -> None:
        advance(attempt, number)
        task = show(service, dataset_id, attempt.task.task_id)
        seen.append((task["status"], task["progress"]))

    monkeypatch.setattr(ExportAttempt, "advance", watch)
    assert export(service, dataset_id)["progress"] == 100.0
    assert seen == [("RUNNING", 40.0), ("RUNNING", 80.0), ("RUNNING", 100.0)]


def test_deleting_the_dataset_stops_the_export(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.put_images("rose/1.jpg", "rose/2.jpg")
    dataset_id = service.create()
    set_total = ExportAttempt.set_total

    def delete(attempt: ExportAttempt, total: int) -> None:
        set_total(attempt, total)
        service.call("DELETE", f"/{dataset_id}")

    monkeypatch.setattr(ExportAttempt, "set_total", delete)
    request = {"path": f"/{BUCKET}/copy/input/", "export_params": into_copy()}
    service.call("POST", f"/{dataset_id}/export-tasks", request)
    service.settle()
    assert service.refusal("GET", f"/{dataset_id}/export-tasks").status == 404
    left = service.call("GET")["datasets"]
    assert [(dataset["dataset_name"], dataset["status"]) for dataset in left] == [("copy", 4)]
    service.call("DELETE", f"/{left[0]['dataset_id']}")
    service.settle()
    assert service.call("GET")["total_number"] == 0


def test_what_was_cut_short_is_begun_anew(service: Service, small_chunks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    service.put_images(*(f"rose/{number:02}.jpg" for number in range(25)))
    dataset_id = service.create()
    calls: list[int] = []
    advance = ExportAttempt.advance

    def die_once(attempt: ExportAttempt, number: int) -> None:
        calls.append(number)
        if len(calls) == 2:
            raise RuntimeError("the process dies here")
        advance(attempt, number)

    monkeypatch.setattr("modelarts_emulator.services.exports.attempt.CHUNK", small_chunks)
    monkeypatch.setattr(ExportAttempt, "advance", die_once)
    task = export(service, dataset_id, path=f"/{BUCKET}/copy/input/", export_params=into_copy())
    assert (task["status"], task["finished_sample_count"], len(calls)) == ("SUCCESSED", 25, 5)
    new_id = next(held["dataset_id"] for held in service.call("GET")["datasets"] if held["dataset_name"] == "copy")
    shown = service.show(new_id)
    assert (shown["status"], shown["total_sample_count"], shown["annotated_sample_count"]) == (1, 25, 25)
    stats = service.call("GET", f"/{new_id}/data-annotations/stats")
    assert [stat["sample_count"] for stat in stats["label_stats"]] == [25]


def test_the_process_that_came_last_does_it(roses: tuple[Service, str]) -> None:
    service, dataset_id = roses
    task_id = start(service, dataset_id)
    backend = service.emulator.app.emulator.backend
    with backend.store.read() as conn:
        row = conn.execute(select(datasets).where(datasets.c.dataset_id == dataset_id)).one()
    first = ExportAttempt.begin(backend, row, task_id)
    second = ExportAttempt.begin(backend, row, task_id)
    with pytest.raises(ExportLostError):
        first.advance(1)
    second.advance(1)
    for attempt, status in ((first, "RUNNING"), (second, "SUCCESSED")):
        with backend.store.write() as conn:
            run = JobRun(0, "", row.project_id, dataset_id, {"task_id": task_id}, 0, 0, backend, conn, attempt)
            export_run.export_dataset(run)
        assert show(service, dataset_id, task_id)["status"] == status


def test_what_never_works_fails(roses: tuple[Service, str], monkeypatch: pytest.MonkeyPatch) -> None:
    service, dataset_id = roses

    def fail(*_: object) -> None:
        raise RuntimeError("never")

    monkeypatch.setattr(ExportAttempt, "advance", fail)
    task = export(service, dataset_id)
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4401")
    assert "never" in task["error_msg"]


def test_exporting_into_the_input_folder_keeps_the_files(local: Service) -> None:
    local.put_images("rose/1.jpg")
    dataset_id = local.create()
    task = export(local, dataset_id, path=INPUT)
    assert task["status"] == "SUCCESSED"
    assert files(local, INPUT) == ["flowers.manifest", "notes.md", "rose/1.jpg", "rose/1.txt"]


def test_a_new_dataset_whose_path_is_taken_by_output(local: Service) -> None:
    local.put_images("rose/1.jpg")
    dataset_id = local.create()
    body = {"path": COPY_OUTPUT, "export_params": into_copy()}
    assert local.refusal("POST", f"/{dataset_id}/export-tasks", body).code == "4374"


def test_a_table_becomes_a_new_table(service: Service) -> None:
    service.put_file("rows.csv", b"name,size\n=1+1,1\nrose,2\n")
    schema = [{"name": "name", "type": "STRING"}, {"name": "size", "type": "INT"}]
    dataset_id = service.create(dataset_type=400, schema=schema, import_data=True)
    task = export(service, dataset_id, path=f"/{BUCKET}/copy/input/", export_params=into_copy())
    assert task["status"] == "SUCCESSED"
    new_id = next(held["dataset_id"] for held in service.call("GET")["datasets"] if held["dataset_name"] == "copy")
    shown = service.show(new_id)
    assert (shown["status"], shown["total_sample_count"]) == (1, 2)
    rows = [
        [sample["sample_data"] for sample in service.call("GET", f"/{each}/data-annotations/samples")["samples"]]
        for each in (dataset_id, new_id)
    ]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("cleared", [True, False])
def test_marks_of_hard_examples_are_cleared_unless_they_are_to_stay(local: Service, cleared: bool) -> None:
    note = {"type": "modelarts/image_classification", "name": "rose", "hard": "true"}
    line = {"source": f"s3:/{INPUT}1.jpg", "hard": "true", "hard-coefficient": 0.5, "annotation": [note]}
    local.put_images("1.jpg")
    local.emulator.put_object(INPUT + "all.manifest", orjson.dumps(line))
    dataset_id = local.create(data_sources=[{"data_type": 0, "data_path": INPUT + "all.manifest"}])
    params = into_copy(clear_hard_property=cleared)
    task = export(local, dataset_id, path=f"/{BUCKET}/copy/input/", export_params=params)
    assert task["export_params"]["clear_hard_property"] is cleared
    new_id = next(held["dataset_id"] for held in local.call("GET")["datasets"] if held["dataset_name"] == "copy")
    hard = local.call("GET", f"/{new_id}/data-annotations/stats")["key_sample_stats"]["key_sample"]
    assert hard == (0 if cleared else 1)
    written = manifest(local, f"/{BUCKET}/copy/input/flowers.manifest")[0]
    assert ("hard" in written, "hard" in written["annotation"][0]) == (not cleared, not cleared)
