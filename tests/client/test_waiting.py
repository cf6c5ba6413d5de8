"""Waiting for a status, and for a thing to be gone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from modelarts_client._runtime import (
    ApiError,
    ConfigurationError,
    PermissionDeniedError,
    WaitFailedError,
    WaitTimeoutError,
)

from .support import CREATE, GET, Driver, FakeClock, reply


def _things(*statuses: Any) -> list[Any]:
    return [reply(200, {"id": "t", "status": status}) for status in statuses]


def _wait(driver: Driver, client: Any, **arguments: Any) -> Any:
    return driver.run(client.request_wait(GET, path={"thing_id": "t"}, **arguments))


def _wait_deleted(driver: Driver, client: Any, **arguments: Any) -> Any:
    return driver.run(client.request_wait_deleted(GET, path={"thing_id": "t"}, **arguments))


def test_success_at_once(driver: Driver) -> None:
    assert _wait(driver, driver.client(_things(1))).status == 1
    assert driver.clock.slept == []


def test_pauses_grow_between_their_bounds(driver: Driver) -> None:
    client = driver.client(_things(0, 0, 2, 0, 0, 1))
    assert _wait(driver, client, interval=2, max_interval=6).status == 1
    assert driver.clock.slept == [2, 3, 4.5, 6, 6]


def test_interval_of_zero_does_not_hammer_the_service(driver: Driver) -> None:
    _wait(driver, driver.client(_things(0, 0, 0, 1)), interval=0)
    assert driver.clock.slept == [0, 0.05, 0.05 * 1.5]


@pytest.mark.parametrize("interval", [-1, float("nan")])
def test_interval_that_makes_no_sense(driver: Driver, interval: float) -> None:
    with pytest.raises(ConfigurationError, match="interval"):
        _wait(driver, driver.client(_things(1)), interval=interval)
    assert driver.sent == []


def test_interval_above_the_longest_one(driver: Driver) -> None:
    _wait(driver, driver.client(_things(0, 0, 0, 1)), interval=20, max_interval=5)
    assert driver.clock.slept == [20, 20, 20]


@pytest.mark.parametrize("status", [4, 3])
def test_failure(driver: Driver, status: int) -> None:
    with pytest.raises(WaitFailedError, match=f"status {status}") as caught:
        _wait(driver, driver.client(_things(0, status)))
    assert caught.value.reply.status == status


@pytest.mark.parametrize("status", [99, None, "odd"])
def test_unknown_status_counts_as_working(driver: Driver, status: Any) -> None:
    assert _wait(driver, driver.client(_things(status, 1))).status == 1


def test_timeout_after_a_last_look(driver: Driver) -> None:
    client = driver.client(_things(*[0] * 50))
    with pytest.raises(WaitTimeoutError, match="Still status 0 after 10 s") as caught:
        _wait(driver, client, timeout=10, interval=4, max_interval=4)
    assert driver.clock.slept == [4, 4, 2]
    assert caught.value.reply.status == 0


def test_timeout_of_zero_looks_once(driver: Driver) -> None:
    with pytest.raises(WaitTimeoutError):
        _wait(driver, driver.client(_things(0)), timeout=0)
    assert len(driver.sent) == 1


def test_no_timeout(driver: Driver) -> None:
    client = driver.client(_things(*[0] * 200, 1))
    assert _wait(driver, client, timeout=None, interval=60, max_interval=60).status == 1
    assert sum(driver.clock.slept) == 12000


def test_progress(driver: Driver) -> None:
    seen: list[int] = []
    _wait(driver, driver.client(_things(0, 2, 1)), on_progress=lambda reply: seen.append(reply.status))
    assert seen == [0, 2]


def test_progress_may_be_a_coroutine_function(clock: FakeClock) -> None:
    driver = Driver("async", clock)
    seen: list[int] = []

    async def note(reply: Any) -> None:
        await asyncio.sleep(0)
        seen.append(reply.status)

    _wait(driver, driver.client(_things(0, 2, 1)), on_progress=note)
    assert seen == [0, 2]


def test_errors_while_waiting(driver: Driver) -> None:
    with pytest.raises(PermissionDeniedError):
        _wait(driver, driver.client([*_things(0), reply(403)]))
    assert _wait(driver, driver.client([*_things(0), reply(500), *_things(1)])).status == 1


def test_operation_without_lifecycle(driver: Driver) -> None:
    with pytest.raises(ConfigurationError, match="CreateThing"):
        driver.run(driver.client([]).request_wait(CREATE))


def test_deleted_when_not_found(driver: Driver) -> None:
    seen: list[Any] = []
    client = driver.client([*_things(2, 4), reply(404)])
    assert _wait_deleted(driver, client, on_progress=seen.append, interval=1) is None
    assert [thing.status for thing in seen] == [2, 4]
    assert driver.clock.slept == [1, 1.5]


def test_deleted_by_status(driver: Driver) -> None:
    assert _wait_deleted(driver, driver.client(_things(2, 3))) is None


def test_not_deleted_in_time(driver: Driver) -> None:
    with pytest.raises(WaitTimeoutError, match="not deleted"):
        _wait_deleted(driver, driver.client(_things(*[1] * 9)), timeout=3)


def test_other_errors_do_not_mean_deleted(driver: Driver) -> None:
    with pytest.raises(ApiError):
        _wait_deleted(driver, driver.client([reply(400)]))
