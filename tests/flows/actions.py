"""What users of the SDK do again and again, with nothing but the SDK."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from modelarts_client import ModelArts
from modelarts_client.models import DatasetStatus, DatasetType, ExportTaskStatus, ImportTaskStatus, Sample

BUCKET = "/demo-bucket"
#: Seconds between two looks at something that is done before the first.
SOON = 0.01


def create(client: ModelArts, name: str, dataset_type: DatasetType, **request: Any) -> str:
    """Create a dataset with folders of its own and return its id."""
    created = client.datasets.create(
        dataset_name=name,
        dataset_type=dataset_type,
        data_sources=[{"data_type": 0, "data_path": f"{BUCKET}/{name}/input/"}],
        work_path=f"{BUCKET}/{name}/output/",
        work_path_type=0,
        **request,
    )
    assert created.dataset_id
    assert client.datasets.wait(created.dataset_id, interval=SOON).status is DatasetStatus.NORMAL
    return created.dataset_id


def import_from(client: ModelArts, dataset_id: str, path: str, **request: Any) -> int:
    """Import a folder or a manifest; return how many samples came."""
    started = client.datasets.import_tasks.create(dataset_id, import_path=path, **request)
    assert started.task_id
    task = client.datasets.import_tasks.wait(dataset_id, started.task_id, interval=SOON)
    assert task.status is ImportTaskStatus.COMPLETED
    assert task.error_code is None, task.error_msg
    assert client.datasets.get(dataset_id).status is DatasetStatus.NORMAL
    return task.imported_sample_count or 0


def export(client: ModelArts, dataset_id: str, path: str, **request: Any) -> int:
    """Export into a folder; return how many samples went."""
    started = client.datasets.export_tasks.create(dataset_id, path=path, **request)
    assert started.task_id
    task = client.datasets.export_tasks.wait(dataset_id, started.task_id, interval=SOON)
    assert task.status is ExportTaskStatus.SUCCEEDED
    assert task.progress == 100
    return task.finished_sample_count or 0


def publish(client: ModelArts, dataset_id: str, **request: Any) -> str:
    """Publish a version and return its id."""
    version_id = client.datasets.versions.create(dataset_id, **request).version_id
    assert version_id
    client.datasets.versions.wait(dataset_id, version_id, interval=SOON)
    return version_id


def samples(client: ModelArts, dataset_id: str, **query: Any) -> dict[str, Sample]:
    """Samples by the names of their files, by their texts or by the cells of their rows."""
    found = list(client.datasets.samples.list(dataset_id, **query))
    named = {name_of(sample): sample for sample in found}
    assert len(named) == len(found), "two samples have the same name"
    return named


def name_of(sample: Sample) -> str:
    """What a person would call a sample."""
    if sample.sample_data:
        return "|".join(sample.sample_data)
    return sample.sample_name or str(sample.source).removeprefix("content://")


def label(
    client: ModelArts, dataset_id: str, wanted: Mapping[str, Sequence[Mapping[str, Any]]], **metadata: Any
) -> None:
    """Give samples labels, and all of them the same metadata, by the samples' names."""
    found = samples(client, dataset_id)
    changes = [
        {"sample_id": found[name].sample_id, "labels": list(labels), "metadata": metadata}
        for name, labels in wanted.items()
    ]
    reply = client.datasets.samples.update(dataset_id, samples=changes)
    assert reply.success, reply


def label_names(found: Mapping[str, Sample]) -> dict[str, list[str]]:
    """Names of the samples' labels."""
    return {name: sorted(label.name or "" for label in sample.labels or ()) for name, sample in found.items()}


def contents(client: ModelArts, dataset_id: str, **query: Any) -> dict[str, Any]:
    """All that samples say of themselves, but for what differs from dataset to dataset."""
    kept = {"sample_type", "sample_size", "sample_status", "labels", "metadata", "sample_data"}
    shown = {
        name: sample.model_dump(include=kept, exclude_none=True)
        for name, sample in samples(client, dataset_id, **query).items()
    }
    for sample in shown.values():
        sample["metadata"].pop("mask_source", None)  # a mask is made on the way out
    return shown


def label_counts(client: ModelArts, dataset_id: str) -> set[tuple[str | None, int | None, int | None, int | None]]:
    """How often labels are used: name, kind of labeling, uses and samples of each."""
    stats = client.datasets.stats(dataset_id).label_stats or ()
    return {(each.name, each.type, each.count, each.sample_count) for each in stats if each.count}
