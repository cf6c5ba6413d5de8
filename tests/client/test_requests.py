"""From arguments to requests: paths, queries, headers, bodies, options."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from modelarts_client._runtime import ModelArtsError, Operation, RequestValidationError
from modelarts_client._runtime.building import build_path, build_query
from modelarts_client._runtime.multipart import write_multipart

from .sample_models import Color, Kind, Label, NewThing
from .support import CREATE, DOWNLOAD, GET, LIST, PROJECT, Driver, reply

UNKNOWN_KIND = Kind(77)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("abc", "/v1/abc/x"),
        ("a/b", "/v1/a%2Fb/x"),
        ("a b?c#d%", "/v1/a%20b%3Fc%23d%25/x"),
        ("日本", "/v1/%E6%97%A5%E6%9C%AC/x"),
        (7, "/v1/7/x"),
        (Kind.TEXT, "/v1/2/x"),
        (True, "/v1/true/x"),
        ("...", "/v1/.../x"),
        (["a", 1], "/v1/a%2C1/x"),
    ],
)
def test_path(value: Any, path: str) -> None:
    assert build_path("/v1/{id}/x", {"id": value}) == path


@pytest.mark.parametrize("value", [None, "", ".", "..", b"x", [], {}, UNKNOWN_KIND])
def test_values_that_cannot_be_part_of_a_path(value: Any) -> None:
    with pytest.raises(RequestValidationError) as caught:
        build_path("/v1/{id}/x", {"id": value})
    assert caught.value.problems[0][0] == "id"


@pytest.mark.parametrize(
    ("values", "styles", "query"),
    [
        ({"a": None}, {}, ""),
        ({"a": [1, None, 2]}, {}, "a=1&a=2"),
        ({"a": (1, 2)}, {"a": "comma"}, "a=1%2C2"),
        ({"a": ["x", "y"]}, {"a": "pipe"}, "a=x%7Cy"),
        ({"a": ["x", "y"]}, {"a": "space"}, "a=x%20y"),
        ({"a": {"k": 1, "n": None}}, {"a": "deep"}, "a%5Bk%5D=1"),
        ({"a": Kind.SOUND, "b": Color.RED}, {}, "a=1&b=red"),
        ({"a": 0.5, "b": False}, {}, "a=0.5&b=false"),
        ({"a": datetime(2025, 10, 9, tzinfo=UTC)}, {}, "a=2025-10-09T00%3A00%3A00%2B00%3A00"),
        ({"a": date(2025, 10, 9)}, {}, "a=2025-10-09"),
        ({"a": []}, {}, ""),
    ],
)
def test_query(values: Any, styles: Any, query: str) -> None:
    assert build_query(values, styles) == query


@pytest.mark.parametrize("value", [{"k": 1}, object(), b"x", [{"k": 1}], UNKNOWN_KIND])
def test_values_that_cannot_be_a_query(value: Any) -> None:
    with pytest.raises(RequestValidationError):
        build_query({"a": value}, {})


def test_project_of_call_and_client(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, {}))
    driver.run(client.request(LIST, path={"project_id": None}))
    driver.run(client.request(LIST, path={"project_id": "other"}))
    assert [request.path for request in driver.sent] == [f"/v2/{PROJECT}/things", "/v2/other/things"]
    assert [request.project_id for request in driver.sent] == [PROJECT, "other"]


def test_headers_of_client_parameter_and_call(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, {}), headers={"X-Team": "a", "X-Own": "client"})
    driver.run(client.request(LIST, headers={"X-Flag": True, "X-None": None}, options={"headers": {"X-Own": "call"}}))
    headers = driver.sent[0].headers
    assert headers["User-Agent"] == "modelarts-client"
    assert (headers["X-Team"], headers["X-Own"], headers["X-Flag"]) == ("a", "call", "true")
    assert (headers["Accept"], headers["Content-Type"]) == ("application/json", "application/json")
    assert "X-None" not in headers
    assert "Authorization" not in headers


def test_endpoint_with_a_path(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, {}), endpoint="https://proxy.test/modelarts/")
    driver.run(client.request(LIST))
    assert driver.sent[0].url == f"https://proxy.test/modelarts/v2/{PROJECT}/things"


def _sent(driver: Driver, body: Any, **options: Any) -> Any:
    client = driver.client(lambda _: reply(200, {"id": "t"}))
    driver.run(client.request(CREATE, body=body, options=options))
    return json.loads(driver.sent[0].content)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"name": "rose", "kind": Kind.IMAGE}, {"name": "rose", "kind": 0}),
        ({"name": "rose", "kind": 1, "labels": None}, {"name": "rose", "kind": 1}),
        (
            {"name": "rose", "kind": 0, "labels": [Label(name="a", color=Color.RED), {"name": "b", "@id": "7"}]},
            {"name": "rose", "kind": 0, "labels": [{"name": "a", "color": "red"}, {"name": "b", "@id": "7"}]},
        ),
        (
            {"name": "rose", "kind": 0, "labels": (Label.model_validate({"name": "a", "id": "7"}),)},
            {"name": "rose", "kind": 0, "labels": [{"name": "a", "@id": "7"}]},
        ),
        (
            {"name": "rose", "kind": 0, "labels": [{"name": "a", "color": None}]},
            {"name": "rose", "kind": 0, "labels": [{"name": "a", "color": None}]},
        ),
        ({"name": "rose", "kind": 0, "options": {"any": 1}}, {"name": "rose", "kind": 0, "options": {"any": 1}}),
    ],
)
def test_bodies(driver: Driver, body: Any, sent: Any) -> None:
    assert _sent(driver, body) == sent


def test_a_model_as_the_whole_body(driver: Driver) -> None:
    assert _sent(driver, NewThing(name="rose", kind=Kind.TEXT)) == {"name": "rose", "kind": 2}


def test_fields_of_a_newer_service_survive_a_round_trip(driver: Driver) -> None:
    received = Label.model_validate_json(b'{"name": "a", "from_the_future": {"x": 1}}')
    sent = _sent(driver, {"name": "rose", "kind": 0, "labels": [received]})
    assert sent["labels"] == [{"name": "a", "from_the_future": {"x": 1}}]


def test_body_extra_is_merged_without_a_check(driver: Driver) -> None:
    extra = {"brand_new": True, "options": {"turbo": 1}}
    sent = _sent(driver, {"name": "rose", "kind": 0, "options": {"fast": True}}, body_extra=extra)
    assert sent == {"name": "rose", "kind": 0, "brand_new": True, "options": {"fast": True, "turbo": 1}}


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        ({"kind": 0}, "name", "Field required"),
        ({"name": "", "kind": 0}, "name", "at least 1 character"),
        ({"name": "much too long", "kind": 0}, "name", "at most 8 characters"),
        ({"name": 7, "kind": 0}, "name", "valid string"),
        ({"name": "rose", "kind": "0"}, "kind", "0, 1 or 2"),
        ({"name": "rose", "kind": 77}, "kind", "0, 1 or 2"),
        ({"name": "rose", "kind": True}, "kind", "valid integer"),
        ({"name": "rose", "kind": 0.0}, "kind", "valid integer"),
        ({"name": "rose", "kind": 0, "things": [{"@kind": 1}, {"kind": False}]}, "things.1.@kind", "valid integer"),
        ({"name": "rose", "kind": 0, "kinds": {"a": 1, "b": [1, True]}}, "kinds.b.1", "valid integer"),
        ({"name": "rose", "kind": UNKNOWN_KIND}, "kind", "0, 1 or 2"),
        ({"name": "rose", "kind": 0, "color": Color("blue")}, "color", "'red' or 'green'"),
        ({"name": "rose", "kind": 0, "size": "5"}, "size", "valid integer"),
        ({"name": "rose", "kind": 0, "size": True}, "size", "valid integer"),
        ({"name": "rose", "kind": 0, "size": float("nan")}, "size", "finite"),
        ({"name": "rose", "kind": 0, "size": 0}, "size", "greater than or equal to 1"),
        ({"name": "rose", "kind": 0, "labels": {"name": "a"}}, "labels", "valid array"),
        ({"name": "rose", "kind": 0, "labels": [{"name": "a"}, {}]}, "labels.1.name", "Field required"),
        ({"name": "rose", "kind": 0, "labels": [{"name": "a", "colour": "red"}]}, "labels.0.colour", "mean 'color'?"),
        ({"name": "rose", "kind": 0, "zzz": 1}, "zzz", "body_extra"),
        ({"name": "rose", "kind": 0, "size": object()}, "", "serialize"),
    ],
)
def test_bodies_that_are_refused_before_anything_is_sent(driver: Driver, body: Any, place: str, message: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        _sent(driver, body)
    assert driver.sent == []
    found, said = caught.value.problems[0]
    assert found == place
    assert message in said
    assert place in str(caught.value)


def test_a_model_with_a_wrong_value_is_refused_too(driver: Driver) -> None:
    label = Label(name="a")
    label.name = 7  # type: ignore[assignment]
    with pytest.raises(RequestValidationError) as caught:
        _sent(driver, {"name": "rose", "kind": 0, "labels": [label]})
    assert caught.value.problems[0][0] == "labels.0.name"


def test_refused_values_are_not_quoted(driver: Driver) -> None:
    with pytest.raises(RequestValidationError) as caught:
        _sent(driver, {"name": "hunter2-is-my-password", "kind": 0})
    error = caught.value
    assert "hunter2" not in str(error)
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_no_body_means_no_content(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, {"id": "t"}))
    driver.run(client.request(GET, path={"thing_id": "t"}))
    assert driver.sent[0].content == b""


def _operation(media: str) -> Operation[bytes]:
    return Operation(id="Upload", method="POST", path="/upload", response="bytes", request_media=media)


def test_binary_bodies(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200))
    for body in (b"\x00\x01", bytearray(b"\x00\x01"), BytesIO(b"\x00\x01")):
        driver.run(client.request(_operation("application/octet-stream"), body=body))
        assert driver.sent[-1].content == b"\x00\x01"
        assert driver.sent[-1].headers["Content-Type"] == "application/octet-stream"
    driver.run(client.request(_operation("text/plain"), body="é"))
    assert driver.sent[-1].content == "é".encode()
    with pytest.raises(ModelArtsError):
        driver.run(client.request(_operation("text/plain"), body=7))


def test_form_bodies(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200))
    driver.run(client.request(_operation("application/x-www-form-urlencoded"), body={"b": "x y", "a": [1, 2]}))
    assert driver.sent[0].content == b"a=1&a=2&b=x%20y"


def test_multipart_bodies(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200))
    driver.run(client.request(_operation("multipart/form-data"), body={"name": "n"}))
    media = driver.sent[0].headers["Content-Type"]
    assert media.startswith("multipart/form-data; boundary=")
    assert media.partition("boundary=")[2].encode() in driver.sent[0].content

    file = BytesIO(b"{}")
    file.name = "/some/dir/a.json"
    body = {"flag": True, "file": file, "raw": ('x"\r\n.bin', b"\x00"), "several": ["p", "q"], "none": None}
    content, _ = write_multipart(body, "BOUND")
    assert content == (
        b'--BOUND\r\nContent-Disposition: form-data; name="flag"\r\n\r\ntrue\r\n'
        b'--BOUND\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n'
        b"Content-Type: application/json\r\n\r\n{}\r\n"
        b'--BOUND\r\nContent-Disposition: form-data; name="raw"; filename="x%22%0D%0A.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n\x00\r\n"
        b'--BOUND\r\nContent-Disposition: form-data; name="several"\r\n\r\np\r\n'
        b'--BOUND\r\nContent-Disposition: form-data; name="several"\r\n\r\nq\r\n'
        b"--BOUND--\r\n"
    )


def test_binary_reply(driver: Driver) -> None:
    client = driver.client([reply(200)])
    client_reply = driver.run(client.request(DOWNLOAD))
    assert client_reply == b""
    assert driver.sent[0].headers["Accept"] == "*/*"
