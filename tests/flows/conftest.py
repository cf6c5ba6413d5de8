"""A live emulator with authentication on, holding a few real files, and the ways to sign in to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from modelarts_client import AkSk, IamPassword, ModelArts
from modelarts_emulator.testing import LocalEmulator

from tests.flows.pictures import png
from tests.flows.serving import ACCESS_KEY, PROJECT_ID, SECRET_KEY, Server

INPUT = "/demo-bucket/flowers/input/"
OUTPUT = "/demo-bucket/flowers/output/"


@pytest.fixture(autouse=True)
def no_credentials_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No flow sees the credentials of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("HUAWEICLOUD_", "OS_", "HW_", "MODELARTS_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def flowers(modelarts_emulator: LocalEmulator) -> LocalEmulator:
    """Four pictures, three of them in folders that name their label."""
    for number, name in enumerate(("rose/1.png", "rose/2.png", "tulip/3.png", "4.png")):
        path = f"/_emulator/objects{INPUT}{name}"
        assert modelarts_emulator.request("PUT", path, body=png(number)).status < 300
    return modelarts_emulator


@pytest.fixture(params=["token", "signature"])
def credentials(request: pytest.FixtureRequest, flowers: LocalEmulator) -> AkSk | IamPassword:
    """Both ways of signing in."""
    if request.param == "signature":
        return AkSk(flowers.access_key, flowers.secret_key)
    return IamPassword(flowers.user, flowers.password, domain=flowers.domain)


@pytest.fixture
def client(flowers: LocalEmulator, credentials: AkSk | IamPassword) -> Iterator[ModelArts]:
    with ModelArts(
        endpoint=flowers.url, iam_endpoint=flowers.url, region=flowers.project, credentials=credentials
    ) as client:
        yield client


@pytest.fixture(scope="session")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server") / "log.txt")
    yield server
    server.stop()


@pytest.fixture
def server(one_server: Server) -> Server:
    """An emulator in a process of its own, where nothing has happened yet, with a bucket."""
    one_server.reset()
    one_server.put("/demo-bucket/hello.txt", b"A bucket is there once something lies in it.")
    return one_server


@pytest.fixture
def user(server: Server) -> Iterator[ModelArts]:
    """A client of that emulator."""
    keys = AkSk(ACCESS_KEY, SECRET_KEY)
    with ModelArts(endpoint=server.url, project_id=PROJECT_ID, credentials=keys) as client:
        yield client
