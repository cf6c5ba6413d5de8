"""``upload``: many local files in one command."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from modelarts_client._runtime import Request

from ..support import Answer, Handler, reply
from .conftest import Fake, Program, Result

Make = Callable[[list[Answer] | Handler], Fake]

HEADS = ["name", "success", "info", "error_code", "error_msg"]


def take_all(request: Request) -> Answer:
    """Take every file but those called bad."""
    results = [
        {"name": sample["name"], "success": False, "error_code": "ModelArts.4421", "error_msg": "Not an image"}
        if "bad" in sample["name"]
        else {"name": sample["name"], "success": True, "info": f"id-{sample['name']}"}
        for sample in json.loads(request.content)["samples"]
    ]
    return reply(200, {"success": True, "results": results})


def folder(root: Path, **files: str) -> str:
    """Make a folder of pictures with these contents."""
    place = root / "photos"
    place.mkdir()
    for name, content in files.items():
        (place / f"{name}.jpg").write_text(content)
    return str(place)


def upload(run: Fake | Program, *arguments: str) -> Result:
    return run("datasets", "samples", "upload", *arguments)


def names(run: Fake) -> list[list[str]]:
    """The names of the files that each request sent."""
    return [[sample["name"] for sample in body["samples"]] for body in run.bodies]


def test_files_and_folders_are_sent_and_reported(fake: Make, tmp_path: Path) -> None:
    run = fake(take_all)
    single = tmp_path / "single.jpg"
    single.write_text("s")
    result = upload(run, "d1", str(single), folder(tmp_path, rose="r", tulip="t"), "--no-final-annotation")
    assert (result.code, result.err) == (0, "")
    assert result.rows == [
        HEADS,
        ["single.jpg", "yes", "id-single.jpg", "", ""],
        ["rose.jpg", "yes", "id-rose.jpg", "", ""],
        ["tulip.jpg", "yes", "id-tulip.jpg", "", ""],
    ]
    (body,) = run.bodies
    assert body["final_annotation"] is False
    assert [base64.b64decode(sample["data"]) for sample in body["samples"]] == [b"s", b"r", b"t"]


def test_a_body_gives_what_goes_with_all_files(fake: Make, tmp_path: Path) -> None:
    run = fake(take_all)
    assert upload(run, "d1", folder(tmp_path, rose="r"), "--body", '{"final_annotation": false}').code == 0
    assert run.bodies[0]["final_annotation"] is False
    refused = upload(run, "d1", str(tmp_path / "photos"), "--body", '{"samples": []}')
    assert (refused.code, len(run.bodies)) == (2, 1)
    assert "'samples' is no field" in refused.err


def test_batches_are_as_large_as_the_user_wants(fake: Make, tmp_path: Path) -> None:
    run = fake(take_all)
    assert upload(run, "d1", folder(tmp_path, a="1", b="2", c="3"), "--batch-size", "2").code == 0
    assert names(run) == [["a.jpg", "b.jpg"], ["c.jpg"]]
    for size in ("0", "101", "many"):
        assert upload(run, "d1", str(tmp_path / "photos"), "--batch-size", size).code == 2
    assert len(run.bodies) == 2


def test_a_file_that_is_not_taken_has_an_exit_code_of_its_own(fake: Make, tmp_path: Path) -> None:
    run = fake(take_all)
    result = upload(run, "d1", folder(tmp_path, bad="x", rose="r"))
    assert result.code == 12
    assert result.rows == [
        HEADS,
        ["bad.jpg", "no", "", "ModelArts.4421", "Not an image"],
        ["rose.jpg", "yes", "id-rose.jpg", "", ""],
    ]


def test_the_report_as_data(fake: Make, tmp_path: Path) -> None:
    photos = folder(tmp_path, bad="x", rose="r")
    listed = upload(fake(take_all), "d1", photos, "-o", "json")
    assert (listed.code, [row["success"] for row in listed.data]) == (12, [False, True])
    assert listed.data[0]["error_code"] == "ModelArts.4421"
    failed = upload(fake(take_all), "d1", photos, "-o", "json", "--query", "[?!success].name")
    assert (failed.code, failed.data) == (12, ["bad.jpg"])


def test_what_cannot_be_sent_is_a_matter_of_usage(fake: Make, tmp_path: Path) -> None:
    run = fake([])
    photos = folder(tmp_path, rose="r")
    (tmp_path / "rose.jpg").write_text("another")
    for files, message in (
        ([], "Missing argument 'FILE...'"),
        ([str(tmp_path / "missing")], "does not exist"),
        ([photos, str(tmp_path / "rose.jpg")], "2 files would be sent under the name rose.jpg"),
    ):
        result = upload(run, "d1", *files)
        assert (result.code, result.out) == (2, "")
        assert message in result.err
    assert run.transport.sent == []


def test_an_empty_folder_sends_nothing(fake: Make, tmp_path: Path) -> None:
    result = upload(fake([]), "d1", folder(tmp_path), "-o", "json")
    assert (result.code, result.data) == (0, [])


def refusal(status: int, code: str, text: str) -> Answer:
    return reply(status, {"error_code": code, "error_msg": text}, x_request_id="r-1")


@pytest.mark.parametrize(("status", "code"), [(400, 1), (401, 3), (403, 10), (404, 4)])
def test_a_refusal_ends_it(fake: Make, tmp_path: Path, status: int, code: int) -> None:
    run = fake([refusal(status, "ModelArts.4352", "Dataset does not exist.")])
    result = upload(run, "d1", folder(tmp_path, rose="r"))
    assert (result.code, result.out) == (code, "")
    told = f"Dataset does not exist (HTTP {status}, ModelArts.4352, request r-1)"
    assert result.err == f"error: The upload was refused: {told}\n"


def test_a_refusal_on_the_way_shows_what_was_taken_before(fake: Make, tmp_path: Path) -> None:
    def answer(request: Request) -> Answer:
        return take_all(request) if len(run.transport.sent) == 1 else refusal(403, "ModelArts.0105", "No.")

    run = fake(answer)
    result = upload(run, "d1", folder(tmp_path, a="1", b="2", c="3"), "--batch-size", "1")
    assert result.code == 10
    assert [row[:2] for row in result.rows] == [HEADS[:2], ["a.jpg", "yes"], ["b.jpg", "no"]]
    assert "error: The upload was refused: No (HTTP 403, ModelArts.0105, request r-1)" in result.err


def test_help_says_what_it_does(fake: Make) -> None:
    result = upload(fake([]), "--help")
    assert result.code == 0
    for text in (
        "FILE...",
        "--batch-size",
        "--final-annotation",
        "Exits with 12",
        "upload bZ7kQ2mXv9LpR4tYc1Ws photos/",
    ):
        assert text in result.out
    assert "--samples" not in result.out


@pytest.mark.modelarts_emulator(auth=False, clock="instant")
def test_pictures_become_samples(live: Program, tmp_path: Path) -> None:
    created = live(
        "datasets", "create", "--dataset-name", "flowers", "--dataset-type", "free-format",
        "--data-sources", "data_type=0,data_path=/demo-bucket/flowers/input/",
        "--work-path", "/demo-bucket/flowers/output/", "--wait", "-o", "json",
    )  # fmt: skip
    dataset: Any = created.data["dataset_id"]
    photos = folder(tmp_path, rose="r", tulip="t")
    first = upload(live, dataset, photos, "-o", "json")
    assert (first.code, [row["success"] for row in first.data]) == (0, [True, True])
    again = upload(live, dataset, photos)
    assert again.code == 12
    assert [row[3] for row in again.rows[1:]] == ["ModelArts.4422"] * 2
    assert {"rose.jpg", "tulip.jpg"} <= {row[1] for row in live("datasets", "samples", "list", dataset).rows}
