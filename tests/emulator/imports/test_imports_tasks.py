"""The life of an import: its statuses, what forbids it, what stops it, and what it counts."""

from __future__ import annotations

from typing import Any

import pytest
from modelarts_emulator.objects import ObjectError, ObjectStore
from modelarts_emulator.services.imports import chunks as import_chunks
from modelarts_emulator.services.imports import first_import as dataset_import
from modelarts_emulator.services.imports import reports as import_reports
from modelarts_emulator.services.samples.samples import add_samples

from ..datasets.conftest import MakeService
from ..datasets.service import BUCKET, INPUT, Service
from .importing import (
    MANIFEST,
    MORE,
    counts,
    held_samples,
    import_into,
    line,
    log,
    names,
    note,
    put,
    put_manifest,
    show,
    start,
)

CHUNK = 10


def fill(service: Service, number: int) -> None:
    """A manifest of images, every other of them labelled."""
    lines = [
        line(put(service, f"{each:04}.jpg", b"x"), *([note("image_classification", "rose")] if each % 2 else []))
        for each in range(number)
    ]
    put_manifest(service, *lines)


def test_an_import_and_what_it_tells(service: Service) -> None:
    service.put_images("first.jpg")
    dataset_id = service.create(import_annotations=False)
    put(service, "rose/1.jpg", b"12345")
    put(service, "rose/2.jpg", b"123")
    put(service, "3.jpg", b"1")
    task_id = start(service, dataset_id)
    born = show(service, dataset_id, task_id)
    assert (born["status"], born["elapsed_time"], counts(born)) == ("QUEUING", 0, (0, 0, 0))
    assert service.show(dataset_id)["status"] == 8
    running = service.call("GET", f"/{dataset_id}", check_running_task=True, running_task_type=5)
    assert running["running_tasks_id"] == [task_id]
    service.settle()
    ended = show(service, dataset_id, task_id)
    assert (ended["status"], counts(ended)) == ("COMPLETED", (3, 3, 2))
    assert (ended["import_path"], ended["import_type"], ended["dataset_id"]) == (MORE, 0, dataset_id)
    assert (ended["finished_file_count"], ended["finished_file_size"], ended["total_file_size"]) == (3, 9, 9)
    assert "error_code" not in ended
    shown = service.show(dataset_id)
    assert (shown["status"], shown["total_sample_count"], shown["annotated_sample_count"]) == (1, 4, 2)
    assert [label["name"] for label in shown["labels"]] == ["rose"]
    assert "running_tasks_id" not in shown


def test_a_list_of_imports(service: Service) -> None:
    dataset_id = service.create()
    put(service, "1.jpg")
    tasks = [import_into(service, dataset_id)["task_id"] for _ in range(3)]
    page = service.call("GET", f"/{dataset_id}/import-tasks", limit=2)
    assert page["total_count"] == 3
    assert [task["task_id"] for task in page["import_tasks"]] == tasks[:0:-1]
    last = service.call("GET", f"/{dataset_id}/import-tasks", limit=2, offset=1)
    assert last["import_tasks"] == [show(service, dataset_id, tasks[0])]
    assert service.call("GET", f"/{dataset_id}/import-tasks", limit=2, offset=2**31 - 1)["import_tasks"] == []


@pytest.mark.parametrize(
    ("code", "request_part"),
    [
        ("4312", {"import_path": f"/{BUCKET}/nowhere/"}),
        ("4312", {"import_path": f"/{BUCKET}/nowhere.manifest", "import_type": "manifest"}),
        ("4311", {"import_path": "/no-such-bucket/x/"}),
        ("4205", {"import_path": f"/{BUCKET}/"}),
        ("4313", {"import_path": "nowhere"}),
        ("4313", {"import_path": f"/{BUCKET}/../x/"}),
        ("4315", {"import_path": f"/{BUCKET}//x/"}),
        ("4313", {"import_type": "manifest"}),
        ("4340", {"import_path": f"/{BUCKET}/texts/"}),
        ("4396", {"import_origin": "dws"}),
        ("4396", {"data_source": {"data_type": 2}}),
        ("4396", {"import_samples": False, "import_annotations": False}),
        ("4396", {"annotation_format": "COCO"}),
        ("4413", {"included_labels": [{"type": 0}]}),
        ("4313", {"import_folder": "../x"}),
        ("4313", {"import_folder": "x" * 300}),
        ("4313", {"import_path": f"/{BUCKET}/{'x' * 300}/"}),
        ("4313", {"import_path": f"/{BUCKET}/x#1", "import_type": "manifest"}),
        ("0101", {"import_type": "zip"}),
    ],
)
def test_requests_against_the_rules(local: Service, code: str, request_part: dict[str, Any]) -> None:
    dataset_id = local.create()
    put(local, "1.jpg")
    local.emulator.put_object(f"/{BUCKET}/texts/1.txt", b"a line")
    refused = local.refusal("POST", f"/{dataset_id}/import-tasks", {"import_path": MORE, **request_part})
    assert (refused.status, refused.code) == (400, code)
    assert local.show(dataset_id)["status"] == 1
    assert local.call("GET", f"/{dataset_id}/import-tasks") == {"total_count": 0, "import_tasks": []}


