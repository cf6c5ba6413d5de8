"""What versions keep, and how they come to it piece by piece."""

from __future__ import annotations

from typing import Any

import pytest
from modelarts_emulator.services.versions import freezing as version_freezing
from modelarts_emulator.services.versions import samples as version_samples
from modelarts_emulator.services.versions.freezing import Freezing, PublishLostError
from modelarts_emulator.store.dataset_tables import datasets, samples
from modelarts_emulator.store.version_tables import version_labels, versions
from modelarts_emulator.store.version_tables import version_samples as frozen
from sqlalchemy import func, select

from ..datasets.service import INPUT, Service

SAMPLES = 25


@pytest.fixture
def many(service: Service, monkeypatch: pytest.MonkeyPatch) -> tuple[Service, str]:
    """More samples than fit into one transaction."""
    monkeypatch.setattr(version_samples, "CHUNK", 10)
    monkeypatch.setattr(version_freezing, "WIPE", 7)
    service.put_images(*(f"{'rose' if number % 2 else 'tulip'}/{number:02}.jpg" for number in range(SAMPLES)))
    return service, service.create()


def count(service: Service, *tables: Any) -> list[int]:
    with service.emulator.app.emulator.backend.store.read() as conn:
        return [conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def listed(service: Service, dataset_id: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = service.call("GET", f"/{dataset_id}/data-annotations/samples", limit=100, **query)[
        "samples"
    ]
    return found


def test_samples_are_frozen_with_their_labels(many: tuple[Service, str]) -> None:
    service, dataset_id = many
    version = service.version(dataset_id, service.publish(dataset_id))
    assert (version["total_sample_count"], version["annotated_sample_count"]) == (SAMPLES, SAMPLES)
    assert [(stat["name"], stat["sample_count"]) for stat in version["label_stats"]] == [("rose", 12), ("tulip", 13)]
    assert version["label_type"] == "single"
    assert count(service, frozen, version_labels) == [SAMPLES, SAMPLES]


def test_later_changes_do_not_show(many: tuple[Service, str]) -> None:
    service, dataset_id = many
    version_id = service.publish(dataset_id)
    before = [sample["labels"] for sample in listed(service, dataset_id, version_id=version_id)]
    rename = {"name": "rose", "property": {"@modelarts:rename_to": "damask"}}
    service.call("PUT", f"/{dataset_id}", {"update_labels": [rename], "delete_labels": [{"name": "tulip"}]})
    service.put_images("daisy/1.jpg")
    service.call("POST", f"/{dataset_id}/sync-data")
    service.settle()
    assert len(listed(service, dataset_id)) == SAMPLES + 1
    after = listed(service, dataset_id, version_id=version_id)
    assert [sample["labels"] for sample in after] == before
    assert len(listed(service, dataset_id, version_id=version_id, label_name="tulip")) == 13
    assert listed(service, dataset_id, version_id=version_id, label_name="damask") == []


def test_publishing_that_was_cut_short_is_begun_anew(
    many: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, dataset_id = many
    store, calls = Freezing.store, []

    def die_once(freezing: Freezing, chunk: Any) -> None:
        calls.append(len(chunk))
        if len(calls) == 3:
            raise RuntimeError("the process dies here")
        store(freezing, chunk)

    monkeypatch.setattr(Freezing, "store", die_once)
    version_id = service.publish(dataset_id)
    assert calls == [10, 10, 5, 10, 10, 5]
    assert service.version(dataset_id, version_id)["total_sample_count"] == SAMPLES
    assert len(service.manifest(dataset_id, version_id)) == SAMPLES
    assert count(service, frozen, version_labels) == [SAMPLES, SAMPLES]


def test_the_process_that_came_last_publishes(many: tuple[Service, str]) -> None:
    service, dataset_id = many
    service.publish(dataset_id, settle=False)
    backend = service.emulator.app.emulator.backend
    with backend.store.read() as conn:
        dataset = conn.execute(select(datasets)).one()
        version = conn.execute(select(versions)).one()
        first = Freezing.begin(backend, conn, dataset, version)
        second = Freezing.begin(backend, conn, dataset, version)
        chunk = next(version_samples.freeze_samples(conn, dataset.pk, None, keep_usage=True))
        with pytest.raises(PublishLostError):
            first.store(chunk)
        second.store(chunk)
    assert count(service, frozen) == [10]


def test_a_version_that_cannot_be_written_keeps_nothing(
    many: tuple[Service, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, dataset_id = many
    service.emulator.app.emulator.backend.objects.delete(INPUT + "rose/23.jpg")
    version_id = service.publish(dataset_id, export_images=True)
    assert service.version(dataset_id, version_id)["status"] == 4
    assert count(service, frozen, version_labels) == [0, 0]


def test_a_deleted_version_leaves_nothing(many: tuple[Service, str]) -> None:
    service, dataset_id = many
    version_id = service.publish(dataset_id)
    service.call("DELETE", f"/{dataset_id}/versions/{version_id}")
    service.settle()
    assert count(service, versions, frozen, version_labels) == [0, 0, 0]


def test_a_deleted_dataset_leaves_nothing(many: tuple[Service, str]) -> None:
    service, dataset_id = many
    service.publish(dataset_id)
    service.call("POST", f"/{dataset_id}/export-tasks", {"path": "/demo-bucket/exports/"})
    service.settle()
    service.call("DELETE", f"/{dataset_id}")
    service.settle()
    assert count(service, datasets, samples, versions, frozen, version_labels) == [0] * 5


@pytest.mark.parametrize("cleared", [True, False])
def test_usage_is_cleared_unless_it_is_to_stay(many: tuple[Service, str], cleared: bool) -> None:
    service, _ = many
    lines = (f'{{"source": "s3:/{INPUT}{number}.jpg", "usage": "EVAL"}}\n' for number in range(SAMPLES))
    service.emulator.put_object(INPUT + "all.manifest", "".join(lines).encode())
    sources = [{"data_type": 0, "data_path": INPUT + "all.manifest"}]
    dataset_id = service.create("divided", data_sources=sources)
    version_id = service.publish(dataset_id, remove_sample_usage=cleared)
    usages = {line.get("usage") for line in service.manifest(dataset_id, version_id)}
    assert usages == ({"TRAIN"} if cleared else {"EVAL"})
    with service.emulator.app.emulator.backend.store.read() as conn:
        held = set(conn.execute(select(samples.c.usage).where(samples.c.usage != "")).scalars())
    assert held == (set() if cleared else {"EVAL"})
