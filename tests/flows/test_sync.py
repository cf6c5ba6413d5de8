"""A user's journey with the synchronous client: from files to a published version and back to nothing."""

from __future__ import annotations

import json
import time

import pytest
from modelarts_client import ModelArts, NotFoundError
from modelarts_client.models import DatasetStatus, DatasetType, DatasetVersionStatus
from modelarts_emulator.testing import LocalEmulator

from tests.flows.conftest import INPUT, OUTPUT

pytestmark = pytest.mark.modelarts_emulator(server=True)


def create_flowers(client: ModelArts, name: str = "flowers") -> str:
    created = client.datasets.create(
        dataset_name=name,
        dataset_type=DatasetType.IMAGE_CLASSIFICATION,
        data_sources=[{"data_type": 0, "data_path": INPUT}],
        work_path=OUTPUT,
        work_path_type=0,
        labels=[{"name": "lily", "type": 0, "property": {"@modelarts:color": "#3399ff"}}],
    )
    assert created.dataset_id
    return created.dataset_id


def test_from_files_to_a_version(client: ModelArts, flowers: LocalEmulator) -> None:
    seen: list[object] = []
    dataset_id = create_flowers(client)
    dataset = client.datasets.wait(dataset_id, interval=0.02, on_progress=lambda reply: seen.append(reply.status))
    assert dataset.status is DatasetStatus.NORMAL
    assert seen[0] is DatasetStatus.CREATING
    assert (dataset.total_sample_count, dataset.annotated_sample_count) == (4, 3)
    assert sorted(str(label.name) for label in dataset.labels or ()) == ["lily", "rose", "tulip"]

    stats = client.datasets.stats(dataset_id)
    assert {label.name: label.sample_count for label in stats.label_stats or ()}["rose"] == 2
    assert stats.sample_stats
    assert stats.sample_stats["un_annotation"] == 1

    version_id = client.datasets.versions.create(dataset_id, description="first").version_id
    assert version_id
    version = client.datasets.versions.wait(dataset_id, version_id, interval=0.02)
    assert version.status is DatasetVersionStatus.NORMAL
    assert (version.version_name, version.total_sample_count) == ("V001", 4)

    manifest = flowers.request("GET", f"/_emulator/objects{version.manifest_path}")
    entries = [json.loads(line) for line in manifest.body.decode().splitlines()]
    assert len(entries) == 4
    labelled = {entry["source"].rsplit("input/")[1]: entry.get("annotation", []) for entry in entries}
    assert labelled["tulip/3.png"][0]["name"] == "tulip"
    assert labelled["4.png"] == []


def test_changing_and_deleting(client: ModelArts) -> None:
    dataset_id = create_flowers(client)
    client.datasets.wait(dataset_id, interval=0.02)
    client.datasets.update(dataset_id, dataset_name="garden", add_labels=[{"name": "daisy", "type": 0}])
    dataset = client.datasets.get(dataset_id)
    assert dataset.dataset_name == "garden"
    assert "daisy" in {label.name for label in dataset.labels or ()}
    client.datasets.delete(dataset_id)
    client.datasets.wait_deleted(dataset_id, interval=0.02)
    with pytest.raises(NotFoundError) as caught:
        client.datasets.get(dataset_id)
    assert caught.value.error_code == "ModelArts.4352"


def test_pages_lead_to_all_datasets(client: ModelArts) -> None:
    names = [f"flowers-{number}" for number in range(7)]
    for name in names:
        create_flowers(client, name)
    page = client.datasets.list(limit=3, sort_by="dataset_name", order="asc")
    assert (len(page.items), page.total) == (3, 7)
    assert [dataset.dataset_name for dataset in page] == names


def test_metrics_cover_the_time_given(client: ModelArts) -> None:
    dataset_id = create_flowers(client)
    client.datasets.wait(dataset_id, interval=0.02)
    now = int(time.time() * 1000)
    metrics = client.datasets.metrics(dataset_id, start_time=now - 86_400_000, end_time=now + 86_400_000).metrics
    assert metrics
    assert "total" in metrics


def test_the_reply_as_it_came(client: ModelArts) -> None:
    raw = client.raw(client.datasets.list, limit=1)
    assert raw.status == 200
    assert raw.headers["content-type"] == "application/json"