def test_what_is_not_there_is_not_found(local: Service) -> None:
    put(local, "1.jpg")
    for method, path, body in (
        ("POST", "/none/import-tasks", {"import_path": MORE}),
        ("GET", "/none/import-tasks", None),
        ("GET", "/none/import-tasks/none", None),
    ):
        refused = local.refusal(method, path, body)
        assert (refused.status, refused.code) == (404, "4352")
    refused = local.refusal("GET", f"/{local.create()}/import-tasks/none")
    assert (refused.status, refused.code) == (404, "4700")


def test_one_import_at_a_time(service: Service) -> None:
    put(service, "1.jpg")
    dataset_id = service.create(settle=False)
    assert service.refusal("POST", f"/{dataset_id}/import-tasks", {"import_path": MORE}).code == "4356"
    service.settle()
    start(service, dataset_id)
    refused = service.refusal("POST", f"/{dataset_id}/import-tasks", {"import_path": MORE})
    assert (refused.status, refused.code) == (400, "4356")
    assert service.refusal("POST", f"/{dataset_id}/versions", {}).code == "4356"
    service.settle()
    import_into(service, dataset_id)


def test_a_dataset_that_is_deleted_stops_its_import(service: Service) -> None:
    put(service, "1.jpg")
    dataset_id = service.create()
    start(service, dataset_id)
    service.call("DELETE", f"/{dataset_id}")
    service.settle()
    assert service.refusal("GET", f"/{dataset_id}").status == 404
    backend = service.emulator.app.emulator.backend
    with backend.store.read() as conn:
        assert backend.jobs.count(conn) == 0


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("number", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_large_import_is_stored_in_pieces(service: Service, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(dataset_import, "PIECES", 2)
    fill(service, number)
    dataset_id = service.create()
    task = import_into(service, dataset_id, MANIFEST)
    assert (task["status"], counts(task)) == ("COMPLETED", (number, number, number // 2))
    shown = service.show(dataset_id)
    assert (shown["total_sample_count"], shown["annotated_sample_count"]) == (number, number // 2)
    assert len(held_samples(service, dataset_id)) == number


@pytest.mark.usefixtures("small_chunks")
def test_an_import_that_is_cut_short_goes_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(service, 5 * CHUNK)
    dataset_id = service.create()
    calls: list[int] = []

    def fail_twice(*args: object) -> object:
        calls.append(1)
        added = add_samples(*args)  # type: ignore[arg-type]
        if len(calls) in (2, 4):
            raise RuntimeError("the process dies here")
        return added

    monkeypatch.setattr(import_chunks, "add_samples", fail_twice)
    task_id = start(service, dataset_id, MANIFEST)
    service.emulator.advance(1)
    half = show(service, dataset_id, task_id)
    assert (half["status"], half["total_sample_count"], half["imported_sample_count"]) == ("RUNNING", 50, CHUNK)
    assert service.show(dataset_id)["total_sample_count"] == CHUNK
    service.settle()
    ended = show(service, dataset_id, task_id)
    assert (ended["status"], counts(ended)) == ("COMPLETED", (50, 50, 25))
    assert service.show(dataset_id)["total_sample_count"] == len(held_samples(service, dataset_id)) == 50


@pytest.mark.usefixtures("small_chunks")
def test_an_import_that_never_works_fails(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(service, 2 * CHUNK)
    dataset_id = service.create()
    with monkeypatch.context() as patch:
        patch.setattr(import_chunks, "add_samples", lambda *_: 1 / 0)
        task = import_into(service, dataset_id, MANIFEST)
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4921")
    assert "ZeroDivisionError" in task["error_msg"]
    assert (service.show(dataset_id)["status"], service.show(dataset_id)["total_sample_count"]) == (1, 0)
    assert import_into(service, dataset_id, MANIFEST)["status"] == "COMPLETED"


def test_a_store_that_does_not_answer(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    put(service, "1.jpg")
    dataset_id = service.create()
    task_id = start(service, dataset_id)

    def fail(*_: object) -> None:
        raise ObjectError("the store does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "list", fail)
        service.settle()
    task = show(service, dataset_id, task_id)
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4362")
    assert task["error_msg"] == "the store does not answer"
    assert service.show(dataset_id)["status"] == 1


def test_the_same_samples_are_not_added_twice(service: Service) -> None:
    dataset_id = service.create()
    one, two = put(service, "1.jpg"), put(service, "2.jpg")
    put_manifest(service, line(one), line(one), line(two, note("image_classification", "tulip")))
    assert counts(import_into(service, dataset_id, MANIFEST)) == (3, 2, 1)
    assert counts(import_into(service, dataset_id, MANIFEST, import_annotations=False)) == (3, 0, 0)
    put_manifest(service, line(one, note("image_classification", "rose")), line(two))
    assert counts(import_into(service, dataset_id, MANIFEST)) == (2, 1, 1)
    assert names(service, dataset_id) == {"1.jpg": ["rose"], "2.jpg": ["tulip"]}
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")
    assert {held["name"]: held["count"] for held in stats["label_stats"]} == {"rose": 1, "tulip": 1}


def test_labels_alone_are_put_on_samples_that_are_there(service: Service) -> None:
    service.put_images("1.jpg", "2.jpg")
    dataset_id = service.create(import_annotations=False)
    other = put(service, "3.jpg")
    lines = [line(path, note("image_classification", "rose")) for path in (INPUT + "1.jpg", other)]
    task = import_into(service, dataset_id, put_manifest(service, *lines), import_samples=False)
    assert counts(task) == (2, 1, 1)
    assert names(service, dataset_id) == {"1.jpg": ["rose"], "2.jpg": []}


@pytest.mark.parametrize(
    ("request_part", "expected"),
    [
        ({}, {"1.jpg": ["rose"], "2.jpg": ["rose", "tulip"], "3.jpg": ["lily"], "4.jpg": []}),
        ({"included_labels": [{"name": "rose"}]}, {"1.jpg": ["rose"], "2.jpg": ["rose", "tulip"]}),
        ({"included_labels": ["rose", "lily"]}, {"1.jpg": ["rose"], "2.jpg": ["rose", "tulip"], "3.jpg": ["lily"]}),
        ({"included_tags": ["lily"]}, {"3.jpg": ["lily"]}),
        ({"included_labels": [{"name": "rose", "type": 1}]}, {}),
        ({"excluded_labels": [{"name": "rose", "type": 0}]}, {"3.jpg": ["lily"], "4.jpg": []}),
        ({"included_labels": ["rose"], "excluded_labels": ["tulip"]}, {"1.jpg": ["rose"]}),
        ({"difficult_only": True}, {"2.jpg": ["rose", "tulip"], "4.jpg": []}),
        ({"difficult_only": True, "import_annotations": False}, {"2.jpg": [], "4.jpg": []}),
        ({"included_labels": ["tulip"], "import_annotations": False}, {"2.jpg": []}),
    ],
)
def test_choosing_what_is_imported(
    local: Service, request_part: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    rose, tulip, lily = (note("image_classification", name) for name in ("rose", "tulip", "lily"))
    hard = note("image_classification", "tulip", hard="true")
    assert tulip
    paths = [put(local, f"{number}.jpg") for number in range(1, 5)]
    put_manifest(
        local, line(paths[0], rose), line(paths[1], rose, hard), line(paths[2], lily), line(paths[3], hard="true")
    )
    dataset_id = local.create()
    task = import_into(local, dataset_id, MANIFEST, **request_part)
    assert task["status"] == "COMPLETED"
    assert task["imported_sample_count"] == len(expected)
    assert names(local, dataset_id) == expected


def test_labels_that_are_not_final_wait_for_confirmation(service: Service) -> None:
    dataset_id = service.create()
    put(service, "rose/1.jpg")
    put(service, "2.jpg")
    task = import_into(service, dataset_id, final_annotation=False)
    assert (counts(task), task["unconfirmed_sample_count"]) == ((2, 2, 1), 1)
    shown = service.show(dataset_id)
    assert (shown["annotated_sample_count"], shown["unconfirmed_sample_count"]) == (0, 1)


def test_files_are_copied_into_a_folder_of_the_dataset(service: Service) -> None:
    dataset_id = service.create()
    put(service, "rose/1.jpg", b"one")
    lonely = put(service, "2.jpg", b"two")
    folder = INPUT + "june/"
    for imported in (2, 0):
        task = import_into(service, dataset_id, import_folder="june", import_annotations=False)
        assert counts(task) == (2, imported, 0)
        assert [held[0] for held in held_samples(service, dataset_id)] == [folder + "2.jpg", folder + "rose/1.jpg"]
    assert service.emulator.get_object(folder + "rose/1.jpg") == b"one"
    import_into(service, dataset_id, put_manifest(service, line(lonely)), import_folder="july")
    assert service.emulator.get_object(INPUT + "july/more/2.jpg") == b"two"


def test_what_cannot_be_imported_is_passed_over_and_told(service: Service) -> None:
    dataset_id = service.create()
    good = put(service, "1.jpg")
    bad = put(service, "2.gif")
    put_manifest(service, line(good), b"no json", line(bad), line(good, note("text_entity", "x")), line("content://x"))
    task_id = start(service, dataset_id, MANIFEST)
    service.settle()
    task = show(service, dataset_id, task_id)
    assert (task["status"], counts(task)) == ("COMPLETED", (5, 1, 0))
    assert task["error_code"] == "ModelArts.4362"
    assert task["error_msg"].startswith(f"4 of 5 could not be imported, such as {MANIFEST}, line 2: no JSON")
    reasons = log(service, dataset_id, task_id).splitlines()
    assert [reason.partition(": ")[0] for reason in reasons] == [f"{MANIFEST}, line {n}" for n in (2, 3, 4, 5)]
    assert "does not fit the dataset" in reasons[2]


@pytest.mark.usefixtures("small_chunks")
def test_failures_of_many_pieces_are_in_one_log(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (import_chunks, import_reports):
        monkeypatch.setattr(module, "FAILURE_LIMIT", 12)
    dataset_id = service.create()
    put_manifest(service, *[b"no json"] * 25)
    task_id = start(service, dataset_id, MANIFEST)
    service.settle()
    assert counts(show(service, dataset_id, task_id)) == (25, 0, 0)
    lines = log(service, dataset_id, task_id).splitlines()
    assert len(lines) == 13


def test_nothing_to_import(service: Service) -> None:
    dataset_id = service.create()
    task = import_into(service, dataset_id, put_manifest(service, b""))
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4340")
    assert service.show(dataset_id)["status"] == 1


def test_limits(make_service: MakeService) -> None:
    service = make_service(limits={"samples": 2, "labels": 1, "image_bytes": 10})
    dataset_id = service.create()
    paths = [put(service, f"{number}.jpg", b"x" * size) for number, size in enumerate((1, 11, 1))]
    roses = [line(path, note("image_classification", "rose")) for path in paths]
    task = import_into(service, dataset_id, put_manifest(service, *roses))
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4362")
    assert "more than 2 samples" in task["error_msg"]
    task = import_into(service, dataset_id, put_manifest(service, *roses[:2]))
    assert (task["status"], counts(task)) == ("COMPLETED", (2, 1, 1))
    assert "larger than 10 bytes" in task["error_msg"]
    tulip = line(paths[2], note("image_classification", "tulip"))
    task = import_into(service, dataset_id, put_manifest(service, tulip))
    assert (task["status"], task["error_msg"]) == ("FAILED", "there are more than 1 labels")
    assert service.show(dataset_id)["total_sample_count"] == 1


def test_a_dataset_may_be_made_from_a_manifest(service: Service) -> None:
    rose = line(put(service, "1.jpg"), note("image_classification", "rose"))
    put_manifest(service, rose, line(put(service, "2.jpg")))
    dataset_id = service.create(data_sources=[{"data_path": MANIFEST}])
    assert service.show(dataset_id)["status"] == 1
    assert names(service, dataset_id) == {"1.jpg": ["rose"], "2.jpg": []}
    assert service.call("GET", f"/{dataset_id}/import-tasks")["total_count"] == 0
    put_manifest(service, rose, b"no json")
    shown = service.show(service.create("weeds", data_sources=[{"data_path": MANIFEST}]))
    assert (shown["status"], shown["total_sample_count"]) == (4, 0)
