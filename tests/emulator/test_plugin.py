"""The fixture as other people's tests use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from modelarts_emulator.testing import LocalEmulator

from .signing import sign
from .things import PROJECT

DATASETS = f"/v2/{PROJECT}/datasets"


def test_in_process_by_default(modelarts_emulator: LocalEmulator) -> None:
    headers = sign("GET", DATASETS, {"Host": modelarts_emulator.url.removeprefix("http://")})
    with httpx2.Client(transport=modelarts_emulator.transport(), base_url=modelarts_emulator.url) as client:
        assert client.get(DATASETS).status_code == 401
        assert client.get(DATASETS, headers=headers).json()["total_number"] == 0


@pytest.mark.parametrize("server", ["false", "true"])
def test_the_sdk_in_somebody_elses_project(tmp_path: Path, server: str) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nmodelarts_emulator_server = {server}\n")
    (tmp_path / "test_it.py").write_text(
        "import httpx2\n"
        "from modelarts_client import AkSk, ModelArts\n"
        "def test_flowers(modelarts_emulator):\n"
        "    emulator = modelarts_emulator\n"
        "    emulator.put_object('/demo-bucket/in/rose/1.jpg', b'rose')\n"
        f"    inside = None if {server == 'true'} else httpx2.Client(transport=emulator.transport())\n"
        "    keys = AkSk(emulator.access_key, emulator.secret_key)\n"
        "    with ModelArts(endpoint=emulator.url, credentials=keys, project_id=emulator.project_id,\n"
        "                   http_client=inside) as client:\n"
        "        made = client.datasets.create(dataset_name='flowers', dataset_type=0, work_path_type=0,\n"
        "            work_path='/demo-bucket/out/', data_sources=[{'data_type': 0, 'data_path': '/demo-bucket/in/'}])\n"
        "        assert client.datasets.wait(made.dataset_id).total_sample_count == 1\n"
        "    if inside is not None:\n"
        "        inside.close()\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.modelarts_emulator(auth=False, clock="manual", seed=3)
def test_a_marker_sets_it_up(modelarts_emulator: LocalEmulator) -> None:
    assert not modelarts_emulator.config.auth
    assert modelarts_emulator.config.seed == 3
    assert modelarts_emulator.control("GET", "/clock")["mode"] == "manual"


@pytest.mark.modelarts_emulator(server=True, auth=False)
def test_as_a_server(modelarts_emulator: LocalEmulator) -> None:
    assert httpx2.get(modelarts_emulator.url + DATASETS).status_code == 200
    assert modelarts_emulator.requests()[0]["operation"] == "ListDatasets"


@pytest.mark.modelarts_emulator(auth=False)
def test_with_an_asynchronous_client(modelarts_emulator: LocalEmulator) -> None:
    import asyncio

    async def call() -> int:
        transport = modelarts_emulator.async_transport()
        async with httpx2.AsyncClient(transport=transport, base_url=modelarts_emulator.url) as client:
            replies = await asyncio.gather(*(client.get(DATASETS) for _ in range(5)))
            return sum(reply.status_code == 200 for reply in replies)

    assert asyncio.run(call()) == 5


def test_ini_options_and_mistakes(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmodelarts_emulator_auth = false\nmodelarts_emulator_clock = manual\n"
    )
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_ini(modelarts_emulator):\n"
        "    assert not modelarts_emulator.config.auth\n"
        "    assert modelarts_emulator.control('GET', '/clock')['mode'] == 'manual'\n"
        "@pytest.mark.modelarts_emulator(colour='red')\n"
        "def test_wrong(modelarts_emulator): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert "1 passed, 1 error" in done.stdout
    assert "the marker modelarts_emulator takes server, auth, clock" in done.stdout
