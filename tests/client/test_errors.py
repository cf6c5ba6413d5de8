"""From error replies to exceptions."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import pytest
from modelarts_client._runtime import (
    AkSk,
    ApiError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ModelArtsError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    Request,
    Response,
    ResponseError,
    ServerError,
    errors,
)
from modelarts_client._runtime.auth import signing
from modelarts_client._runtime.failures import make_error

from .support import CREATE, GET, PROJECT, Driver, reply


def _get(driver: Driver, answer: Any, **settings: Any) -> Any:
    client = driver.client(lambda _: answer, max_retries=0, **settings)
    return driver.run(client.request(GET, path={"thing_id": "t1"}))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, ApiError),
        (429, RateLimitError),
        (500, ServerError),
        (503, ServerError),
        (302, ApiError),
    ],
)
def test_class_by_status(driver: Driver, status: int, kind: type[ApiError]) -> None:
    body = {"error_code": "ModelArts.4352", "error_msg": "Dataset not found."}
    with pytest.raises(ApiError) as caught:
        _get(driver, reply(status, body, X_Request_Id="req-1"))
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.error_code, error.error_msg) == (status, "ModelArts.4352", "Dataset not found.")
    assert (error.request_id, error.body) == ("req-1", body)
    expected = f"{status} ModelArts.4352 Dataset not found. (GET /v2/{PROJECT}/things/t1) [request id req-1]"
    assert str(error) == expected


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": 401, "message": "No such user", "title": "Unauthorized"}}, "401", "No such user"),
        ({"error_code": "X.1", "error_message": "legacy"}, "X.1", "legacy"),
        ({"kind": "Status", "reason": "NotFound", "message": "no pool"}, "NotFound", "no pool"),
        ({"error": {"error_msg": "m", "error_code": "c"}, "request_id": "r"}, "c", "m"),
        ({"error_msg": None, "error_code": 7}, "7", None),
        ([1, 2], None, None),
        ("text", None, None),
        ({}, None, None),
    ],
)
def test_forms_of_error_bodies(driver: Driver, body: Any, code: str | None, message: str | None) -> None:
    with pytest.raises(BadRequestError) as caught:
        _get(driver, reply(400, body))
    assert (caught.value.error_code, caught.value.error_msg, caught.value.body) == (code, message, body)


@pytest.mark.parametrize("content", [b"<html>\nBad gateway</html>", b"\xff\xfe", b"{broken"])
def test_bodies_that_are_no_json(driver: Driver, content: bytes) -> None:
    with pytest.raises(ServerError) as caught:
        _get(driver, Response(502, {"content-type": "text/html"}, content))
    assert caught.value.error_code is None
    assert caught.value.body == content.decode("utf-8", "replace")


def test_empty_error_body(driver: Driver) -> None:
    with pytest.raises(NotFoundError) as caught:
        _get(driver, reply(404))
    assert (caught.value.body, caught.value.error_msg) == (None, None)


def test_legacy_refusal_under_a_good_status(driver: Driver) -> None:
    body = {"is_success": False, "error_code": "ModelArts.0104", "error_message": "Job does not exist."}
    with pytest.raises(ApiError) as caught:
        _get(driver, reply(200, body))
    assert (caught.value.status, caught.value.error_code) == (200, "ModelArts.0104")
    assert caught.value.error_msg == "Job does not exist."


@pytest.mark.parametrize("body", [{"id": "t", "is_success": True}, {"id": "t", "inner": {"is_success": False}}])
def test_is_success_elsewhere_is_no_refusal(driver: Driver, body: Any) -> None:
    assert _get(driver, reply(200, body)).id == "t"


@pytest.mark.parametrize("content", [b"<html>sign in</html>", b'"text"', b"[]", b"\xff"])
def test_success_that_is_no_object(driver: Driver, content: bytes) -> None:
    with pytest.raises(ResponseError) as caught:
        _get(driver, Response(200, {}, content))
    assert (caught.value.status, caught.value.body) == (200, content)


def test_rate_limit_tells_the_pause(driver: Driver) -> None:
    with pytest.raises(RateLimitError) as caught:
        _get(driver, reply(429, None, Retry_After="12"))
    assert caught.value.retry_after == 12


def _examples() -> list[ModelArtsError]:
    response = reply(429, {"error_code": "c", "error_msg": "m"}, x_request_id="r")
    made: list[ModelArtsError] = [make_error(response, 3.0)]
    special: dict[str, dict[str, Any]] = {
        "RequestValidationError": {"problems": [("a.b", "wrong")]},
        "ConnectionError_": {"sent": False},
        "TimeoutError_": {"sent": False},
        "ResponseError": {"status": 200, "body": b"x"},
        "WaitError": {"reply": {"status": 4}},
        "WaitFailedError": {"reply": {"status": 4}},
        "WaitTimeoutError": {"reply": None},
    }
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, ApiError):
            made.append(
                kind(f"{name} text", status=400, error_code="c", error_msg="m", body={"a": 1}, headers={"b": "c"})
            )
        elif issubclass(kind, ModelArtsError):
            made.append(kind(f"{name} text", **special.get(name, {})))
    return made


@pytest.mark.parametrize("error", _examples(), ids=lambda error: type(error).__name__)
def test_errors_pickle_and_copy(error: ModelArtsError) -> None:
    for again in (
        pickle.loads(pickle.dumps(error)),  # noqa: S301 - our own bytes
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert type(again) is type(error)
        assert again.args == error.args
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_secrets_in_an_error_body_are_hidden(driver: Driver) -> None:
    body = {"error_msg": "no", "request": {"password": "hunter2", "list": [{"token": "tok"}]}}
    with pytest.raises(BadRequestError) as caught:
        _get(driver, reply(400, body))
    assert caught.value.body["request"] == {"password": "***", "list": [{"token": "***"}]}


def _canonical(request: Request, **changes: str) -> str:
    headers, signed = signing.headers_to_sign(request)
    headers.update(changes)
    names = [name for name in signed if name != "authorization"]
    return signing.canonical_request(request, headers, names).replace("\n", "|")


def _refusal(told: str) -> Response:
    text = f"Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:{told}"
    return reply(401, {"error_code": "APIGW.0301", "error_msg": text})


CREDENTIALS = AkSk("DEMOACCESSKEY", "demo-secret-key", security_token="very-secret-token")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda told: told, "the secret key is not the one it knows"),
        (lambda told: told.replace("/t1/", "/t2/"), f"path (server '/v2/{PROJECT}/things/t2/', client"),
        (
            lambda told: told.replace("host:modelarts.test:8080", "host:inner"),
            "header host (server 'host:inner', client",
        ),
        (lambda told: told.replace("GET|", "GET|", 1).replace("a=1", "a=2"), "query (server 'a=2', client 'a=1')"),
        (lambda told: told[:-3] + "000", "body hash"),
        (lambda told: told.replace("x-project-id:" + PROJECT + "|", ""), "only here ['x-project-id']"),
        (lambda told: told.replace("very-secret-token", "other"), "header x-security-token (server ***, client ***)"),
    ],
)
def test_signature_mismatch_is_explained(driver: Driver, change: Any, expected: str) -> None:
    client = driver.client(lambda request: _refusal(change(_canonical(request))), credentials=CREDENTIALS)
    with pytest.raises(AuthenticationError) as caught:
        driver.run(client.request(GET, path={"thing_id": "t1"}, query={"a": 1}))
    explanation = str(caught.value).partition("\n")[2]
    assert expected in explanation
    assert "secret-token" not in explanation
    assert "secret-token" not in repr(vars(caught.value)) + str(caught.value)
    assert "demo-secret-key" not in str(caught.value)


def test_signature_mismatch_of_a_post(driver: Driver) -> None:
    client = driver.client(
        lambda request: _refusal(_canonical(request).replace("POST", "POST")), credentials=CREDENTIALS
    )
    with pytest.raises(AuthenticationError, match="secret key is not the one"):
        driver.run(client.request(CREATE, body={"name": "rose", "kind": 0}))


@pytest.mark.parametrize("body", [{"error_msg": "Token expired"}, [], None, {"error_msg": "GET|"}])
def test_refusal_without_a_canonical_request(driver: Driver, body: Any) -> None:
    with pytest.raises(AuthenticationError) as caught:
        _get(driver, reply(401, body), credentials=CREDENTIALS)
    assert "\n" not in str(caught.value)
