"""Pages of all styles, with well-behaved and with broken services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from modelarts_client._runtime import (
    AsyncPage,
    ConfigurationError,
    NotFoundError,
    Operation,
    Page,
    Pagination,
    Request,
    Response,
)

from .sample_models import MarkedThings, Things
from .support import GET, LIST, Driver, FakeClock, reply

NUMBERED = replace(
    LIST,
    pagination=Pagination(style="page-number", page="page", size="size", items=("items",), total=("total_number",)),
)
OFFSET = replace(
    LIST, pagination=Pagination(style="offset", page="offset", size="limit", items=("items",), total=("total_number",))
)
NO_TOTAL = replace(LIST, pagination=Pagination(style="page-index", page="offset", size="limit", items=("items",)))
CURSOR: Operation[MarkedThings] = Operation(
    id="ListMarked",
    method="GET",
    path="/v2/{project_id}/marked",
    response="sample:MarkedThings",
    pagination=Pagination(
        style="cursor", cursor="continue", size="limit", items=("items",), next=("metadata", "continue")
    ),
)


def _parameter(request: Request, name: str, default: int) -> int:
    return int(parse_qs(request.query).get(name, [str(default)])[0])


def _service(
    count: int, page: str, size: str, start: Callable[[int, int], int], first: int
) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        length = _parameter(request, size, 10)
        begin = start(_parameter(request, page, first), length)
        ids = [f"t{index}" for index in range(count)][begin : begin + length]
        return reply(200, {"items": [{"id": id_} for id_ in ids], "total_number": count})

    return answer


STYLES: dict[str, Any] = {
    "page-index": (LIST, "offset", "limit", lambda page, size: page * size, 0),
    "page-number": (NUMBERED, "page", "size", lambda page, size: (page - 1) * size, 1),
    "offset": (OFFSET, "offset", "limit", lambda offset, _: offset, 0),
    "no-total": (NO_TOTAL, "offset", "limit", lambda page, size: page * size, 0),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("count", "size"), [(0, 3), (1, 3), (3, 3), (7, 3), (9, 3), (25, None), (10, None)])
def test_all_items_of_all_pages(driver: Driver, style: str, count: int, size: int | None) -> None:
    operation, page, size_name, start, first = STYLES[style]
    client = driver.client(_service(count, page, size_name, start, first))
    found = driver.collect(client.request_page(operation, query={size_name: size}))
    assert [thing.id for thing in found] == [f"t{index}" for index in range(count)]
    pages = -(-count // (size or 10)) or 1
    needed = pages if style != "no-total" else pages + (1 if count and (size is None or count % size == 0) else 0)
    assert len(driver.sent) == needed


@pytest.mark.parametrize("style", ["page-index", "page-number", "offset"])
def test_from_a_later_page(driver: Driver, style: str) -> None:
    operation, page, size_name, start, first = STYLES[style]
    client = driver.client(_service(8, page, size_name, start, first))
    begin = {"page-index": 1, "page-number": 2, "offset": 3}[style]
    found = driver.collect(client.request_page(operation, query={size_name: 3, page: begin}))
    assert [thing.id for thing in found] == ["t3", "t4", "t5", "t6", "t7"]
    assert len(driver.sent) == 2


def test_one_page(driver: Driver) -> None:
    client = driver.client(_service(7, "offset", "limit", lambda page, size: page * size, 0))
    page = driver.run(client.request_page(LIST, query={"limit": 3}))
    assert isinstance(page, Page | AsyncPage)
    assert [thing.id for thing in page.items] == ["t0", "t1", "t2"]
    assert (page.total, page.has_next) == (7, True)
    assert type(page.reply) is Things
    assert "3 items, total 7" in repr(page)
    second = driver.run(page.next_page())
    third = driver.run(second.next_page())
    assert [thing.id for thing in third.items] == ["t6"]
    assert not third.has_next
    assert driver.run(third.next_page()) is None
    assert len(driver.sent) == 3


def test_pages(driver: Driver) -> None:
    client = driver.client(_service(7, "offset", "limit", lambda page, size: page * size, 0))
    pages = driver.collect(driver.run(client.request_page(LIST, query={"limit": 3})).pages())
    assert [len(page.items) for page in pages] == [3, 3, 1]


def test_query_among_the_options_does_not_stop_the_count(driver: Driver) -> None:
    client = driver.client(_service(7, "offset", "limit", lambda page, size: page * size, 0))
    page = client.request_page(LIST, options={"query": {"limit": 3, "offset": 1}})
    assert [thing.id for thing in driver.collect(page)] == ["t3", "t4", "t5", "t6"]


def test_filters_and_options_go_with_every_page(driver: Driver) -> None:
    client = driver.client(_service(7, "offset", "limit", lambda page, size: page * size, 0))
    driver.collect(client.request_page(LIST, query={"limit": 4, "name": "x"}, options={"headers": {"X-A": "b"}}))
    assert [request.query for request in driver.sent] == ["limit=4&name=x", "limit=4&name=x&offset=1"]
    assert {request.headers["X-A"] for request in driver.sent} == {"b"}


def test_cursor(driver: Driver) -> None:
    def answer(request: Request) -> Response:
        page = _parameter(request, "continue", 0)
        metadata = {"continue": str(page + 1)} if page < 2 else {}
        return reply(200, {"items": [{"id": f"t{page}"}], "metadata": metadata})

    client = driver.client(answer)
    assert [thing.id for thing in driver.collect(client.request_page(CURSOR))] == ["t0", "t1", "t2"]
    assert [request.query for request in driver.sent] == ["", "continue=1", "continue=2"]


def test_cursor_goes_on_after_an_empty_page(driver: Driver) -> None:
    answers = [
        reply(200, {"items": [], "metadata": {"continue": "m"}}),
        reply(200, {"items": [{"id": "t"}], "metadata": {"continue": ""}}),
    ]
    client = driver.client(list(answers))
    assert [thing.id for thing in driver.collect(client.request_page(CURSOR))] == ["t"]


def test_cursor_that_comes_again_ends_the_list(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    marks = iter(["a", "b", "a", "b"])
    client = driver.client(lambda _: reply(200, {"items": [{"id": "t"}], "metadata": {"continue": next(marks)}}))
    assert len(driver.collect(client.request_page(CURSOR))) == 3
    assert "same page" in caplog.text


@pytest.mark.parametrize(
    "operation", [LIST, NUMBERED, OFFSET, NO_TOTAL], ids=lambda operation: operation.pagination.style
)
def test_page_that_comes_again_ends_the_list(
    driver: Driver, operation: Operation[Things], caplog: pytest.LogCaptureFixture
) -> None:
    body = {"items": [{"id": "t0"}, {"id": "t1"}], "total_number": 1000}
    client = driver.client(lambda _: reply(200, body))
    assert [thing.id for thing in driver.collect(client.request_page(operation))] == ["t0", "t1"]
    assert len(driver.sent) == 2
    assert "ListThings sent the same page again" in caplog.text


@pytest.mark.parametrize("body", [{}, {"items": None, "total_number": 5}, {"items": "odd", "total_number": "odd"}])
def test_replies_without_items(driver: Driver, body: Any) -> None:
    client = driver.client(lambda _: reply(200, body))
    assert driver.collect(client.request_page(LIST)) == []
    assert len(driver.sent) == 1


def test_list_that_shrinks_meanwhile(driver: Driver) -> None:
    answers = [reply(200, {"items": [{"id": "a"}], "total_number": 3}), reply(200, {"items": [], "total_number": 3})]
    client = driver.client(list(answers))
    assert len(driver.collect(client.request_page(LIST, query={"limit": 1}))) == 1


def test_error_on_a_later_page(driver: Driver) -> None:
    client = driver.client([reply(200, {"items": [{"id": "a"}], "total_number": 3}), reply(404)])
    with pytest.raises(NotFoundError):
        driver.collect(client.request_page(LIST, query={"limit": 1}))


def test_operation_without_pages(driver: Driver) -> None:
    client = driver.client(lambda _: reply(200, {"id": "t"}))
    with pytest.raises(ConfigurationError, match="GetThing"):
        driver.run(client.request_page(GET, path={"thing_id": "t"}))


def test_async_page_must_be_loaded_first(clock: FakeClock) -> None:
    driver = Driver("async", clock)
    page = driver.client(_service(2, "offset", "limit", lambda page, size: page * size, 0)).request_page(LIST)
    assert "not loaded" in repr(page)
    with pytest.raises(RuntimeError, match="await it first"):
        _ = page.items

    async def twice() -> tuple[Any, Any]:
        return await page, await page

    first, second = asyncio.run(twice())
    assert first is second is page
    assert len(driver.sent) == 1
