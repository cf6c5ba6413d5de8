"""No secret in a log, a repr, an error or a traceback."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import pytest
from modelarts_client._runtime import (
    AkSk,
    ApiError,
    Credentials,
    Hooks,
    IamPassword,
    IamToken,
    ModelArtsError,
    Request,
    Response,
    SyncClient,
)
from modelarts_client._runtime.auth.base import Secret
from modelarts_client._runtime.redact import HeaderFilter, redact_data, redact_headers, redact_query

from .support import CREATE, ENDPOINT, LIST, PROJECT, Driver, reply

SECRETS = ("s3cret-key", "s3cret-token", "s3cret-password", "s3cret-issued", "s3cret-code", "DEMOACCESSKEY")
ALL_CREDENTIALS: list[Credentials] = [
    AkSk("DEMOACCESSKEY", "s3cret-key", security_token="s3cret-token"),
    IamToken("s3cret-token"),
    IamPassword("demo", "s3cret-password", "demo-domain", user_id="u", passcode="s3cret-code"),
]


def _assert_clean(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []


def _answer(request: Request) -> Response:
    if request.path == "/v3/auth/tokens":
        return reply(201, {"token": {}}, X_Subject_Token="s3cret-issued")
    return reply(500, {"error_msg": "failed"}, Set_Cookie="s3cret-token")


@pytest.mark.parametrize("credentials", ALL_CREDENTIALS, ids=lambda credentials: type(credentials).__name__)
def test_log_errors_and_tracebacks(driver: Driver, credentials: Credentials, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = driver.client(_answer, credentials=credentials, region="eu-de", project_id=PROJECT)
    with pytest.raises(ApiError) as caught:
        driver.run(client.request(LIST, query={"name": "x"}))
    assert "> GET" in caplog.text
    assert "< 500" in caplog.text
    assert "attempt 2 follows" in caplog.text
    assert {record.name for record in caplog.records if "GET" in record.getMessage()} == {"modelarts_client"}
    _assert_clean(caplog.text)
    error = caught.value
    captured = traceback.TracebackException.from_exception(error, capture_locals=True)
    _assert_clean("".join(captured.format()))
    _assert_clean(repr(error) + str(error) + repr(vars(error)))


def test_traceback_of_a_refused_sign_in(driver: Driver) -> None:
    client = driver.client(lambda _: reply(401), credentials=ALL_CREDENTIALS[2], region="eu-de", project_id=None)
    with pytest.raises(ModelArtsError) as caught:
        driver.run(client.request(LIST))
    captured = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    _assert_clean("".join(captured.format()))


@pytest.mark.parametrize("credentials", ALL_CREDENTIALS, ids=lambda credentials: type(credentials).__name__)
def test_reprs(credentials: Credentials) -> None:
    client = SyncClient(credentials=credentials, endpoint=ENDPOINT, region="eu-de", project_id="p")
    for thing in (credentials, client, client.with_options(headers={"X-Auth-Token": "s3cret-token"}), Hooks()):
        _assert_clean(repr(thing) + str(thing))
    assert type(credentials).__name__ in repr(client)


def test_repr_of_requests() -> None:
    headers = {"X-Auth-Token": "s3cret-token", "authorization": "s3cret-key", "X-Security-Token": "s3cret-token"}
    request = Request("GET", ENDPOINT, "/x", "a=1&token=s3cret-token", {**headers, "X-Plain": "1"}, b"s3cret-password")
    _assert_clean(repr(request))
    assert "'X-Plain': '1'" in repr(request)
    assert "a=1" in repr(request)
    assert "s3cret" not in repr(Response(200, {"X-Subject-Token": "s3cret-issued"}, b"s3cret-password"))


def test_secret() -> None:
    secret = Secret("s3cret-key")
    _assert_clean(f"{secret} {secret!r} {secret!s}")
    assert secret.reveal() == Secret(secret).reveal() == "s3cret-key"


def test_bodies_and_secret_parameters_are_not_logged(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = driver.client(lambda _: reply(200, {"id": "t", "password": "s3cret-password"}))
    body = {"name": "rose", "kind": 0, "remark": "s3cret-password"}
    driver.run(client.request(CREATE, body=body, query={"access_token": "s3cret-token", "plain": 1}))
    assert "access_token=***&plain=1" in caplog.text
    assert "> POST" in caplog.text
    _assert_clean(caplog.text)


def test_nothing_is_logged_by_default(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    client = driver.client([reply(500), reply(200, {})])
    driver.run(client.request(LIST))
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"password": "x", "Passcode": 1, "user": "u"}, {"password": "***", "Passcode": "***", "user": "u"}),
        (
            [{"secret_key": "x"}, {"a": [{"accessToken": "x"}]}],
            [{"secret_key": "***"}, {"a": [{"accessToken": "***"}]}],
        ),
        ({"sk": "x", "task": "y", "risk": 1}, {"sk": "***", "task": "y", "risk": 1}),
        ("x-auth-token:abc|host:h", "x-auth-token:***|host:h"),
        (7, 7),
    ],
)
def test_redacted_data(data: Any, expected: Any) -> None:
    assert redact_data(data) == expected


def test_redacted_headers_and_queries() -> None:
    assert redact_headers({"COOKIE": "a", "X-Api-Secret": "b", "Host": "h"}) == {
        "COOKIE": "***",
        "X-Api-Secret": "***",
        "Host": "h",
    }
    assert redact_query("a=1&password=x&flag") == "a=1&password=***&flag"


def test_debug_records_of_httpcore_are_filtered() -> None:
    headers = "[(b'X-Subject-Token', b'abc'), (b'A', b'b')]"
    text = f"receive_response_headers.complete return_value=(b'HTTP/1.1', 201, b'Created', {headers})"
    record = logging.LogRecord("httpcore2.http11", logging.DEBUG, "", 0, "%s", (text,), None)
    assert HeaderFilter().filter(record)
    assert record.getMessage() == text.replace("b'abc'", "b'***'")
    plain = logging.LogRecord("httpcore2.http11", logging.DEBUG, "", 0, "%s", ("nothing",), None)
    assert HeaderFilter().filter(plain)
    assert plain.args == ("nothing",)
