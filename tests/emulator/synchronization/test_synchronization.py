from __future__ import annotations

from typing import Any

import pytest
from modelarts_emulator.jobs import JobRun
from modelarts_emulator.services.synchronization import run as sync_run
from modelarts_emulator.services.synchronization.chunks import SyncTask
from modelarts_emulator.services.synchronization.paths import PathSet
from modelarts_emulator.store.dataset_tables import samples
from sqlalchemy import update

from ..datasets.service import INPUT, OUTPUT, Service, voc


def start(service: Service, dataset_id: str) -> None:
    assert service.call("POST", f"/{dataset_id}/sync-data") is None


def state(service: Service, dataset_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = service.call("GET", f"/{dataset_id}/sync-data/status")
    return shown


def synchronize(service: Service, dataset_id: str) -> dict[str, Any]:
    start(service, dataset_id)
    service.settle()
    return state(service, dataset_id)


def labels(service: Service, dataset_id: str) -> dict[str, int]:
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")["label_stats"]
    return {stat["name"]: stat["sample_count"] for stat in stats}


def remove(service: Service, *names: str) -> None:
    for name in names:
        assert service.emulator.app.emulator.backend.objects.delete(INPUT + name)


def test_added_and_removed_files_are_seen(service: Service) -> None:
    service.put_images("rose/1.jpg", "rose/2.jpg", "tulip/1.jpg")
    dataset_id = service.create()
    assert state(service, dataset_id) == {"status": "NOT_EXIST", "dataset_id": dataset_id}
    service.put_images("rose/3.jpg", "4.jpg", "daisy/1.jpg")
    remove(service, "rose/1.jpg", "tulip/1.jpg")
    shown = synchronize(service, dataset_id)
    assert (shown["status"], shown["dataset_id"]) == ("COMPLETED", dataset_id)
    assert (shown["add_sample_count"], shown["deleted_sample_count"], shown["total_sample_count"]) == (3, 2, 4)
    dataset = service.show(dataset_id)
    assert (dataset["status"], dataset["total_sample_count"], dataset["annotated_sample_count"]) == (1, 4, 3)
    assert dataset["deleted_sample_count"] == 2
    assert labels(service, dataset_id) == {"rose": 2, "tulip": 0, "daisy": 1}
    again = synchronize(service, dataset_id)
    assert (again["add_sample_count"], again["deleted_sample_count"], again["total_sample_count"]) == (0, 0, 4)
    assert again["task_id"] != shown["task_id"]


def test_labels_that_came_later_go_to_samples_without_any(local: Service) -> None:
    local.put_images("a.jpg", "b.jpg")
    local.put_file("b.xml", voc("b.jpg", "rose"))
    dataset_id = local.create(dataset_type=1)
    local.put_file("a.xml", voc("a.jpg", "tulip"))
    local.put_file("b.xml", voc("b.jpg", "daisy"))
    shown = synchronize(local, dataset_id)
    assert (shown["add_sample_count"], shown["deleted_sample_count"]) == (0, 0)
    assert labels(local, dataset_id) == {"rose": 1, "tulip": 1}
    assert local.show(dataset_id)["annotated_sample_count"] == 2


def test_label_files_beside_the_images_stay_the_rule(local: Service) -> None:
    local.put_images("deep/a.jpg")
    local.put_file("deep/a.txt", b"rose\n")
    dataset_id = local.create()
    local.put_images("deep/b.jpg")
    synchronize(local, dataset_id)
    assert labels(local, dataset_id) == {"rose": 1}
    assert local.show(dataset_id)["total_sample_count"] == 2


def test_one_at_a_time(service: Service) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create()
    start(service, dataset_id)
    assert service.show(dataset_id)["status"] == 5
    shown = state(service, dataset_id)
    assert (shown["status"], shown["add_sample_count"]) == ("QUEUING", 0)
    assert "duration_time" not in shown
    refused = service.refusal("POST", f"/{dataset_id}/sync-data")
    assert (refused.status, refused.code) == (400, "4355")
    assert service.refusal("POST", f"/{dataset_id}/versions", {}).code == "4355"
    assert service.refusal("DELETE", f"/{dataset_id}").code == "4355"
    service.settle()
    assert state(service, dataset_id)["status"] == "COMPLETED"
    assert service.show(dataset_id)["status"] == 1


@pytest.mark.parametrize("dataset_type", [100, 101, 102])
def test_texts_are_not_synchronized(local: Service, dataset_type: int) -> None:
    local.put_file("a.txt", b"good\n")
    dataset_id = local.create(dataset_type=dataset_type)
    refused = local.refusal("POST", f"/{dataset_id}/sync-data")
    assert (refused.status, refused.code) == (400, "4820")
    assert local.show(dataset_id)["status"] == 1


def test_a_manifest_is_no_folder_to_synchronize_with(local: Service) -> None:
    local.emulator.put_object(INPUT + "all.manifest", b'{"source": "s3:/%s1.jpg"}\n' % INPUT.encode())
    dataset_id = local.create(data_sources=[{"data_type": 0, "data_path": INPUT + "all.manifest"}])
    assert local.refusal("POST", f"/{dataset_id}/sync-data").code == "4820"
    assert local.show(dataset_id)["status"] == 1


def test_an_unknown_dataset(local: Service) -> None:
    for method, path in (("POST", "/nothing/sync-data"), ("GET", "/nothing/sync-data/status")):
        refused = local.refusal(method, path)
        assert (refused.status, refused.code) == (404, "4352")


def test_a_file_that_cannot_be_read_is_named(local: Service) -> None:
    local.put_images("a.jpg")
    dataset_id = local.create(dataset_type=1)
    local.put_images("b.jpg", "c.jpg")
    local.put_file("b.xml", b"<annotation>")
    remove(local, "a.jpg")
    shown = synchronize(local, dataset_id)
    assert (shown["status"], shown["error_code"]) == ("FAILED", "ModelArts.4360")
    assert "b.jpg" in shown["error_msg"]
    assert (shown["add_sample_count"], shown["deleted_sample_count"]) == (1, 1)
    assert local.show(dataset_id)["status"] == 1


def test_samples_from_elsewhere_stay(local: Service) -> None:
    local.put_images("rose/1.jpg")
    dataset_id = local.create()
    backend = local.emulator.app.emulator.backend
    backend.objects.copy(INPUT + "rose/1.jpg", OUTPUT + "other.jpg")
    with backend.store.write() as conn:
        conn.execute(update(samples).values(source=OUTPUT + "other.jpg", sample_id="elsewhere"))
    backend.objects.delete(OUTPUT + "other.jpg")
    shown = synchronize(local, dataset_id)
    assert (shown["add_sample_count"], shown["deleted_sample_count"], shown["total_sample_count"]) == (1, 0, 2)


def test_what_was_cut_short_goes_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_run, "CHUNK", 5)
    service.put_images(*(f"rose/{number:02}.jpg" for number in range(20)))
    dataset_id = service.create()
    service.put_images(*(f"tulip/{number:02}.jpg" for number in range(20)))
    remove(service, *(f"rose/{number:02}.jpg" for number in range(12)))
    add, delete, calls = SyncTask.add, SyncTask.remove, []

    def add_with_a_failure(task: SyncTask, *arguments: Any) -> None:
        calls.append("add")
        if len(calls) == 3:
            raise RuntimeError("the process dies here")
        add(task, *arguments)

    def remove_with_a_failure(task: SyncTask, keys: Any) -> None:
        calls.append("remove")
        if calls.count("remove") == 2:
            raise RuntimeError("the process dies here")
        delete(task, keys)

    monkeypatch.setattr(SyncTask, "add", add_with_a_failure)
    monkeypatch.setattr(SyncTask, "remove", remove_with_a_failure)
    shown = synchronize(service, dataset_id)
    assert (shown["status"], shown["add_sample_count"], shown["deleted_sample_count"]) == ("COMPLETED", 20, 12)
    assert service.show(dataset_id)["total_sample_count"] == shown["total_sample_count"] == 28
    assert labels(service, dataset_id) == {"rose": 8, "tulip": 20}


