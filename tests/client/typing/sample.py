"""A user's program. It is checked, not run: every line must have a known type under the strictest rules."""

from __future__ import annotations

import sys
from typing import assert_type

from modelarts_client import AsyncModelArts, ModelArts, NotFoundError, RequestOptions
from modelarts_client.models import (
    CreateDatasetResponse,
    Dataset,
    DatasetAndFilePreview,
    DatasetStatus,
    DatasetType,
    DatasetVersion,
    DataSource,
    ListDatasetsResponse,
)


def work(client: ModelArts) -> None:
    page = client.datasets.list(limit=20, dataset_type=DatasetType.IMAGE_CLASSIFICATION)
    assert_type(page.reply, ListDatasetsResponse)
    assert_type(page.items, list[DatasetAndFilePreview])
    for item in page:
        assert_type(item.dataset_name, str | None)

    made = client.datasets.create(
        dataset_name="flowers",
        dataset_type=0,
        data_sources=[DataSource(data_path="/demo-bucket/flowers/input/"), {"data_type": 0}],
        work_path="/demo-bucket/flowers/output/",
        work_path_type=0,
    )
    assert_type(made, CreateDatasetResponse)
    options: RequestOptions = {"timeout": 5, "max_retries": 0}
    dataset = client.datasets.wait(made.dataset_id or "", timeout=30, on_progress=show, options=options)
    assert_type(dataset.status, DatasetStatus | None)
    try:
        version = client.datasets.versions.get("d", "v")
    except NotFoundError as error:
        assert_type(error.status, int)
    else:
        assert_type(version, DatasetVersion)
    raw = client.raw(client.datasets.get, "d", check_running_task=True)
    assert_type(raw.value, Dataset)
    assert_type(client.with_options(timeout=3), ModelArts)
    client.datasets.delete("d")
    client.datasets.wait_deleted("d")


def show(dataset: Dataset) -> None:
    sys.stdout.write(dataset.dataset_name or "")


async def work_async(client: AsyncModelArts) -> None:
    async for item in client.datasets.list(limit=20):
        assert_type(item, DatasetAndFilePreview)
    page = await client.datasets.list()
    assert_type(page.reply.total_number, int | None)
    assert_type(await client.datasets.get("d"), Dataset)
