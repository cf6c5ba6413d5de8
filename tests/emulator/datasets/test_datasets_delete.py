from __future__ import annotations

import pytest
from modelarts_emulator.store import dataset_tables as tables
from modelarts_emulator.store.dataset_tables import dataset_counts
from modelarts_emulator.store.metadata import jobs
from modelarts_emulator.store.version_tables import version_samples, versions
from sqlalchemy import func, select

from .service import INPUT, OUTPUT, Service, new_dataset

DATASET_TABLES = (
    tables.datasets,
    tables.samples,
    tables.sample_labels,
    tables.labels,
    tables.label_counts,
    tables.sample_counts,
    tables.dataset_points,
)
VERSION_TABLES = (versions, version_samples)


def test_a_dataset_passes_through_deleting(service: Service) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create()
    version_id = service.publish(dataset_id)
    assert service.emulator.list_objects(OUTPUT)
    assert service.call("DELETE", f"/{dataset_id}") is None
    assert service.show(dataset_id)["status"] == 2
    assert service.call("GET")["total_number"] == 1
    assert service.refusal("POST", body=new_dataset()).code == "4351"
    for method, path, body in (
        ("DELETE", "", None),
        ("PUT", "", {"description": "x"}),
        ("POST", "/versions", {}),
        ("DELETE", f"/versions/{version_id}", None),
    ):
        assert service.refusal(method, f"/{dataset_id}{path}", body=body).code == "4344"
    service.settle()
    for path in ("", "/versions", f"/versions/{version_id}", "/data-annotations/stats"):
        refused = service.refusal("GET", f"/{dataset_id}{path}")
        assert (refused.status, refused.code) == (404, "4352")
    assert service.call("GET") == {"total_number": 0, "datasets": []}
    assert service.emulator.list_objects(OUTPUT) == []
    assert service.emulator.list_objects(INPUT) == [INPUT + "notes.md", INPUT + "rose/1.jpg"]
    assert service.settle() == 0
    service.create()


def test_a_dataset_may_be_deleted_before_it_is_made(service: Service) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create(settle=False)
    service.call("DELETE", f"/{dataset_id}")
    assert service.settle() == 1
    assert service.refusal("GET", f"/{dataset_id}").status == 404


def test_an_abnormal_dataset_can_be_deleted_and_nothing_else(service: Service) -> None:
    service.put_images("1.jpg")
    service.put_file("1.xml", b"no xml")
    dataset_id = service.create(dataset_type=1)
    assert service.show(dataset_id)["status"] == 4
    assert service.refusal("POST", f"/{dataset_id}/versions", body={}).code == "4392"
    service.call("DELETE", f"/{dataset_id}")
    service.settle()
    assert service.refusal("GET", f"/{dataset_id}").status == 404


def test_a_busy_dataset_is_not_deleted(service: Service) -> None:
    service.put_images("1.jpg")
    dataset_id = service.create()
    service.publish(dataset_id, settle=False)
    before = service.show(dataset_id)
    assert service.refusal("DELETE", f"/{dataset_id}").code == "4343"
    assert service.show(dataset_id) == before


@pytest.mark.usefixtures("small_chunks")
def test_many_samples_go_with_their_dataset(service: Service) -> None:
    for number in range(25):
        service.put_file(f"rose/{number}.jpg", b"x")
    dataset_id = service.create()
    service.publish(dataset_id)
    service.call("DELETE", f"/{dataset_id}")
    service.settle()
    store = service.emulator.app.emulator.backend.store
    with store.read() as conn:
        for table in (*DATASET_TABLES, *VERSION_TABLES, jobs):
            assert conn.execute(select(func.count()).select_from(table)).scalar() == 0, table.name
        assert conn.execute(select(func.sum(dataset_counts.c.number))).scalar() == 0
