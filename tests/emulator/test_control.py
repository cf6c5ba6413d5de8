from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from modelarts_emulator.asgi import Request
from modelarts_emulator.config import ClockSetting
from modelarts_emulator.control.routes import ROUTES
from modelarts_emulator.testing import ControlFailedError, LocalEmulator

from .conftest import MakeThings, create_database
from .things import PROJECT, THINGS


@pytest.fixture
def things(make_things: MakeThings) -> LocalEmulator:
    return make_things(auth=False)


def create(things: LocalEmulator, name: str = "rose") -> dict[str, Any]:
    body = orjson.dumps({"name": name})
    reply: dict[str, Any] = orjson.loads(things.request("POST", THINGS, body=body).body)
    return reply


def jobs(things: LocalEmulator) -> list[str]:
    return [row["subject_id"] for row in things.control("GET", "/jobs")["jobs"]]


def test_the_page_lists_what_there_is(things: LocalEmulator) -> None:
    routes = things.control("GET", "/")["routes"]
    listed = {(route["method"], route["path"]) for route in routes}
    assert {(route.method, f"/_emulator{route.path}") for route in ROUTES} < listed
    assert all(route["about"] for route in routes)


def test_health(things: LocalEmulator) -> None:
    create(things)
    health = things.control("GET", "/health")
    assert (health["status"], health["clock"], health["jobs"]) == ("ok", "manual", {"waiting": 1, "failed": 0})


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_reset_brings_back_the_beginning(make_things: MakeThings, request: pytest.FixtureRequest, kind: str) -> None:
    store = "temporary" if kind == "sqlite" else create_database(request.getfixturevalue("postgresql"))
    things = make_things(auth=False, store=store)

    def session() -> list[Any]:
        things.put_object("/demo-bucket/a", b"x")
        first = create(things)
        things.advance(3)
        return [first, create(things), jobs(things), things.control("GET", "/objects/demo-bucket/")]

    before = session()
    things.add_fault(status=500)
    things.reset()
    assert jobs(things) == []
    assert things.control("GET", "/objects") == {"buckets": []}
    assert things.control("GET", "/faults") == {"faults": []}
    assert things.requests() == []
    assert session() == before


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_snapshots_bring_back_rows_objects_ids_and_time(
    make_things: MakeThings, request: pytest.FixtureRequest, kind: str
) -> None:
    store = "temporary" if kind == "sqlite" else create_database(request.getfixturevalue("postgresql"))
    things = make_things(auth=False, store=store)
    things.put_object("/demo-bucket/a", b"first")
    create(things)
    things.advance(2)
    things.snapshot("one")
    following = create(things)
    things.put_object("/demo-bucket/a", b"second")
    things.put_object("/other-bucket/b", b"third")
    things.advance(100)
    for back in (things.restore, things.reset):
        back("one")
        assert len(jobs(things)) == 1
        assert things.get_object("/demo-bucket/a") == b"first"
        assert things.control("GET", "/objects") == {"buckets": ["demo-bucket"]}
        assert create(things) == following
    assert [row["name"] for row in things.control("GET", "/snapshots")["snapshots"]] == ["one"]
    things.control("DELETE", "/snapshots/one")
    for action in (lambda: things.restore("one"), lambda: things.control("DELETE", "/snapshots/one")):
        with pytest.raises(ControlFailedError, match="no snapshot 'one'"):
            action()
    assert len(jobs(things)) == 2


@pytest.mark.parametrize("name", ["", "../x", "a b", "ä", ".", "x" * 65, None, 5])
def test_names_of_snapshots(things: LocalEmulator, name: Any) -> None:
    with pytest.raises(ControlFailedError, match="name is 1 to 64"):
        things.snapshot(name)


