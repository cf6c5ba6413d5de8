"""Datasets of many types at once with the asynchronous client: uploaded, labelled, published, exported, imported."""

from __future__ import annotations

import asyncio
import json

from modelarts_client import AsyncModelArts, IamPassword, UploadFile
from modelarts_client.models import ExportTaskStatus, ImportTaskStatus, TextLabelType

from tests.flows.actions import BUCKET, SOON, label_names, name_of
from tests.flows.kinds import KINDS, Kind
from tests.flows.serving import PROJECT_ID, Server

#: Kinds of files that a user can upload without labels and without a schema.
NAMES = (
    "image_classification-0", "object_detection-2", "image_segmentation-3", "text_classification-5",
    "sound_classification-8", "speech_content-9", "free_format-13",
)  # fmt: skip


async def create(client: AsyncModelArts, name: str, kind: Kind) -> str:
    """Create a dataset and wait until it can be used."""
    created = await client.datasets.create(
        dataset_name=name,
        dataset_type=kind.type,
        data_sources=[{"data_type": 0, "data_path": f"{BUCKET}/{name}/input/"}],
        work_path=f"{BUCKET}/{name}/output/",
        work_path_type=0,
        labels=[*kind.labels, *({"name": name} for name in sorted(set().union(*kind.imported.values())))],
    )
    assert created.dataset_id
    await client.datasets.wait(created.dataset_id, interval=SOON)
    return created.dataset_id


async def upload(client: AsyncModelArts, dataset_id: str, kind: Kind) -> None:
    """Upload the kind's files, but for those of labels, and label what is to be labelled by hand."""
    files = [
        UploadFile(name=name.rpartition("/")[2], content=data)
        for name, data in kind.files.items()
        if not name.endswith(".xml")
    ]
    form = {"label_type": TextLabelType.SAME_FILE, "text_sample_separator": "\t", "text_label_separator": ","}
    report = await client.datasets.samples.upload_files(
        dataset_id, files, batch_size=2, label_format=form if "label_format" in kind.options else None
    )
    report.raise_for_failures()
    found = {name_of(sample): sample async for sample in client.datasets.samples.list(dataset_id)}
    changes = [
        {"sample_id": found[name].sample_id, "labels": labels, "metadata": kind.metadata}
        for name, labels in kind.by_hand.items()
    ]
    if changes:
        assert (await client.datasets.samples.update(dataset_id, samples=changes)).success


async def show(client: AsyncModelArts, dataset_id: str) -> dict[str, list[str]]:
    """Names of the labels of all samples."""
    return label_names({name_of(sample): sample async for sample in client.datasets.samples.list(dataset_id)})


async def journey(client: AsyncModelArts, server: Server, name: str) -> None:
    """From local files to a version, from that to another dataset."""
    kind = KINDS[name]
    dataset_id = await create(client, name, kind)
    await upload(client, dataset_id, kind)
    before = await show(client, dataset_id)
    assert set(before) == set(kind.imported)

    version_id = (await client.datasets.versions.create(dataset_id, version_name="first")).version_id
    assert version_id
    await client.datasets.versions.wait(dataset_id, version_id, interval=SOON)
    folder = f"{BUCKET}/{name}/exports/"
    export_id = (await client.datasets.export_tasks.create(dataset_id, path=folder, version_id=version_id)).task_id
    assert export_id
    task = await client.datasets.export_tasks.wait(dataset_id, export_id, interval=SOON)
    assert task.status is ExportTaskStatus.SUCCEEDED
    assert f"{name}-first.manifest" in await asyncio.to_thread(server.names, folder)

    again = await create(client, f"{name}-again", kind)
    path = f"{folder}{name}-first.manifest"
    import_id = (await client.datasets.import_tasks.create(again, import_path=path, import_type="manifest")).task_id
    assert import_id
    ended = await client.datasets.import_tasks.wait(again, import_id, interval=SOON)
    assert (ended.status, ended.imported_sample_count) == (ImportTaskStatus.COMPLETED, len(before))
    assert await show(client, again) == before


async def journeys(server: Server) -> None:
    credentials = IamPassword("demo", "demo-password", domain="demo-domain")
    async with AsyncModelArts(
        endpoint=server.url, iam_endpoint=server.url, project_id=PROJECT_ID, credentials=credentials
    ) as client:
        await asyncio.gather(*(journey(client, server, name) for name in NAMES))
        listed = [str(dataset.dataset_name) async for dataset in client.datasets.list(limit=5)]
        assert sorted(listed) == sorted([*NAMES, *(f"{name}-again" for name in NAMES)])
        conditions = json.dumps([{"label_list": {"labels": [{"name": "rose", "type": 0}]}}])
        [first] = [dataset.dataset_id async for dataset in client.datasets.list() if dataset.dataset_name == NAMES[0]]
        assert first
        roses = [sample async for sample in client.datasets.samples.list(first, search_conditions=conditions)]
        assert [sample.sample_name for sample in roses] == ["3.bmp"]


def test_types_side_by_side(server: Server) -> None:
    asyncio.run(journeys(server))
