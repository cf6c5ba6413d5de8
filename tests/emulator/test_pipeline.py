from __future__ import annotations

from typing import Any

import orjson
import pytest
from modelarts_emulator.asgi import MAX_BODY_BYTES
from modelarts_emulator.ids import Ids
from modelarts_emulator.testing import LocalEmulator

from .conftest import MakeThings
from .things import PROJECT, THINGS

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def things(make_things: MakeThings) -> LocalEmulator:
    return make_things(auth=False)


def send(things: LocalEmulator, method: str, target: str, body: bytes = b"", **headers: str) -> tuple[int, Any]:
    reply = things.request(method, target, body=body, headers={**JSON, **headers} if body else headers)
    return reply.status, orjson.loads(reply.body) if reply.body else None


@pytest.mark.parametrize("looks", [0, 3])
def test_seeded_request_ids_do_not_depend_on_control_calls(make_things: MakeThings, looks: int) -> None:
    things = make_things(auth=False, seed=7)
    for _ in range(looks):
        things.control("GET", "/health")
    assert send(things, "GET", "/nowhere")[1]["request_id"] == Ids(~7).hex32()


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", {}),
        ("limit=3&kind=100", {"limit": 3, "kind": 100}),
        ("deep=true&ratio=1e2", {"deep": True, "ratio": 100.0}),
        ("names=a&names=b,c&names=", {"names": ["a", "b,c", ""]}),
        ("names=%C3%A4+b%2B", {"names": ["ä b+"]}),
        ("unknown=1&unknown=2&&", {}),
        ("big=-9223372036854775808", {"big": -(2**63)}),
    ],
)
def test_queries_are_read_into_their_types(things: LocalEmulator, query: str, values: dict[str, Any]) -> None:
    assert send(things, "GET", f"{THINGS}?{query}") == (
        200,
        {"query": {"limit": 10, **values}, "project": PROJECT, "user": "demo"},
    )


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("limit=0", "query.limit"),
        ("limit=101", "query.limit"),
        ("limit=ten", "query.limit"),
        ("limit=", "query.limit"),
        ("limit=1.0", "query.limit"),
        ("limit=+1", "query.limit"),
        ("limit=%D9%A1", "query.limit"),
        ("limit=1_0", "query.limit"),
        ("limit=5&limit=5", "query.limit: the parameter is given more than once"),
        ("kind=2", "query.kind"),
        ("deep=True", "query.deep"),
        ("ratio=nan", "query.ratio"),
        ("big=9223372036854775808", "query.big"),
        ("names=%ff", "query: it is not UTF-8"),
        ("names=%00", "query: it holds a NUL"),
    ],
)
def test_wrong_queries_are_refused_with_their_place(things: LocalEmulator, query: str, place: str) -> None:
    status, body = send(things, "GET", f"{THINGS}?{query}")
    assert (status, body["error_code"]) == (400, "ModelArts.0101")
    assert place in body["error_msg"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", "body: it is missing"),
        (b"{", "body: it is not valid JSON"),
        (b"\xff", "body: it is not valid JSON"),
        (b'{"name": NaN}', "body: it is not valid JSON"),
        (b'{"name": "\\ud800"}', "body: it is not valid JSON"),
        (b"[" * 100_000, "body: it is not valid JSON"),
        (
            b'{"name": "x", "more": ' + b'{"a":' * 900 + b'"\\u0000"' + b"}" * 901,
            "body: it is nested more than 64 levels",
        ),
        (b"[]", "body: "),
        (b"{}", "body: "),
        (b'{"name": ""}', "body.name"),
        (b'{"name": 5}', "body.name"),
        (b'{"name": "a\\u0000b"}', "body: it holds a NUL"),
        (b'{"name": "a", "\\u0000": 1}', "body: it holds a NUL"),
        (b'{"name": "a", "kind": 7}', "body.kind"),
        (b'{"name": "a", "count": 2147483648}', "body.count"),
        (b'{"name": "a", "count": 1e300}', "body.count"),
        (b'{"name": "a", "parts": [{"id": "x"}, {"id": 1}]}', "body.parts[1].id"),
    ],
)
def test_wrong_bodies_are_refused_with_their_place(things: LocalEmulator, body: bytes, place: str) -> None:
    status, answer = send(things, "POST", THINGS, body)
    assert (status, answer["error_code"]) == (400, "ModelArts.0101")
    assert place in answer["error_msg"]
    assert len(answer["error_msg"]) < 700


