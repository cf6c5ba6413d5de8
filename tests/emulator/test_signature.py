from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from modelarts_emulator.asgi import Request
from modelarts_emulator.auth.directory import read_directory
from modelarts_emulator.auth.signature import SignatureError, canonical_request, sign, verify_signature
from modelarts_emulator.testing import LocalEmulator

from .conftest import MakeThings
from .signing import sign as client_sign
from .things import PROJECT, THINGS

HOST = {"Host": "modelarts-emulator.invalid"}

# A published documentation vector.
VECTOR_ACCESS = "QTWAOYTTINDUT2QVKYUC"
VECTOR_SECRET = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
VECTOR_DATE = "20191115T033655Z"
VECTOR_SIGNATURE = "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
VECTOR_HEADERS = [
    (b"content-type", b"application/json"),
    (b"host", b"service.region.example.com"),
    (b"x-sdk-date", VECTOR_DATE.encode()),
]


def vector_request(signature: str = VECTOR_SIGNATURE) -> Request:
    authorization = (
        f"SDK-HMAC-SHA256 Access={VECTOR_ACCESS}, SignedHeaders=content-type;host;x-sdk-date, Signature={signature}"
    )
    return Request(
        {
            "method": "GET",
            "path": "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
            "query_string": b"limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
            "headers": [*VECTOR_HEADERS, (b"authorization", authorization.encode())],
        }
    )


VECTOR_DIRECTORY = read_directory(
    {
        "domain": [
            {
                "name": "d",
                "user": [
                    {
                        "name": "u",
                        "password": "p",
                        "access_keys": [{"access": VECTOR_ACCESS, "secret": VECTOR_SECRET}],
                    }
                ],
            }
        ]
    }
)
VECTOR_TIME = datetime(2019, 11, 15, 3, 36, 55, tzinfo=UTC).timestamp()


def test_the_published_vector() -> None:
    canonical = canonical_request(vector_request(), ["content-type", "host", "x-sdk-date"])
    assert sign(canonical, VECTOR_DATE, VECTOR_SECRET) == VECTOR_SIGNATURE
    assert verify_signature(vector_request(), VECTOR_DIRECTORY, VECTOR_TIME).access == VECTOR_ACCESS


@pytest.mark.parametrize("seconds", [-901, 901])
def test_a_date_more_than_15_minutes_off_is_refused(seconds: int) -> None:
    with pytest.raises(SignatureError, match="15 minutes off"):
        verify_signature(vector_request(), VECTOR_DIRECTORY, VECTOR_TIME + seconds)
    verify_signature(vector_request(), VECTOR_DIRECTORY, VECTOR_TIME + (899 if seconds > 0 else -899))


def test_a_mismatch_is_answered_with_the_canonical_request() -> None:
    with pytest.raises(SignatureError) as caught:
        verify_signature(vector_request("00" * 32), VECTOR_DIRECTORY, VECTOR_TIME)
    assert str(caught.value).partition("canonicalRequest:")[2] == (
        "GET|/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs/|limit=2&marker=13551d6b-755d-4757-b956-536f674975c0|"
        f"content-type:application/json|host:service.region.example.com|x-sdk-date:{VECTOR_DATE}||"
        "content-type;host;x-sdk-date|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def send(
    things: LocalEmulator, headers: dict[str, str], method: str = "GET", target: str = THINGS, body: bytes = b""
) -> tuple[int, Any]:
    reply = things.request(method, target, headers={k: v for k, v in headers.items() if k != "Host"}, body=body)
    return reply.status, orjson.loads(reply.body) if reply.body else None


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (THINGS, ""),
        (THINGS, "limit=5&kind=100"),
        (THINGS, "names=b&names=a&names=&unknown=x%20y%2B%C3%A4*~"),
        (f"{THINGS}/a%20b", ""),
        (f"{THINGS}/a%25b", ""),
    ],
)
def test_a_signed_request_is_let_in(things: LocalEmulator, path: str, query: str) -> None:
    headers = client_sign("GET", path, HOST, query=query)
    status, body = send(things, headers, target=f"{path}?{query}" if query else path)
    assert (status, body.get("error_msg")) == (200, None)


