from __future__ import annotations

import time
from typing import Any

import httpx2
import orjson
import pytest
from modelarts_emulator.config import ClockSetting
from modelarts_emulator.inprocess import RawReply
from modelarts_emulator.testing import ControlFailedError, LocalEmulator

from .conftest import MakeThings
from .things import PROJECT, THINGS


@pytest.fixture
def things(make_things: MakeThings) -> LocalEmulator:
    return make_things(auth=False)


def get(things: LocalEmulator, path: str = THINGS) -> RawReply:
    return things.request("GET", path)


def test_the_next_calls_fail(things: LocalEmulator) -> None:
    things.add_fault(status=429, retry_after=2, times=2)
    for _ in range(2):
        reply = get(things)
        assert (reply.status, dict(reply.headers)[b"retry-after"]) == (429, b"2")
        body = orjson.loads(reply.body)
        assert body["error_code"] == "APIGW.0308"
        assert body["error_msg"]
    assert get(things).status == 200
    assert things.control("GET", "/faults") == {"faults": []}


@pytest.mark.parametrize("status", [400, 500, 502, 503, 504, 599])
def test_any_error_status_can_be_had(things: LocalEmulator, status: int) -> None:
    things.add_fault(status=status, code="ModelArts.1234", message="By request.")
    reply = get(things)
    assert reply.status == status
    assert orjson.loads(reply.body)["error_code"] == "ModelArts.1234"


def test_a_fault_may_concern_one_operation(things: LocalEmulator) -> None:
    fault = things.add_fault(status=503, operation="ShowThing")
    assert get(things).status == 200
    assert get(things, f"{THINGS}/x").status == 503
    things.control("DELETE", f"/faults/{fault}")
    assert get(things, f"{THINGS}/x").status == 200


def test_legacy_operations_fail_in_their_own_form(things: LocalEmulator) -> None:
    things.add_fault(status=500)
    assert orjson.loads(get(things, f"/v1/{PROJECT}/old-things").body)["is_success"] is False


def test_a_share_of_the_calls_fails_and_a_seed_repeats_it(make_things: MakeThings) -> None:
    runs = []
    for _ in range(2):
        things = make_things(auth=False)
        things.add_fault(status=500, share=0.3)
        runs.append([get(things).status for _ in range(100)])
    assert runs[0] == runs[1]
    assert 15 <= runs[0].count(500) <= 45


def test_calls_can_be_slow(things: LocalEmulator) -> None:
    things.add_fault(latency_ms=80, times=1)
    started = time.perf_counter()
    assert get(things).status == 200
    assert time.perf_counter() - started >= 0.08


def test_connections_can_break_in_process(things: LocalEmulator) -> None:
    things.add_fault(drop=True, times=1)
    with httpx2.Client(transport=things.transport(), base_url=things.url) as client:
        with pytest.raises(httpx2.ReadError):
            client.get(THINGS)
        assert client.get(THINGS).status_code == 200
    assert things.requests()[-1]["status"] == 0


def test_connections_can_break_on_the_wire(make_things: MakeThings, caplog: pytest.LogCaptureFixture) -> None:
    things = make_things(server=True, auth=False, clock=ClockSetting("real"))
    things.add_fault(drop=True, times=1)
    with httpx2.Client(base_url=things.url) as client:
        with pytest.raises(httpx2.TransportError):
            client.get(THINGS)
        assert client.get(THINGS).status_code == 200
    assert caplog.records == []


def test_signing_in_can_fail_too(things: LocalEmulator) -> None:
    things.add_fault(status=503, times=1)
    assert things.request("POST", "/v3/auth/tokens", body=b"{}").status == 503
    assert things.request("POST", "/v3/auth/tokens", body=b"{}").status == 400


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({}, "has a status, a latency_ms or drop"),
        ({"status": 200}, "status is a whole number"),
        ({"status": True}, "status is a whole number"),
        ({"status": 500, "times": 0}, "times is a whole number"),
        ({"status": 500, "share": 0}, "share is more than 0"),
        ({"status": 500, "share": 2}, "share is more than 0"),
        ({"status": 500, "operation": "None"}, "no operation 'None'"),
        ({"status": 500, "operation": 5}, "operation is text"),
        ({"drop": "yes"}, "drop is true or false"),
        ({"latency_ms": -1}, "latency_ms is a whole number"),
        ({"colour": "red"}, "has no 'colour'"),
    ],
)
def test_wrong_faults_are_explained(things: LocalEmulator, fault: dict[str, Any], message: str) -> None:
    with pytest.raises(ControlFailedError, match=message):
        things.add_fault(**fault)