@pytest.mark.parametrize(
    ("content_type", "accepted"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ('application/json;charset="utf-8"', True),
        ("application/json; charset=latin-1", False),
        ("text/plain", False),
        ("application/xml", False),
        ("", False),
    ],
)
def test_content_types(things: LocalEmulator, content_type: str, accepted: bool) -> None:
    status, body = send(things, "POST", THINGS, b'{"name": "a"}', **{"Content-Type": content_type})
    assert status == (201 if accepted else 400)
    assert accepted or "header.Content-Type" in body["error_msg"]


def test_an_escaped_backslash_is_no_nul(things: LocalEmulator) -> None:
    assert send(things, "POST", THINGS, rb'{"name": "a\\u0000b"}')[0] == 201


def test_a_body_without_a_type_is_taken_as_json(things: LocalEmulator) -> None:
    assert things.request("POST", THINGS, body=b'{"name": "a"}').status == 201


def test_a_body_that_is_too_large(things: LocalEmulator) -> None:
    status, body = send(things, "POST", THINGS, b" " * (MAX_BODY_BYTES + 1))
    assert (status, body["error_code"]) == (400, "ModelArts.0101")
    assert "12 MB" in body["error_msg"]
    status, body = send(things, "POST", THINGS, b'{"name": "a"}'.ljust(MAX_BODY_BYTES))
    assert status == 201


def test_path_parameters(things: LocalEmulator) -> None:
    assert send(things, "GET", f"{THINGS}/a%2Fb")[1]["id"] == "a/b"
    assert send(things, "GET", f"{THINGS}/a%25b")[1]["id"] == "a%b"
    for wrong in ("a%00", "%C3%A4", "a" * 41):
        status, body = send(things, "GET", f"{THINGS}/{wrong}")
        assert (status, body["error_code"]) == (400, "ModelArts.0101")
        assert body["error_msg"].partition(": ")[2].startswith("path")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "//",
        "/v2",
        f"/v2/{PROJECT}",
        f"{THINGS}/",
        f"{THINGS}/a/b",
        "/v2//things",
        "/V2/x/things",
        f"{THINGS}/%ff",
    ],
)
def test_unknown_paths(things: LocalEmulator, path: str) -> None:
    reply = things.request("GET", path)
    body = orjson.loads(reply.body)
    assert (reply.status, body["error_code"]) == (404, "APIGW.0101")
    assert body["request_id"] == dict(reply.headers)[b"x-request-id"].decode()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY"])
def test_unknown_methods(things: LocalEmulator, method: str) -> None:
    reply = things.request(method, THINGS)
    assert reply.status == 405
    assert dict(reply.headers)[b"allow"] == b"GET, POST"


def test_a_fixed_path_wins_over_a_parameter(things: LocalEmulator, caplog: pytest.LogCaptureFixture) -> None:
    status, body = send(things, "GET", f"{THINGS}/none")
    assert (status, body["error_code"]) == (500, "ModelArts.0010")
    # What went wrong is for the log, not for the client.
    assert "secret" not in body["error_msg"]
    assert "a secret of the inside" in caplog.text
    assert send(things, "DELETE", f"{THINGS}/none")[0] == 405


def test_no_body_goes_with_204(things: LocalEmulator) -> None:
    reply = things.request("DELETE", f"{THINGS}/x")
    assert (reply.status, reply.body) == (204, b"")
    assert {name for name, _ in reply.headers} == {b"x-request-id"}


def test_legacy_operations_fail_in_their_own_form(things: LocalEmulator) -> None:
    status, body = send(things, "GET", f"/v1/{PROJECT}/old-things")
    assert (status, body["is_success"], body["error_code"]) == (400, False, "ModelArts.0102")
    assert body["error_message"]
    assert "error_msg" not in body


def test_a_reply_that_is_not_as_described_is_our_error(
    make_things: MakeThings, things: LocalEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    assert send(things, "POST", THINGS, b'{"name": "wrong reply"}')[0] == 500
    assert "the reply of CreateThing is not as described: response" in caplog.text
    unchecked = make_things(auth=False, check_responses=False)
    assert send(unchecked, "POST", THINGS, b'{"name": "wrong reply"}')[0] == 201


def test_what_is_described_but_not_there_yet(make_things: MakeThings) -> None:
    things = make_things(auth=False)
    del things.app.emulator.pipeline._handlers["DeleteThing"]  # type: ignore[attr-defined]
    try:
        assert send(things, "DELETE", f"{THINGS}/x")[0] == 501
    finally:
        from .things import _delete

        things.app.emulator.pipeline._handlers["DeleteThing"] = _delete  # type: ignore[index]
