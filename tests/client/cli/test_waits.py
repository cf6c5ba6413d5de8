"""``--wait`` and ``wait``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..support import Answer, Handler, reply
from .conftest import Fake
from .test_commands import CREATE

Make = Callable[[list[Answer] | Handler], Fake]

CREATED = reply(201, {"dataset_id": "d1"})
GONE = reply(404, {"error_code": "ModelArts.4352", "error_msg": "Dataset does not exist"})


def _status(status: int) -> Answer:
    return reply(200, {"dataset_id": "d1", "status": status})


def test_create_waits_and_shows_the_result(fake: Make) -> None:
    run = fake([CREATED, _status(0), _status(0), _status(1)])
    result = run(*CREATE, "--wait", "-o", "json")
    assert result.code == 0, result.err
    assert result.data == {"dataset_id": "d1", "status": 1}
    assert [request.method for request in run.transport.sent] == ["POST", "GET", "GET", "GET"]
    assert len(run.clock.slept) == 2


def test_without_wait_there_is_one_request(fake: Make) -> None:
    run = fake([CREATED])
    assert run(*CREATE, "-o", "json").data == {"dataset_id": "d1"}


def test_delete_waits_until_it_is_gone(fake: Make) -> None:
    run = fake([reply(204), _status(2), GONE])
    result = run("datasets", "delete", "d1", "--wait")
    assert (result.code, result.out) == (0, "")


@pytest.mark.parametrize("wait", [[*CREATE, "--wait"], ["datasets", "wait", "d1"]])
def test_a_failure_has_an_exit_code_of_its_own(fake: Make, wait: list[str]) -> None:
    answers = [_status(0), _status(4)]
    result = fake([CREATED, *answers] if wait[1] == "create" else answers)(*wait)
    assert result.code == 7
    assert result.err.count("\n") == 1


def test_so_has_the_end_of_patience(fake: Make) -> None:
    run = fake(lambda request: _status(0))
    assert run("datasets", "wait", "d1", "--wait-timeout", "10", "--wait-interval", "4").code == 8
    assert run.clock.slept[0] == 4


def test_wait_for_deletion(fake: Make) -> None:
    assert fake([_status(2), GONE])("datasets", "wait", "d1", "--deleted").code == 0


def test_versions_are_waited_for_by_both_ids(fake: Make) -> None:
    run = fake([reply(201, {"version_id": "v1"}), reply(200, {"version_id": "v1", "status": 1})])
    assert run("datasets", "versions", "create", "d1", "--wait").code == 0
    assert run.transport.sent[1].path.endswith("/datasets/d1/versions/v1")
