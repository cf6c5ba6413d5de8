"""The unmodified core of the official SDK against the emulator, over HTTP and with authentication on."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.client import Client, ClientBuilder
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcore.sdk_response import SdkResponse
from modelarts_emulator.config import ClockSetting
from modelarts_emulator.testing import LocalEmulator

from .conftest import MakeThings
from .things import PROJECT

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:huaweicloudsdkcore", "ignore::ResourceWarning", "ignore::SyntaxWarning"
)


@pytest.fixture
def server(make_things: MakeThings) -> LocalEmulator:
    return make_things(server=True, clock=ClockSetting("real"))


def make_client(server: LocalEmulator, credentials: Any = None, *, region: bool = False) -> Client:
    builder = ClientBuilder(Client, "BasicCredentials,GlobalCredentials").with_http_config(
        HttpConfig.get_default_config()
    )
    builder = builder.with_credentials(credentials or BasicCredentials("DEMOACCESSKEY", "demo-secret-key", PROJECT))
    if region:
        return builder.with_region(Region("eu-de", server.url)).build()
    return builder.with_endpoint(server.url).build()


class AnyReply(SdkResponse):  # type: ignore[misc]
    """A reply whose text is looked at as it came."""

    openapi_types: ClassVar[dict[str, str]] = {}


def call(client: Client, method: str = "GET", path: str = "", query: Any = (), body: Any = None) -> Any:
    response = client.do_http_request(
        method=method,
        resource_path="/v2/{project_id}/things" + path,
        path_params={},
        query_params=list(query),
        header_params={"Content-Type": "application/json"},
        body=body,
        response_type=AnyReply,
        collection_formats={"names": "multi"},
    )
    return json.loads(response.raw_content)


def test_signed_calls(server: LocalEmulator) -> None:
    client = make_client(server)
    reply = call(client, query=[("limit", 5), ("deep", True), ("names", ["b", "a ä+/"])])
    assert reply["query"] == {"limit": 5, "deep": True, "names": ["a ä+/", "b"]}
    assert reply["project"] == PROJECT
    assert call(client, "POST", body={"name": "röse"})["id"]
    assert call(client, path="/a%20b")["id"] == "a b"


def test_it_finds_the_project_of_its_region(server: LocalEmulator) -> None:
    credentials = BasicCredentials("DEMOACCESSKEY", "demo-secret-key").with_iam_endpoint(server.url)
    assert call(make_client(server, credentials, region=True))["project"] == PROJECT


def test_it_finds_its_account(server: LocalEmulator) -> None:
    credentials = GlobalCredentials("DEMOACCESSKEY", "demo-secret-key").with_iam_endpoint(server.url)
    make_client(server, credentials, region=True)
    assert credentials.domain_id == "d0f1a2b3c4d5e6f708192a3b4c5d6e7f"


def test_a_wrong_key_gets_the_canonical_request(server: LocalEmulator) -> None:
    with pytest.raises(ClientRequestException) as caught:
        call(make_client(server, BasicCredentials("DEMOACCESSKEY", "wrong", PROJECT)))
    error = caught.value
    assert (error.status_code, error.error_code) == (401, "APIGW.0301")
    assert f"canonicalRequest:GET|/v2/{PROJECT}/things/||" in error.error_msg
    assert error.request_id


def test_errors_carry_the_services_code(server: LocalEmulator) -> None:
    with pytest.raises(ClientRequestException) as caught:
        call(make_client(server), query=[("limit", 500)])
    assert (caught.value.status_code, caught.value.error_code) == (400, "ModelArts.0101")
