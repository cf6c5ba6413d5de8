"""What is repeated, how often, and after which pause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from modelarts_client._runtime import ApiError, ConnectionError_, Hooks, ServerError, Timeout, TimeoutError_
from modelarts_client._runtime.hooks import Retry
from modelarts_client._runtime.retry import RetryPolicy, is_repeatable, retry_after

from .support import CREATE, DELETE, GET, Answer, Driver, reply

THING = {"id": "t1"}
NEW = {"name": "rose", "kind": 0}


def _get(driver: Driver, client: Any, **options: Any) -> Any:
    return driver.run(client.request(GET, path={"thing_id": "t1"}, options=options))


def _create(driver: Driver, client: Any, **options: Any) -> Any:
    return driver.run(client.request(CREATE, body=NEW, options=options))


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 599])
def test_repeats_what_may_pass(driver: Driver, status: int) -> None:
    client = driver.client([reply(status), reply(status), reply(200, THING)])
    assert _get(driver, client).id == "t1"
    assert driver.clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 501, 505])
def test_does_not_repeat_what_stays(driver: Driver, status: int) -> None:
    client = driver.client([reply(status)])
    with pytest.raises(ApiError) as caught:
        _get(driver, client)
    assert caught.value.status == status
    assert driver.clock.slept == []


@pytest.mark.parametrize(
    ("answer", "attempts"),
    [
        (reply(429), 3),
        (reply(503, None, retry_after="1"), 3),
        (reply(503), 1),
        (reply(500), 1),
        (reply(408), 1),
        (reply(409), 1),
        (ConnectionError_("refused", sent=False), 3),
        (TimeoutError_("no connection in time", sent=False), 3),
        (ConnectionError_("broken", sent=True), 1),
        (TimeoutError_("no reply in time", sent=True), 1),
    ],
)
def test_repeats_a_post_only_when_it_was_surely_not_processed(driver: Driver, answer: Any, attempts: int) -> None:
    client = driver.client(lambda _: answer)
    with pytest.raises((ApiError, ConnectionError_)):
        _create(driver, client)
    assert len(driver.sent) == attempts


def test_repeats_a_post_that_the_caller_calls_idempotent(driver: Driver) -> None:
    client = driver.client([reply(500), ConnectionError_("broken"), reply(200, THING)])
    assert _create(driver, client, idempotent=True).id == "t1"


def test_repeats_a_get_after_a_broken_connection(driver: Driver) -> None:
    client = driver.client([ConnectionError_("broken"), TimeoutError_("late"), reply(200, THING)])
    assert _get(driver, client).id == "t1"


@pytest.mark.parametrize(("max_retries", "attempts"), [(0, 1), (1, 2), (5, 6)])
def test_max_retries_of_client_and_call(driver: Driver, max_retries: int, attempts: int) -> None:
    for settings, options in (({"max_retries": max_retries}, {}), ({}, {"max_retries": max_retries})):
        client = driver.client(lambda _: reply(500), **settings)
        with pytest.raises(ServerError):
            _get(driver, client, **options)
        assert len(driver.sent) == attempts


@pytest.mark.parametrize(
    ("header", "pause"),
    [("3", 3.0), ("0", 0.0), ("1.5", 1.5), ("-4", 0.0), ("nonsense", 0.5), ("nan", 0.5), ("", 0.5)],
)
def test_retry_after_in_seconds(driver: Driver, header: str, pause: float) -> None:
    client = driver.client([reply(429, None, retry_after=header), reply(200, THING)])
    _get(driver, client)
    assert driver.clock.slept == [pause]


@pytest.mark.parametrize(("ahead", "pause"), [(7, 7.0), (-60, 0.0)])
def test_retry_after_as_a_date(driver: Driver, ahead: int, pause: float) -> None:
    moment = datetime.fromtimestamp(driver.clock.now(), UTC) + timedelta(seconds=ahead)
    header = format_datetime(moment, usegmt=True)
    client = driver.client([reply(503, None, retry_after=header), reply(200, THING)])
    _get(driver, client)
    assert driver.clock.slept == [pause]


def test_too_long_a_retry_after_is_an_error_at_once(driver: Driver) -> None:
    client = driver.client([reply(429, None, retry_after="3600")])
    with pytest.raises(ApiError) as caught:
        _get(driver, client)
    assert getattr(caught.value, "retry_after", None) == 3600
    assert driver.clock.slept == []


def test_pauses_grow_to_a_bound_and_are_random() -> None:
    policy = RetryPolicy()
    assert [policy.pause(count, None, 1.0) for count in range(1, 7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert policy.pause(3, None, 0.25) == 0.5
    assert policy.pause(3, None, 0.0) == 0.0


def test_total_timeout_bounds_attempts_and_pauses(driver: Driver) -> None:
    client = driver.client(lambda _: reply(500), total_timeout=3.0, max_retries=100)
    with pytest.raises(ServerError):
        _get(driver, client)
    assert driver.clock.slept == [0.5, 1.0]
    assert [request.timeout.read for request in driver.sent] == [3.0, 2.5, 1.5]


def test_total_timeout_that_is_over_before_the_first_attempt(driver: Driver) -> None:
    client = driver.client([])
    with pytest.raises(TimeoutError_):
        _get(driver, client, total_timeout=0)
    assert driver.sent == []


def test_timeouts_of_client_and_call(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, THING), timeout=Timeout(connect=1, read=2, write=3, pool=4))
    _get(driver, client)
    _get(driver, client, timeout=9.0)
    _get(driver, client, timeout=None)
    assert [request.timeout for request in driver.sent] == [Timeout(1, 2, 3, 4), Timeout.of(9.0), Timeout.of(None)]


def test_on_retry_tells_what_happened(driver: Driver) -> None:
    seen: list[Retry] = []
    answers: list[Answer] = [reply(500), ConnectionError_("broken"), reply(200, THING)]
    client = driver.client(answers, hooks=Hooks(on_retry=(seen.append,)))
    _get(driver, client)
    first, second = seen
    assert (first.attempt, first.delay, first.response and first.response.status) == (1, 0.5, 500)
    assert (second.attempt, second.delay, str(second.error)) == (2, 1.0, "broken")


def test_delete_and_put_are_repeated(driver: Driver) -> None:
    client = driver.client([reply(502), reply(204)])
    assert driver.run(client.request(DELETE, path={"thing_id": "t1"})) is None


def test_other_errors_of_a_transport_are_not_repeated(driver: Driver) -> None:
    client = driver.client([ZeroDivisionError("bug")])
    with pytest.raises(ZeroDivisionError):
        _get(driver, client)
    assert not is_repeatable(ZeroDivisionError(), idempotent=True)


def test_good_replies_are_never_repeated() -> None:
    assert not is_repeatable(reply(200), idempotent=True)
    assert retry_after(reply(200), 0.0) is None