def test_the_clock(things: LocalEmulator) -> None:
    assert things.control("GET", "/clock") == {"mode": "manual", "factor": 1.0, "now_ms": 1_760_000_000_000}
    create(things)
    assert things.advance(4.999) == 0
    assert things.control("GET", "/jobs")["jobs"][0]["due_ms"] == 1_760_000_005_000
    moved = things.control("POST", "/clock/advance", {"to_ms": 1_760_000_004_999})
    assert (moved["now_ms"], moved["jobs_done"]) == (1_760_000_004_999, 0)
    things.set_clock("scaled", factor=1000)
    assert things.control("GET", "/clock")["mode"] == "scaled"
    with pytest.raises(ControlFailedError, match="only a manual clock"):
        things.advance(1)
    things.set_clock("manual", now_ms=5)
    assert things.control("GET", "/clock")["now_ms"] == 5
    things.set_clock("real")
    assert things.control("GET", "/clock")["now_ms"] > 1_760_000_000_000


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("PUT", "/clock", {"mode": "fast"}, "mode is"),
        ("PUT", "/clock", {"mode": "scaled", "factor": 0}, "factor is"),
        ("PUT", "/clock", {"mode": "scaled", "factor": "x"}, "factor is"),
        ("PUT", "/clock", {"mode": "manual", "now_ms": 1.5}, "now_ms is a whole number"),
        ("POST", "/clock/advance", {}, "say how far"),
        ("POST", "/clock/advance", {"seconds": -1}, "seconds is"),
        ("POST", "/clock/advance", {"seconds": 1e300}, "the clock ends at"),
        ("PUT", "/clock", {"mode": "manual", "now_ms": 2**52}, "now_ms is a whole number"),
        ("POST", "/clock/advance", {"to_ms": 5}, "does not go back"),
        ("POST", "/clock/advance", [], "the body is a JSON object"),
        ("GET", "/requests?limit=x", None, "limit is"),
        ("GET", "/nothing", None, "no such action"),
        ("DELETE", "/health", None, "the path knows GET only"),
        ("DELETE", "/faults/9", None, "there is no fault 9"),
        ("DELETE", "/faults/" + "9" * 5000, None, "there is no fault 9"),
        ("GET", "/snapshots/x", None, "the path knows DELETE only"),
    ],
)
def test_wrong_requests_are_explained(things: LocalEmulator, method: str, path: str, body: Any, message: str) -> None:
    with pytest.raises(ControlFailedError, match=message):
        things.control(method, path, body)


def test_the_clock_stands_where_it_stood_after_a_restart(make_things: MakeThings, tmp_path: Any) -> None:
    store = f"sqlite:///{tmp_path}/state.sqlite"
    first = make_things(store=store)
    first.advance(50)
    first.close()
    second = make_things(store=store)
    assert second.control("GET", "/clock")["now_ms"] == 1_760_000_050_000
    second.close()
    third = make_things(store=store, clock=ClockSetting())
    assert third.control("GET", "/clock")["mode"] == "manual"


def test_a_restart_does_not_repeat_ids(make_things: MakeThings, tmp_path: Any) -> None:
    store = f"sqlite:///{tmp_path}/state.sqlite"
    first = make_things(store=store, auth=False)
    ids = {create(first)["id"]}
    first.close()
    second = make_things(store=store, auth=False)
    ids |= {create(second)["id"]}
    second.reset()
    assert len(ids) == 2
    assert create(second)["id"] in ids