def test_two_processes_do_it_once(service: Service) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create()
    service.put_images("rose/2.jpg", "rose/3.jpg")
    remove(service, "rose/1.jpg")
    start(service, dataset_id)
    backend = service.emulator.app.emulator.backend
    payload = {"task_id": state(service, dataset_id)["task_id"]}
    project_id = service.emulator.project_id
    with backend.store.read() as conn:
        run = JobRun(0, sync_run.SYNC_JOB, project_id, dataset_id, payload, 0, 0, backend, conn)
        assert [sync_run._prepare(run), sync_run._prepare(run)] == ["", ""]
    shown = state(service, dataset_id)
    assert (shown["add_sample_count"], shown["deleted_sample_count"]) == (2, 1)
    service.settle()
    assert state(service, dataset_id)["total_sample_count"] == 2


def test_the_time_it_takes_is_shown_in_seconds(local: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    local.put_images("rose/1.jpg")
    dataset_id = local.create()
    assert synchronize(local, dataset_id)["duration_time"] == 0


def test_a_failure_of_the_object_store_ends_it(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create()

    def fail(*_: object) -> None:
        raise RuntimeError("never")

    monkeypatch.setattr(sync_run, "make_plan", fail)
    shown = synchronize(service, dataset_id)
    assert (shown["status"], shown["error_code"]) == ("FAILED", "ModelArts.4360")
    assert "never" in shown["error_msg"]
    assert service.show(dataset_id)["status"] == 1


def test_many_paths_are_told_apart() -> None:
    paths = PathSet(f"/demo-bucket/{number}" for number in range(1000))
    assert all(f"/demo-bucket/{number}" in paths for number in range(1000))
    assert not any(f"/demo-bucket/{number}" in paths for number in range(1000, 3000))
    paths.add("/demo-bucket/2000")
    assert "/demo-bucket/2000" in paths
