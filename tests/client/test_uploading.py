"""Uploading many files by an operation that takes a list of them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from modelarts_client._runtime import (
    ConfigurationError,
    Operation,
    Request,
    Response,
    Upload,
    UploadError,
    UploadFile,
    UploadProgress,
    UploadReport,
)
from modelarts_client._runtime.errors import ConnectionError_

from .support import GET, Answer, Driver, reply

ADD: Operation[Any] = Operation(
    id="AddPhotos",
    method="POST",
    path="/v2/{project_id}/photos",
    response="json",
    upload=Upload(
        items="photos",
        name="title",
        content="data",
        results="results",
        success="ok",
        error_code="code",
        error_msg="text",
        exists=("E9",),
        max_items=2,
        max_bytes=10,
    ),
)


def photos(request: Request) -> list[dict[str, Any]]:
    body: dict[str, list[dict[str, Any]]] = json.loads(request.content)
    return body["photos"]


def take_all(request: Request) -> Response:
    return reply(200, {"results": [{"ok": True} for _ in photos(request)]})


def upload(driver: Driver, client: Any, files: Any, **arguments: Any) -> UploadReport:
    report: UploadReport = driver.run(client.request_upload(ADD, files=files, **arguments))
    return report


def folder(tmp_path: Path, **sizes: int) -> Path:
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"x" * size)
    return tmp_path


def test_files_go_in_batches_of_the_documented_number(driver: Driver, tmp_path: Path) -> None:
    report = upload(driver, driver.client(take_all), folder(tmp_path, a=1, b=1, c=1, d=1, e=1))
    assert [[photo["title"] for photo in photos(request)] for request in driver.sent] == [["a", "b"], ["c", "d"], ["e"]]
    assert [outcome.success for outcome in report.files] == [True] * 5
    report.raise_for_failures()


def test_files_go_in_batches_of_a_size(driver: Driver, tmp_path: Path) -> None:
    upload(driver, driver.client(take_all), folder(tmp_path, a=6, b=6, c=30, d=1, e=1), batch_bytes=8)
    assert [[photo["title"] for photo in photos(request)] for request in driver.sent] == [
        ["a"],
        ["b"],
        ["c"],
        ["d", "e"],
    ]


def test_what_is_sent_of_a_file(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "rose.jpg"
    path.write_bytes(b"\xff\xd8rose")
    files = [path, UploadFile(name="made.txt", content=b"made", fields={"tags": ["new"]})]
    upload(driver, driver.client(take_all), files, body={"album": "flowers"})
    assert json.loads(driver.sent[0].content) == {
        "album": "flowers",
        "photos": [
            {"title": "rose.jpg", "data": base64.b64encode(b"\xff\xd8rose").decode()},
            {"title": "made.txt", "data": base64.b64encode(b"made").decode(), "tags": ["new"]},
        ],
    }


def test_a_folder_stands_for_all_files_below_it(driver: Driver, tmp_path: Path) -> None:
    for name in ("a.jpg", "tulips/b.jpg", ".hidden", ".git/c.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    report = upload(driver, driver.client(take_all), str(tmp_path))
    assert [outcome.name for outcome in report.files] == ["a.jpg", "tulips/b.jpg"]


def test_what_failed_is_tried_again_alone(driver: Driver, tmp_path: Path) -> None:
    tries: dict[str, int] = {}

    def answer(request: Request) -> Response:
        results: list[dict[str, Any]] = []
        for photo in photos(request):
            title = photo["title"]
            tries[title] = tries.get(title, 0) + 1
            good = title == "a" or (title == "b" and tries[title] == 2)
            results.append({"ok": True} if good else {"ok": False, "code": "E1", "text": "too dark"})
        return reply(200, {"results": results})

    report = upload(driver, driver.client(answer), folder(tmp_path, a=1, b=1, c=1))
    assert tries == {"a": 1, "b": 2, "c": 3}
    assert [(outcome.name, outcome.attempts) for outcome in report.succeeded] == [("a", 1), ("b", 2)]
    assert [(outcome.name, outcome.error_code, outcome.error_msg) for outcome in report.failed] == [
        ("c", "E1", "too dark")
    ]
    assert len(driver.clock.slept) == 2
    with pytest.raises(UploadError, match="1 of 3 files failed, the first is c: too dark") as caught:
        report.raise_for_failures()
    assert caught.value.report is report


def test_a_broken_connection_is_tried_again(driver: Driver, tmp_path: Path) -> None:
    answers: list[Answer] = [
        ConnectionError_("reset"),
        ConnectionError_("reset"),
        reply(200, {"results": [{"ok": True}]}),
    ]
    report = upload(driver, driver.client(answers), folder(tmp_path, a=1))
    assert [(outcome.success, outcome.attempts) for outcome in report.files] == [(True, 3)]


def test_a_file_that_was_taken_although_the_answer_was_lost(driver: Driver, tmp_path: Path) -> None:
    known = reply(200, {"results": [{"ok": False, "code": "E9", "text": "it exists"}]})
    answers: list[Answer] = [ConnectionError_("reset"), known]
    report = upload(driver, driver.client(answers), folder(tmp_path, a=1))
    assert [(outcome.success, outcome.error_code) for outcome in report.files] == [(True, None)]
    report = upload(driver, driver.client([known]), tmp_path, attempts=1)
    assert [(outcome.success, outcome.error_code) for outcome in report.files] == [(False, "E9")]


def test_a_final_refusal_ends_it_and_tells_what_was_done(driver: Driver, tmp_path: Path) -> None:
    answers: list[Answer] = [
        reply(200, {"results": [{"ok": True}, {"ok": True}]}),
        reply(404, {"error_code": "ModelArts.4352", "error_msg": "Dataset does not exist"}),
    ]
    client = driver.client(answers)
    with pytest.raises(UploadError, match="Dataset does not exist") as caught:
        upload(driver, client, folder(tmp_path, a=1, b=1, c=1, d=1, e=1))
    assert [outcome.success for outcome in caught.value.report.files] == [True, True, False, False, False]
    assert [outcome.error_code for outcome in caught.value.report.files[2:]] == ["ModelArts.4352"] * 2 + [None]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(driver: Driver, tmp_path: Path) -> None:
    files = [UploadFile(tmp_path / "gone"), *folder(tmp_path, a=1).iterdir()]
    report = upload(driver, driver.client(take_all), files)
    assert [(outcome.name, outcome.success) for outcome in report.files] == [("gone", False), ("a", True)]
    assert "cannot be read" in str(report.failed[0].error_msg)


def test_results_that_are_missing_count_as_failed(driver: Driver, tmp_path: Path) -> None:
    client = driver.client(lambda _: reply(200, {"results": [{"ok": True}]}))
    report = upload(driver, client, folder(tmp_path, a=1, b=1), attempts=1)
    assert [outcome.success for outcome in report.files] == [True, False]


def test_progress_is_told_after_every_request(driver: Driver, tmp_path: Path) -> None:
    seen: list[UploadProgress] = []
    upload(driver, driver.client(take_all), folder(tmp_path, a=1, b=2, c=3), on_progress=seen.append)
    assert [(state.done, state.failed, state.total, state.bytes_sent) for state in seen] == [(2, 0, 3, 3), (3, 0, 3, 6)]


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        (["nowhere"], {}, "no file or folder nowhere"),
        ([UploadFile(name="a")], {}, "needs a path, or a name and its content"),
        ([UploadFile(name="a", content=b""), UploadFile(name="a", content=b"")], {}, "2 files would be sent under"),
        ([], {"batch_size": 0}, "at least 1"),
        ([], {"attempts": 0}, "at least 1"),
    ],
)
def test_what_cannot_be_uploaded(driver: Driver, files: Any, arguments: dict[str, Any], message: str) -> None:
    client = driver.client(take_all)
    with pytest.raises(ConfigurationError, match=message):
        upload(driver, client, files, **arguments)
    assert driver.sent == []


def test_an_operation_that_takes_no_files(driver: Driver) -> None:
    client = driver.client(take_all)
    with pytest.raises(ConfigurationError, match="GetThing takes no files"):
        driver.run(client.request_upload(GET, files=[], path={"thing_id": "t"}))
