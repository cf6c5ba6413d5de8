"""Following a text that grows until its owner has ended."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from modelarts_client._runtime import ConfigurationError, Follow, NotFoundError, Operation, Request, WaitTimeoutError

from .support import DELETE, GET, Answer, Driver, reply

sys.modules["modelarts_client.resources.sample"] = SimpleNamespace(GET=GET)  # type: ignore[assignment]
LOG: Operation[Any] = Operation(
    id="PreviewLog",
    method="GET",
    path="/v2/{project_id}/things/{thing_id}/tasks/{task_id}/log",
    response="json",
    follow=Follow(content=("content",), size=("full_size",), until="sample:GET"),
)
MISSING = reply(404, {"error_code": "X.1", "error_msg": "no log yet"})


class Job:
    """Answers from pairs of the owner's status and the log's reply, one pair for each look."""

    def __init__(self, *looks: tuple[int, Any]) -> None:
        self.looks = list(looks)

    def __call__(self, request: Request) -> Answer:
        if request.path.endswith("/log"):
            text = self.looks.pop(0)[1]
            return text if not isinstance(text, str) else reply(200, {"content": text, "full_size": len(text.encode())})
        return reply(200, {"id": "t", "status": self.looks[0][0]})


def follow(driver: Driver, client: Any, **settings: Any) -> list[str]:
    return driver.collect(client.request_follow(LOG, path={"thing_id": "t", "task_id": "worker-0"}, **settings))


def test_new_lines_come_once(driver: Driver) -> None:
    client = driver.client(Job((0, "a\nb"), (0, "a\nb"), (2, "a\nbc\nd\n"), (1, "a\nbc\nd\ne")))
    assert follow(driver, client, interval=2) == ["a", "bc", "d", "e"]
    assert driver.clock.slept == [2, 2, 2]
    assert driver.sent[0].path.endswith("/things/t")


def test_a_log_that_is_not_there_yet(driver: Driver) -> None:
    assert follow(driver, driver.client(Job((0, MISSING), (1, "a\n")))) == ["a"]
    with pytest.raises(NotFoundError, match="no log yet"):
        follow(driver, driver.client(Job((1, MISSING))))


def test_only_the_end_of_a_long_text_is_shown(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    first = reply(200, {"content": "a\nb\n", "full_size": 4})
    second = reply(200, {"content": "b\nc\n", "full_size": 6})
    third = reply(200, {"content": "y\nz\n", "full_size": 26})
    assert follow(driver, driver.client(Job((0, first), (0, second), (1, third)))) == ["a", "b", "c", "y", "z"]
    assert "left out 16 bytes" in caplog.text


def test_a_text_that_is_begun_anew(driver: Driver) -> None:
    assert follow(driver, driver.client(Job((0, "old line\n"), (1, "new\n")))) == ["old line", "new"]


def test_letters_of_several_bytes(driver: Driver) -> None:
    assert follow(driver, driver.client(Job((0, "Bl\u00fcte\n"), (4, "Bl\u00fcte\n\u82b1\n")))) == [
        "Bl\u00fcte",
        "\u82b1",
    ]


def test_the_time_is_limited(driver: Driver) -> None:
    client = driver.client(lambda request: reply(200, {"status": 0, "content": "", "full_size": 0}))
    with pytest.raises(WaitTimeoutError, match="after 10 s"):
        follow(driver, client, interval=4, timeout=10)
    assert driver.clock.slept == [4, 4, 4]


def test_what_cannot_be_followed(driver: Driver) -> None:
    client = driver.client([])
    with pytest.raises(ConfigurationError, match="DeleteThing has no text to follow"):
        driver.collect(client.request_follow(DELETE, path={"thing_id": "t"}))
    with pytest.raises(ConfigurationError, match="interval"):
        follow(driver, client, interval=-1)