def test_the_body_is_signed_too(things: LocalEmulator) -> None:
    body = b'{"name": "rose"}'
    headers = client_sign("POST", THINGS, {**HOST, "Content-Type": "application/json"}, body)
    assert send(things, headers, "POST", body=body)[0] == 201
    status, answer = send(things, headers, "POST", body=b'{"name": "tulip"}')
    assert (status, answer["error_code"]) == (401, "APIGW.0301")
    assert "canonicalRequest:POST|" in answer["error_msg"]


def test_an_unsigned_payload_is_taken_as_declared(things: LocalEmulator) -> None:
    extra = {**HOST, "Content-Type": "application/json", "X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD"}
    date = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = "content-type;host;x-sdk-content-sha256;x-sdk-date"
    lines = f"content-type:application/json\nhost:{HOST['Host']}\n"
    lines += f"x-sdk-content-sha256:UNSIGNED-PAYLOAD\nx-sdk-date:{date}\n"
    signature = sign(f"POST\n{THINGS}/\n\n{lines}\n{names}\nUNSIGNED-PAYLOAD", date, "demo-secret-key")
    authorization = f"SDK-HMAC-SHA256 Access=DEMOACCESSKEY, SignedHeaders={names}, Signature={signature}"
    headers = {**extra, "X-Sdk-Date": date, "Authorization": authorization}
    assert send(things, headers, "POST", body=b'{"name": "rose"}')[0] == 201


def test_wrong_signatures_are_refused_with_the_gateways_code(things: LocalEmulator) -> None:
    good = client_sign("GET", THINGS, HOST)
    old = client_sign("GET", THINGS, HOST, date="20191115T033655Z")
    cases = {
        "verify aksk signature fail": client_sign("GET", THINGS, HOST, secret="another"),
        "there is no access key NOBODY": client_sign("GET", THINGS, HOST, access="NOBODY"),
        "15 minutes off": old,
        "is not of the form SDK-HMAC": {**good, "Authorization": "SDK-HMAC-SHA256 nonsense"},
        "the X-Sdk-Date header is missing": {k: v for k, v in good.items() if k != "X-Sdk-Date"},
        "is not of the form YYYYMMDD": {**good, "X-Sdk-Date": "today"},
        "not among the signed headers": {
            **good,
            "Authorization": "SDK-HMAC-SHA256 Access=DEMOACCESSKEY, SignedHeaders=host, Signature=00",
        },
        "the signed header x-other is missing": {
            **good,
            "Authorization": "SDK-HMAC-SHA256 Access=DEMOACCESSKEY, SignedHeaders=x-other;x-sdk-date, Signature=00",
        },
    }
    for message, headers in cases.items():
        status, answer = send(things, headers)
        assert (status, answer["error_code"]) == (401, "APIGW.0301"), message
        assert message in answer["error_msg"]
        assert answer["request_id"]


def test_a_change_of_a_signed_header_is_noticed(things: LocalEmulator) -> None:
    headers = client_sign("GET", THINGS, {**HOST, "X-Project-Id": PROJECT})
    assert send(things, headers)[0] == 200
    assert send(things, {**headers, "X-Project-Id": "0" * 32})[0] == 401


def test_another_project_is_forbidden(things: LocalEmulator) -> None:
    path = f"/v2/{'0' * 32}/things"
    status, answer = send(things, client_sign("GET", path, HOST), target=path)
    assert (status, answer["error_code"]) == (403, "ModelArts.0210")


def test_temporary_keys_need_their_security_token(make_things: MakeThings) -> None:
    directory = read_directory(
        {
            "domain": [
                {
                    "name": "d",
                    "project": [{"name": "eu-de", "id": PROJECT}],
                    "user": [
                        {
                            "name": "u",
                            "password": "p",
                            "access_keys": [{"access": "TEMPORARY", "secret": "s", "security_token": "t"}],
                        }
                    ],
                }
            ]
        }
    )
    things = make_things(directory=directory)
    keys: Any = {"access": "TEMPORARY", "secret": "s"}
    assert send(things, client_sign("GET", THINGS, {**HOST, "X-Security-Token": "t"}, **keys))[0] == 200
    assert send(things, client_sign("GET", THINGS, {**HOST, "X-Security-Token": "x"}, **keys))[0] == 401
    assert send(things, client_sign("GET", THINGS, HOST, **keys))[0] == 401
