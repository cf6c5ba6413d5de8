"""An unmodified openstacksdk connection against the emulator, over HTTP and with authentication on."""

from __future__ import annotations

from typing import Any

import openstack
import pytest
from modelarts_emulator.config import ClockSetting
from modelarts_emulator.testing import LocalEmulator

from .conftest import MakeThings
from .things import PROJECT, THINGS

# The library warns about its own optional parts.
pytestmark = [
    pytest.mark.filterwarnings("ignore::openstack.warnings.RemovedInSDK60Warning"),
    pytest.mark.filterwarnings("ignore::openstack.warnings.RemovedInSDK50Warning"),
]


@pytest.fixture
def server(make_things: MakeThings) -> LocalEmulator:
    return make_things(server=True, clock=ClockSetting("real"))


@pytest.fixture(autouse=True)
def no_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", f"{tmp_path}/none.yaml")


def connect(server: LocalEmulator, **changes: str) -> openstack.connection.Connection:
    settings: Any = {
        "auth_url": f"{server.url}/v3",
        "username": "demo",
        "password": "demo-password",
        "user_domain_name": "demo-domain",
        "project_name": "eu-de",
        "project_domain_name": "demo-domain",
        "region_name": "eu-de",
        **changes,
    }
    return openstack.connect(load_yaml_config=False, load_envvars=False, **settings)


@pytest.mark.parametrize("path", ["", "/", "/v3", "/v3/"])
def test_it_signs_in(server: LocalEmulator, path: str) -> None:
    connection = connect(server, auth_url=server.url + path)
    assert connection.authorize()
    assert connection.current_project_id == PROJECT
    assert connection.current_user_id == "7c1d5e9f3a2b48c6b0d4e8f2a6c1b3d5"
    connection.close()


def test_it_calls_the_service_by_the_catalogue(server: LocalEmulator) -> None:
    connection = connect(server)
    reply = connection.session.get(
        THINGS, endpoint_filter={"service_type": "modelarts", "region_name": "eu-de", "interface": "public"}
    )
    assert reply.json()["project"] == PROJECT
    identity: Any = connection.identity
    assert [project.id for project in identity.projects()] == [PROJECT]
    connection.close()


def test_a_wrong_password_is_refused(server: LocalEmulator) -> None:
    connection = connect(server, password="wrong")
    with pytest.raises(openstack.exceptions.SDKException, match="username or password is wrong"):
        connection.authorize()
    connection.close()
