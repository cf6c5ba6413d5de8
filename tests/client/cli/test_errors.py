"""Exit codes, and the one line that goes with them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest
from modelarts_client._runtime import ConnectionError_, TimeoutError_
from modelarts_client._runtime import errors as sdk_errors
from modelarts_client.cli._runtime import errors as cli_errors

from ..support import Answer, Handler, reply
from .conftest import Fake

Make = Callable[[list[Answer] | Handler], Fake]


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 1), (401, 3), (403, 10), (404, 4), (405, 1), (409, 5), (429, 6), (500, 11), (503, 11)],
)
def test_exit_codes_by_status(fake: Make, status: int, code: int) -> None:
    body = {"error_code": "ModelArts.0104", "error_msg": "Parameter\n error."}
    run = fake([reply(status, body, x_request_id="r-1")])
    result = run("datasets", "get", "d1", "--max-retries", "0")
    assert result.code == code
    assert result.out == ""
    assert result.err == f"error: Parameter error (HTTP {status}, ModelArts.0104, request r-1)\n"


def test_rate_limits_say_when_to_come_back(fake: Make) -> None:
    run = fake([reply(429, {"error_code": "X", "error_msg": "Slow down"}, Retry_After="7")])
    assert "retry after 7 s" in run("datasets", "get", "d1", "--max-retries", "0").err


@pytest.mark.parametrize("error", [ConnectionError_("No route"), TimeoutError_("No answer in 3 s")])
def test_no_answer(fake: Make, error: Exception) -> None:
    result = fake([error])("datasets", "get", "d1", "--max-retries", "0")
    assert (result.code, result.err) == (9, f"error: {error}\n")


def test_no_credentials(fake: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake([])
    run.program.settings["credentials"] = "default"
    result = run("datasets", "list")
    assert result.code == 3
    assert result.err.count("\n") == 1
    assert "HUAWEICLOUD_SDK_AK" in result.err
    assert "credentials=" not in result.err


def test_no_region_names_the_option(fake: Make) -> None:
    run = fake([])
    run.program.settings["endpoint"] = None
    result = run("datasets", "list")
    assert result.code == 3
    assert "--region" in result.err


def test_an_unknown_profile(fake: Make) -> None:
    result = fake([])("--profile", "nowhere", "datasets", "list")
    assert result.code == 3
    assert "clouds.yaml" in result.err


def test_a_reply_that_is_not_json(fake: Make) -> None:
    answer = reply(200)
    answer.content = b"<html>"
    result = fake([answer])("datasets", "get", "d1")
    assert result.code == 1
    assert result.err.count("\n") == 1


def test_whatever_goes_wrong_there_is_no_traceback(fake: Make) -> None:
    result = fake([ZeroDivisionError("oops")])("datasets", "get", "d1")
    assert (result.code, result.err) == (70, "error: internal error: ZeroDivisionError: oops\n")


def test_interrupted(fake: Make) -> None:
    def interrupt(request: object) -> Answer:
        raise KeyboardInterrupt

    assert fake(interrupt)("datasets", "get", "d1").code == 130


def test_the_reader_may_leave(fake: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    duplicated: list[int] = []
    monkeypatch.setattr("os.dup2", lambda old, new: duplicated.append(new))
    run = fake([reply(200, {"dataset_id": "d1"})])
    closed = Closed()
    monkeypatch.setattr(closed, "fileno", lambda: 1)
    monkeypatch.setattr(sys, "stdout", closed)
    result = run("datasets", "get", "d1")
    assert (result.code, result.err) == (0, "")
    assert duplicated == [1]


def test_every_error_of_the_sdk_has_a_code() -> None:
    names = {name for name, value in vars(sdk_errors).items() if isinstance(value, type)}
    assert set(cli_errors._CODES) <= names


def test_debug_logs_without_secrets(fake: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    run = fake([reply(200, {"dataset_id": "d1"})])
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", "AK")
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "very-secret-key")
    run.program.settings["credentials"] = "default"
    result = run("--debug", "datasets", "get", "d1")
    assert result.code == 0
    assert "GET http" in result.err
    assert "very-secret-key" not in result.err
    assert "Signature=" not in result.err
