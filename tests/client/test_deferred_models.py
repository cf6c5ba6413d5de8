"""Models are built on first use: by one thread, and wherever the use happens."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from modelarts_client._runtime.models import ApiModel
from pydantic import BaseModel

_UNUSED = """
from modelarts_client.models import datasets
print(datasets.ListDatasetsResponse.__pydantic_complete__)
datasets.ListDatasetsResponse.model_validate_json("{}")
print(datasets.ListDatasetsResponse.__pydantic_complete__, datasets.CreateDatasetRequest.__pydantic_complete__)
"""
_UNPICKLE = """
import pickle, sys
reply = pickle.load(sys.stdin.buffer)
print(reply.model_dump_json(by_alias=True, exclude_unset=True))
"""
_REPLY = b'{"datasets":[{"dataset_id":"a","labels":[{"property":{"@modelarts:color":"#fff"}}],"status":77}]}'


def _python(code: str, stdin: bytes = b"") -> list[str]:
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], input=stdin, capture_output=True, check=True)
    return done.stdout.decode().split()


def test_only_what_is_used_is_built() -> None:
    assert _python(_UNUSED) == ["False", "True", "False"]


def test_a_reply_can_be_unpickled_where_nothing_is_built() -> None:
    from modelarts_client.models import ListDatasetsResponse

    reply = ListDatasetsResponse.model_validate_json(_REPLY)
    assert _python(_UNPICKLE, pickle.dumps(reply)) == [_REPLY.decode()]


class _Model(ApiModel):
    size: int


def test_one_thread_builds_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    # Newer versions of pydantic lock by themselves; its own building is replaced, so that ours is what is tested.
    builders: list[int] = []
    most: list[int] = []

    def build(*_: Any, **__: Any) -> bool:
        builders.append(1)
        most.append(len(builders))
        time.sleep(0.01)
        builders.pop()
        return True

    monkeypatch.setattr(BaseModel, "model_rebuild", build)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: _Model.model_rebuild(force=True), range(8)))
    assert most == [1] * 8


def test_many_threads_use_a_model_first_at_once() -> None:
    class Fresh(ApiModel):
        size: int

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: Fresh.model_validate_json(f'{{"size": {number}}}'), range(8)))
    assert [(type(model), model.size) for model in found] == [(Fresh, number) for number in range(8)]