def test_objects_over_http(things: LocalEmulator) -> None:
    assert things.request("PUT", "/_emulator/objects/demo-bucket/a%20b/%C3%A4.txt", body=b"hello").status == 200
    found = things.request("GET", "/_emulator/objects/demo-bucket/a%20b/%C3%A4.txt")
    headers = dict(found.headers)
    assert (found.status, found.body, headers[b"content-type"]) == (200, b"hello", b"text/plain")
    assert headers[b"content-security-policy"] == b"sandbox"
    head = things.request("HEAD", "/_emulator/objects/demo-bucket/a%20b/%C3%A4.txt")
    assert (head.status, head.body, dict(head.headers)[b"content-length"]) == (200, b"", b"5")
    assert things.control("GET", "/objects/demo-bucket/a%20b/")["objects"][0]["path"] == "/demo-bucket/a b/ä.txt"
    assert things.request("DELETE", "/_emulator/objects/demo-bucket/a%20b/").status == 204
    assert things.request("DELETE", "/_emulator/objects/demo-bucket/a%20b/").status == 404
    assert things.request("GET", "/_emulator/objects/demo-bucket/a%20b/%C3%A4.txt").status == 404
    assert things.request("POST", "/_emulator/objects/demo-bucket/a").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "demo-bucket/../x",
        "demo-bucket/%2e%2e/x",
        "../x",
        "demo-bucket/a%00b",
        "Demo/x",
        "demo-bucket//x",
        "x%2F..%2Fy/z",
    ],
)
def test_objects_have_sound_paths(things: LocalEmulator, path: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert things.request(method, f"/_emulator/objects/{path}", body=b"x").status == 400


def signed_target(things: LocalEmulator) -> str:
    things.put_object("/demo-bucket/a b.txt", b"hello")
    url = orjson.loads(things.request("GET", f"{THINGS}/x").body)["url"]
    parts = urlsplit(url)
    assert url.startswith(f"{things.url}/_emulator/objects/demo-bucket/a%20b.txt?Expires=")
    return f"{parts.path}?{parts.query}"


def test_signed_addresses_expire(things: LocalEmulator) -> None:
    target = signed_target(things)
    assert things.request("GET", target).body == b"hello"
    things.advance(3600)
    assert things.request("GET", target).status == 200
    things.advance(1)
    assert things.request("GET", target).status == 403


def test_signed_addresses_cannot_be_changed(things: LocalEmulator) -> None:
    target = signed_target(things)
    things.put_object("/demo-bucket/secret.txt", b"secret")
    path, _, query = target.partition("?")
    for wrong in (
        target.replace("a%20b", "secret"),
        f"{path}?{query.replace('Expires=1', 'Expires=9')}",
        f"{target}0",
        f"{path}?Signature=",
        f"{path}?Expires=x&Signature=x",
        f"{path}?Expires=%D9%A1&Signature=%C3%A4",
        f"/_emulator/objects/demo-bucket/?{query}",
        f"/_emulator/health?{query}",
    ):
        assert things.request("GET", wrong).status == 403, wrong


def from_client(things: LocalEmulator, address: str | None, target: str, **headers: str) -> int:
    path, _, query = target.partition("?")
    scope = {
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (address, 1) if address else None,
    }
    return things.app.emulator.answer_control(Request(scope)).status


def test_the_control_surface_is_for_this_machine(make_things: MakeThings, things: LocalEmulator) -> None:
    target = signed_target(things)
    for address in ("127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", None):
        assert from_client(things, address, "/_emulator/health") == 200
    for address in ("10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1"):
        assert from_client(things, address, "/_emulator/health") == 403
        assert from_client(things, address, target.partition("?")[0]) == 403
        assert from_client(things, address, target) == 200
    assert from_client(make_things(control="any"), "10.0.0.1", "/_emulator/health") == 200


def test_pages_of_other_sites_cannot_use_it(things: LocalEmulator) -> None:
    host = {"host": "127.0.0.1:8765"}
    assert from_client(things, "127.0.0.1", "/_emulator/health", origin="http://evil.example", **host) == 403
    assert from_client(things, "127.0.0.1", "/_emulator/health", origin="http://127.0.0.1:8765", **host) == 200


def test_the_request_log_keeps_no_secrets(make_things: MakeThings) -> None:
    things = make_things()
    user = {"name": "demo", "password": "demo-password", "domain": {"name": "demo-domain"}}
    identity = {"methods": ["password"], "password": {"user": user}, "totp": {"user": {"passcode": "424242"}}}
    body = orjson.dumps({"auth": {"identity": identity, "scope": {"project": {"name": "eu-de"}}}})
    reply = things.request("POST", "/v3/auth/tokens", body=body)
    token = dict(reply.headers)[b"x-subject-token"].decode()
    by_token = {"auth": {"identity": {"methods": ["token"], "token": {"id": token}}}}
    things.request("POST", "/v3/auth/tokens", body=orjson.dumps(by_token))
    things.request("GET", f"{THINGS}?token=hidden-thing&limit=5", headers={"X-Auth-Token": token})
    text = orjson.dumps(things.requests()).decode()
    for secret in (token, "demo-password", "424242", "hidden-thing"):
        assert secret not in text
    newest = things.requests()[0]
    assert (newest["operation"], newest["status"], newest["query"]) == ("ListThings", 200, "token=***&limit=5")
    assert ["x-auth-token", "***"] in newest["headers"]
    assert [entry["status"] for entry in things.requests("ListThings")] == [200]


def test_the_request_log_is_bounded(make_things: MakeThings) -> None:
    things = make_things(auth=False, request_log_size=3)
    for number in range(5):
        things.request("GET", f"{THINGS}?limit={number + 1}")
    assert [entry["query"] for entry in things.requests()] == ["limit=5", "limit=4", "limit=3"]
    assert things.control("GET", "/coverage")["operations"][4] == {
        "operation": "ListThings",
        "method": "GET",
        "path": "/v2/{project_id}/things",
        "implemented": True,
        "calls": 5,
    }
    things.control("DELETE", "/requests")
    assert things.requests() == []


def test_the_description_is_served(things: LocalEmulator) -> None:
    assert things.control("GET", "/openapi.json")["info"]["title"] == "Things"
    assert things.control("GET", "/coverage")["implemented"] == 6


def test_projects_do_not_share_jobs(things: LocalEmulator) -> None:
    thing = create(things)
    things.request("DELETE", f"/v2/other/things/{thing['id']}")
    assert jobs(things) == [thing["id"]]
    things.request("DELETE", f"/v2/{PROJECT}/things/{thing['id']}")
    assert jobs(things) == []
