"""SDK-HMAC-SHA256 against the published vector, the official signer, and its own rules."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, unquote

import httpx2
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from hypothesis import given
from hypothesis import strategies as st
from modelarts_client._runtime import AkSk, Request, SyncClient
from modelarts_client._runtime.auth import signing
from modelarts_client._runtime.retry import RetryPolicy

from .support import LIST, PROJECT, Driver, FakeClock, FakeTransport, reply

AK = "QTWAOYTTINDUT2QVKYUC"
SK = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
DATE = "20191115T033655Z"
HOST = "https://service.region.example.com"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def _vector() -> Request:
    return Request(
        "GET",
        HOST,
        "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        "limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
        {"Content-Type": "application/json"},
    )


def test_published_vector() -> None:
    request = _vector()
    signing.sign(request, AK, SK, DATE)
    headers, signed = signing.headers_to_sign(request)
    canonical = signing.canonical_request(request, headers, [name for name in signed if name != "authorization"])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    assert digest == "b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a"
    assert request.headers["Authorization"] == (
        f"SDK-HMAC-SHA256 Access={AK}, SignedHeaders=content-type;host;x-sdk-date, "
        "Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    )


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("", "/"),
        ("/", "/"),
        ("/v1/things", "/v1/things/"),
        ("/v1/things/", "/v1/things/"),
        ("/v1/a%20b", "/v1/a%20b/"),
        ("/v1/a b", "/v1/a%20b/"),
        ("/v1/a%2Fb", "/v1/a/b/"),
        ("/v1/~a-b._", "/v1/~a-b._/"),
        ("/v1/%E4%B8%AD+%2B", "/v1/%E4%B8%AD%2B%2B/"),
        ("/v1//x", "/v1//x/"),
    ],
)
def test_canonical_path(path: str, canonical: str) -> None:
    assert signing.canonical_path(path) == canonical


@pytest.mark.parametrize(
    ("values", "query"),
    [
        ({"b": "2", "a": "1"}, "a=1&b=2"),
        ({"a": ["z", "b"]}, "a=b&a=z"),
        ({"a": True, "b": False}, "a=true&b=false"),
        ({"a": ""}, "a="),
        ({"a": None}, ""),
        ({"a": "x y&z=~"}, "a=x%20y%26z%3D~"),
        ({"é": 1}, "%C3%A9=1"),
        ({"a.b": 1, "a": 2}, "a=2&a.b=1"),
    ],
)
def test_canonical_query(values: dict[str, signing.QueryValue], query: str) -> None:
    assert signing.canonical_query(signing.query_pairs(values)) == query


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6))
def test_query_says_what_was_given_in_any_order(pairs: list[tuple[str, str]]) -> None:
    query = signing.canonical_query(pairs)
    assert query == signing.canonical_query(reversed(pairs))
    assert sorted(parse_qsl(query, keep_blank_values=True)) == sorted(pairs)


@given(TEXT)
def test_canonical_path_is_stable_and_keeps_its_meaning(text: str) -> None:
    canonical = signing.canonical_path("/" + signing.encode(text))
    assert signing.canonical_path(canonical) == canonical
    assert unquote(canonical).rstrip("/") == ("/" + text).rstrip("/")


@given(
    st.dictionaries(TEXT.filter(bool), TEXT | st.lists(TEXT, min_size=1, max_size=3), max_size=4),
    st.text(st.sampled_from("abcXYZ019-._~ é/%+"), max_size=12),
    st.binary(max_size=20),
)
def test_same_signature_as_the_official_signer(query: dict[str, str | list[str]], path: str, body: bytes) -> None:
    encoded = "/v1/" + "/".join(signing.encode(part) for part in path.split("/"))
    request = Request(
        "POST",
        HOST,
        encoded,
        signing.canonical_query(signing.query_pairs(query)),
        {"Content-Type": "application/json", "X-Project-Id": PROJECT},
        body,
    )
    signing.sign(request, AK, SK, DATE)
    pairs = [(name, item) for name, value in query.items() for item in ([value] if isinstance(value, str) else value)]
    official = SdkRequest(
        method="POST",
        schema="https",
        host=HOST.removeprefix("https://"),
        resource_path=encoded,
        uri=encoded,
        query_params=pairs,
        header_params={"Content-Type": "application/json", "X-Project-Id": PROJECT, "X-Sdk-Date": DATE},
        body=body,
    )
    signed = Signer(BasicCredentials(AK, SK, PROJECT)).sign(official)
    assert request.headers["Authorization"] == signed.header_params["Authorization"]
    assert request.path + (f"?{request.query}" if request.query else "") == signed.uri


def test_wire_carries_the_query_that_was_signed(clock: FakeClock) -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"items": [], "total_number": 0})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    client = SyncClient(credentials=AkSk(AK, SK), region="eu-de", project_id=PROJECT, clock=clock, http_client=http)
    client.request(LIST, query={"name": "a b+c/ü|~", "order": ["z", "a"], "flag": True, "empty": ""})
    request = seen[0]
    target = request.url.raw_path.decode()
    assert target == f"/v2/{PROJECT}/things?empty=&flag=true&name=a%20b%2Bc%2F%C3%BC%7C~&order=a&order=z"
    assert request.headers["host"] == "modelarts.eu-de.otc.t-systems.com"
    path, _, query = target.partition("?")
    again = Request("GET", "https://modelarts.eu-de.otc.t-systems.com", path, query)
    again.headers = {name: request.headers[name] for name in ("Content-Type", "X-Project-Id")}
    signing.sign(again, AK, SK, request.headers["x-sdk-date"])
    assert again.headers["Authorization"] == request.headers["authorization"]


def test_every_attempt_is_signed_for_its_own_time(driver: Driver) -> None:
    credentials = AkSk(AK, SK, security_token="temporary-token")
    client = driver.client([reply(500), reply(200, {})], credentials=credentials, retry=RetryPolicy(first=2.0))
    driver.run(client.request(LIST))
    first, second = driver.sent
    assert first.headers["X-Sdk-Date"] == "20251009T085320Z"
    assert second.headers["X-Sdk-Date"] == "20251009T085322Z"
    assert second.headers["Authorization"] != first.headers["Authorization"]
    assert second.headers["X-Security-Token"] == "temporary-token"
    assert second.headers["X-Project-Id"] == PROJECT
    assert "x-security-token" in second.headers["Authorization"]
    assert second.headers["Host"] == "modelarts.test:8080"


def test_default_port_is_not_part_of_the_host(clock: FakeClock) -> None:
    transport = FakeTransport([reply(200, {})])
    client = SyncClient(
        credentials=AkSk(AK, SK), endpoint="https://a.test:443", project_id="p", transport=transport, clock=clock
    )
    client.request(LIST)
    assert transport.sent[0].headers["Host"] == "a.test"
    assert transport.sent[0].url == "https://a.test/v2/p/things"
