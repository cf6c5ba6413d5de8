"""The same journey with the asynchronous client, many datasets at once."""

from __future__ import annotations

import asyncio

import pytest
from modelarts_client import AsyncModelArts, IamPassword
from modelarts_client.models import DatasetStatus
from modelarts_emulator.testing import LocalEmulator

from tests.flows.conftest import INPUT, OUTPUT

pytestmark = pytest.mark.modelarts_emulator(server=True)
NUMBER = 8


async def journey(client: AsyncModelArts, name: str) -> int | None:
    created = await client.datasets.create(
        dataset_name=name,
        dataset_type=0,
        data_sources=[{"data_type": 0, "data_path": INPUT}],
        work_path=OUTPUT,
        work_path_type=0,
    )
    assert created.dataset_id
    dataset = await client.datasets.wait(created.dataset_id, interval=0.02)
    assert dataset.status is DatasetStatus.NORMAL
    version_id = (await client.datasets.versions.create(created.dataset_id)).version_id
    assert version_id
    return (await client.datasets.versions.wait(created.dataset_id, version_id, interval=0.02)).total_sample_count


async def journeys(emulator: LocalEmulator) -> None:
    credentials = IamPassword(emulator.user, emulator.password, domain=emulator.domain)
    async with AsyncModelArts(
        endpoint=emulator.url, iam_endpoint=emulator.url, region=emulator.project, credentials=credentials
    ) as client:
        counts = await asyncio.gather(*(journey(client, f"flowers-{number}") for number in range(NUMBER)))
        assert counts == [4] * NUMBER
        names = [dataset.dataset_name async for dataset in client.datasets.list(limit=3)]
        assert sorted(names, key=str) == [f"flowers-{number}" for number in range(NUMBER)]
        first = await client.datasets.list(limit=3)
        assert first.total == NUMBER


def test_many_journeys_at_once(flowers: LocalEmulator) -> None:
    asyncio.run(journeys(flowers))
