"""What the commands send."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from ..support import PROJECT, Answer, Handler, reply
from .conftest import Fake

Make = Callable[[list[Answer] | Handler], Fake]

CREATE = [
    "datasets",
    "create",
    "--dataset-name",
    "flowers",
    "--work-path",
    "/demo-bucket/flowers/output/",
    "--work-path-type",
    "obs",
    "--data-sources",
    "data_type=0,data_path=/demo-bucket/flowers/input/",
]
BODY = {
    "dataset_name": "flowers",
    "work_path": "/demo-bucket/flowers/output/",
    "work_path_type": 0,
    "data_sources": [{"data_type": 0, "data_path": "/demo-bucket/flowers/input/"}],
}


def _page(count: int, total: int, first: int = 0) -> Answer:
    datasets = [{"dataset_id": f"d{first + index}", "status": 1} for index in range(count)]
    return reply(200, {"total_number": total, "datasets": datasets})


def _queries(fake: Fake) -> list[dict[str, str]]:
    return [dict(parse_qsl(request.query)) for request in fake.transport.sent]


def test_list_sends_what_was_given(fake: Make) -> None:
    run = fake([_page(2, 2)])
    result = run(
        "datasets", "list", "--limit", "20", "--dataset-type", "table", "--order", "ASC", "--no-with-labels",
        "--file-preview", "-o", "json",
    )  # fmt: skip
    assert result.code == 0
    assert [item["dataset_id"] for item in result.data] == ["d0", "d1"]
    assert _queries(run) == [
        {"limit": "20", "dataset_type": "400", "order": "asc", "with_labels": "false", "file_preview": "true"}
    ]
    assert run.transport.sent[0].path == f"/v2/{PROJECT}/datasets"


@pytest.mark.parametrize(
    ("options", "queries", "shown"),
    [
        (["--limit", "2"], [{"limit": "2"}], 2),
        (["--limit", "2", "--page", "3"], [{"limit": "2", "offset": "2"}], 2),
        (["--page", "2"], [{"offset": "1"}], 10),
        (["--all"], [{"limit": "100"}, {"limit": "100", "offset": "1"}, {"limit": "100", "offset": "2"}], 230),
        (["--limit", "150"], [{"limit": "100"}, {"limit": "100", "offset": "1"}], 150),
    ],
)
def test_pages(fake: Make, options: list[str], queries: list[dict[str, str]], shown: int) -> None:
    def answer(request: Any) -> Answer:
        query = dict(parse_qsl(request.query))
        size, page = int(query.get("limit", 10)), int(query.get("offset", 0))
        return _page(max(0, min(size, 230 - page * size)), 230, page * size)

    run = fake(answer)
    result = run("datasets", "list", *options, "-o", "json")
    assert result.code == 0, result.err
    assert len(result.data) == shown
    assert _queries(run) == queries


@pytest.mark.parametrize(
    "options", [["--all", "--page", "2"], ["--page", "2", "--offset", "1"], ["--page", "1", "--limit", "101"]]
)
def test_pages_that_exclude_each_other(fake: Make, options: list[str]) -> None:
    run = fake([])
    assert run("datasets", "list", *options).code == 2
    assert run.transport.sent == []


def test_create_sends_the_options_as_a_body(fake: Make) -> None:
    run = fake([reply(201, {"dataset_id": "new"})])
    labels = ["--labels", "name=rose,type=0", "--labels", '[{"name": "tulip"}, {"name": "1"}]']
    result = run(*CREATE, *labels, "--query", "dataset_id")
    assert (result.code, result.out) == (0, "new\n")
    assert run.bodies == [{**BODY, "labels": [{"name": "rose", "type": 0}, {"name": "tulip"}, {"name": "1"}]}]


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_body_from_a_file_and_options_before_it(fake: Make, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"body.{suffix}"
    file.write_text(json.dumps(BODY))  # JSON is YAML too
    run = fake([reply(201, {"dataset_id": "new"})])
    assert run("datasets", "create", "--body", f"@{file}", "--dataset-name", "roses").code == 0
    assert run.bodies == [{**BODY, "dataset_name": "roses"}]


def test_an_explicit_null_is_sent(fake: Make) -> None:
    run = fake([reply(200, {})])
    assert run("datasets", "update", "d1", "--body", '{"description": null}').code == 0
    assert run.bodies == [{"description": None}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["datasets", "create", "--dataset-name", "x"], "Missing option '--data-sources'"),
        (["datasets", "update", "d", "--body", '{"descripton": ""}'], "did you mean 'description'?"),
        (["datasets", "create", "--body", '{"data_sources": null}'], "Missing option '--data-sources'"),
        (["datasets", "update", "d", "--body", "[]"], "an object is needed, not an array"),
        (["datasets", "list", "--limit", "0"], "0 is not in the range"),
        (["datasets", "list", "--dataset-type", "cat"], "'cat' is not one of image-classification (0)"),
        (["datasets", "list", "--query", "[].{"], "not a JMESPath expression at character 5"),
        (["datasets", "lst"], "Did you mean 'list'?"),
        (["datasets", "get"], "Missing argument 'DATASET_ID'"),
        ([*CREATE, "--description", "<>"], "description: "),
        (["api", "GET", "v2"], "begins with a slash"),
        (["api", "GET", "/v2", "-p", "x"], "not of the form NAME=VALUE"),
    ],
)
def test_mistakes_are_found_before_anything_is_sent(fake: Make, arguments: list[str], message: str) -> None:
    run = fake([])
    result = run(*arguments)
    assert result.code == 2
    assert message in result.err
    assert result.out == ""
    assert run.transport.sent == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("abs(@)", "abs() takes number, not array"),
        ("sort_by(@, &labels)", "sort_by() takes string or number, not array"),
        ("max_by(@, &dataset_name || total_sample_count)", "not supported between"),
        ("nofunc(@)", "Unknown function: nofunc()"),
    ],
)
def test_queries_that_do_not_suit_the_reply(fake: Make, query: str, message: str) -> None:
    things = [{"dataset_name": "hush", "labels": []}, {"total_sample_count": 5}]
    result = fake([reply(200, {"total_number": 2, "datasets": things})])("datasets", "list", "--query", query)
    assert result.code == 2
    assert message in result.err
    assert "hush" not in result.err


@pytest.mark.parametrize("order", [0, 2])
def test_common_options_stand_anywhere(fake: Make, order: int) -> None:
    run = fake([_page(1, 1)])
    words = ["datasets", "list"]
    words[order:order] = [
        "-o",
        "ndjson",
        "--project-id",
        "a" * 32,
        "--timeout",
        "3",
        "--max-retries",
        "0",
        "--auth",
        "off",
    ]
    result = run(*words)
    assert result.data == {"dataset_id": "d0", "status": 1}
    assert run.transport.sent[0].path == f"/v2/{'a' * 32}/datasets"
    assert run.program.seen == [{"project_id": "a" * 32, "timeout": 3.0, "max_retries": 0, "credentials": None}]


def test_api_sends_any_request(fake: Make) -> None:
    run = fake([reply(200, {"a": [1]})])
    result = run("api", "post", "/v1/{project_id}/things", "-p", "a=1", "-p", "a=2", "-H", "X-Y=z", "--body", "b=1")
    request = run.transport.sent[0]
    assert result.data == {"a": [1]}
    assert (request.method, request.path, request.query) == ("POST", f"/v1/{PROJECT}/things", "a=1&a=2")
    assert request.headers["X-Y"] == "z"
    assert run.bodies == [{"b": 1}]
