"""What happens to tasks that are cut short, fail, or are done by two processes at once."""

from __future__ import annotations

from typing import Any

import pytest
from modelarts_emulator.jobs import JobRun
from modelarts_emulator.objects import ObjectError
from modelarts_emulator.services.imports import chunks as import_chunks
from modelarts_emulator.services.imports.chunks import SELECT_TARGET, ImportAttempt, ImportLostError, ImportTarget
from modelarts_emulator.services.imports.first_import import _prepare, import_dataset
from modelarts_emulator.services.samples.samples import add_samples
from modelarts_emulator.services.versions.freezing import Freezing
from modelarts_emulator.store.metadata import jobs
from sqlalchemy import Connection, select

from .service import Service

CHUNK = 10
SAMPLES = CHUNK + 6


@pytest.fixture
def many(service: Service, small_chunks: int) -> tuple[Service, str]:
    """A dataset whose import takes two chunks and has not begun."""
    assert small_chunks == CHUNK
    for number in range(SAMPLES):
        service.put_file(f"{'rose' if number % 2 else 'tulip'}/{number:04}.jpg", b"x")
    return service, service.create(settle=False)


def test_an_import_that_is_cut_short_goes_on(many: tuple[Service, str], monkeypatch: pytest.MonkeyPatch) -> None:
    service, dataset_id = many
    calls: list[int] = []

    def fail_once(*args: object) -> object:
        calls.append(1)
        added = add_samples(*args)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise RuntimeError("the process dies here")
        return added

    monkeypatch.setattr(import_chunks, "add_samples", fail_once)
    service.emulator.advance(1)
    half = service.show(dataset_id)
    assert (half["status"], half["total_sample_count"]) == (0, CHUNK)
    service.settle()
    shown = service.show(dataset_id)
    assert (len(calls), shown["status"], shown["total_sample_count"]) == (3, 1, SAMPLES)
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")
    assert {held["name"]: held["count"] for held in stats["label_stats"]} == {
        "rose": SAMPLES // 2,
        "tulip": SAMPLES // 2,
    }


def test_an_import_that_never_works_makes_the_dataset_abnormal(
    many: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, dataset_id = many

    def fail(*_: object) -> None:
        raise RuntimeError("never")

    monkeypatch.setattr(import_chunks, "add_samples", fail)
    service.settle()
    assert service.show(dataset_id)["status"] == 4


def find_job(conn: Connection, dataset_id: str) -> JobRun:
    """The job of a dataset's import, as a worker is given it."""
    row = conn.execute(select(jobs).where(jobs.c.subject_id == dataset_id)).one()
    return JobRun(row.id, row.kind, row.project_id, dataset_id, row.payload, 0, 0, None, conn)  # type: ignore[arg-type]


def test_a_dataset_that_is_deleted_stops_its_import(many: tuple[Service, str]) -> None:
    service, dataset_id = many
    backend = service.emulator.app.emulator.backend
    with backend.store.read() as conn:
        run = find_job(conn, dataset_id)
        row = conn.execute(SELECT_TARGET, {"task": run.payload["task_id"], "project": run.project_id}).one()
    attempt = ImportAttempt.begin(backend, ImportTarget._make(row))
    service.call("DELETE", f"/{dataset_id}")
    with pytest.raises(ImportLostError):
        attempt.wipe()


def test_two_processes_do_an_import_once(many: tuple[Service, str]) -> None:
    service, dataset_id = many
    backend = service.emulator.app.emulator.backend
    outcomes = []
    for _ in range(2):
        with backend.store.read() as conn:
            run = find_job(conn, dataset_id)
            run.backend = backend
            outcomes.append(_prepare(run))
    for outcome in reversed(outcomes):
        with backend.store.write() as conn:
            run.conn, run.prepared = conn, outcome
            import_dataset(run)
    service.settle()
    assert (service.show(dataset_id)["status"], service.show(dataset_id)["total_sample_count"]) == (1, SAMPLES)


def test_publishing_twice_gives_one_version(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.put_images("rose/1.jpg", "tulip/2.jpg")
    dataset_id = service.create()
    finish = Freezing.results
    calls: list[int] = []

    def fail_once(freezing: Freezing) -> dict[str, Any]:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("the process dies here")
        return finish(freezing)

    monkeypatch.setattr(Freezing, "results", fail_once)
    version_id = service.publish(dataset_id)
    assert len(calls) == 2
    assert service.version(dataset_id, version_id)["status"] == 1
    assert len(service.manifest(dataset_id, version_id)) == 2


def test_publishing_that_never_works_frees_the_dataset(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create()

    def fail(_: object) -> None:
        raise RuntimeError("never")

    monkeypatch.setattr(Freezing, "results", fail)
    version_id = service.publish(dataset_id)
    version = service.version(dataset_id, version_id)
    assert version["status"] == 4
    assert "never" in version["message"]
    assert service.show(dataset_id)["status"] == 1


def test_deleting_that_never_works_leaves_something_that_can_be_deleted(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create()
    version_id = service.publish(dataset_id)
    objects = type(service.emulator.app.emulator.backend.objects)

    def fail(*_: object) -> bool:
        raise ObjectError("the store does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(objects, "delete", fail)
        service.call("DELETE", f"/{dataset_id}/versions/{version_id}")
        service.settle()
        assert service.version(dataset_id, version_id)["status"] == 4
        service.call("DELETE", f"/{dataset_id}")
        service.settle()
        assert service.show(dataset_id)["status"] == 4
    service.call("DELETE", f"/{dataset_id}")
    service.settle()
    assert service.refusal("GET", f"/{dataset_id}").status == 404


def test_a_snapshot_holds_everything(service: Service) -> None:
    service.put_images("rose/1.jpg", "tulip/2.jpg")
    dataset_id = service.create()
    version_id = service.publish(dataset_id)

    def look() -> list[object]:
        stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")
        shown = service.show(dataset_id), service.version(dataset_id, version_id)
        return [*shown, service.manifest(dataset_id, version_id), stats, service.call("GET")]

    before = look()
    service.emulator.snapshot("published")
    service.call("DELETE", f"/{dataset_id}")
    service.settle()
    service.create("meadow")
    service.emulator.restore("published")
    assert look() == before
    other = service.create("meadow")
    service.publish(other)
    assert service.call("GET")["total_number"] == 2
