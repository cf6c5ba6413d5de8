from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from .packages import Service

PAGES = (
    {"data": {"racks": [{"id": "a"}, {"id": "b"}], "next": "m1"}},
    {"data": {"racks": [{"id": "c", "state": 1}], "next": ""}},
)


def test_pages_follow_their_marks(warehouse: Any) -> None:
    service = Service(*PAGES)
    racks = service.client(warehouse.Warehouse, project_id="p").racks
    assert [rack.id for rack in racks.list()] == ["a", "b", "c"]
    assert service.last.url.path == "/p/racks"
    assert service.last.url.params["continue"] == "m1"


def test_pages_of_the_asynchronous_client(warehouse: Any) -> None:
    service = Service(*PAGES)

    async def collect() -> list[str]:
        client = service.async_client(warehouse.AsyncWarehouse, project_id="p")
        return [rack.id async for rack in client.racks.list()]

    assert asyncio.run(collect()) == ["a", "b", "c"]


def test_waiting_follows_the_lifecycle(warehouse: Any) -> None:
    service = Service(*({"id": "a", "status": {"state": state}} for state in (0, 0, 1)))
    racks = service.client(warehouse.Warehouse, project_id="p").racks
    seen: list[int] = []
    rack = racks.wait("a", interval=0.001, on_progress=lambda reply: seen.append(reply.status.state))
    assert rack.status.state is warehouse.models.RackState.READY
    assert seen[:2] == [0, 0]


def test_waiting_fails_with_the_lifecycle(warehouse: Any) -> None:
    service = Service({"id": "a", "status": {"state": 2}})
    with pytest.raises(warehouse.WaitFailedError):
        service.client(warehouse.Warehouse, project_id="p").racks.wait("a")


def test_elements_are_checked_too(warehouse: Any) -> None:
    service = Service({"rack": {"id": "a"}})
    racks = service.client(warehouse.Warehouse, project_id="p").racks
    with pytest.raises(warehouse.RequestValidationError, match="labels"):
        racks.create(name="A1", labels={"a": "too long"})
    with pytest.raises(warehouse.RequestValidationError, match="size"):
        racks.create(name="A1", size={"width": 0})
    made = racks.create(name="A1", size="small", labels={"a": "b"}, shelves=[{"height": 2, "free": 1}])
    assert service.last_json()["shelves"] == [{"height": 2, "free": 1}]
    assert made.rack.id == "a"


def test_a_value_without_a_choice_is_sent_by_itself(warehouse: Any) -> None:
    service = Service({"rack": {"id": "a"}}, {"rack": {"id": "b"}})
    racks = service.client(warehouse.Warehouse, project_id="p").racks
    racks.create(name="A1")
    assert service.last_json() == {"object": "rack", "unit": 0, "name": "A1"}
    racks.create(name="A1", object="rack", unit=warehouse.models.Unit.METRE)
    assert service.last_json() == {"object": "rack", "unit": 0, "name": "A1"}
    with pytest.raises(warehouse.RequestValidationError, match="unit"):
        racks.create(name="A1", unit=1)


def test_modules_that_need_each_other_can_be_imported_in_any_order(warehouse: Any) -> None:
    rack = warehouse.models.Rack.model_validate({"id": "x", "boxes": [{"rack": {"id": "y"}, "content": {"sku": "s"}}]})
    assert rack.boxes[0].rack.id == "y"
    assert rack.boxes[0].content.sku == "s"


def test_pages_that_are_asked_for_in_the_body(warehouse: Any) -> None:
    service = Service({"count": 3, "racks": [{"id": "a"}, {"id": "b"}]}, {"count": 3, "racks": [{"id": "c"}]})
    racks = service.client(warehouse.Warehouse, project_id="p").racks
    assert [rack.id for rack in racks.find(name="x", size=2)] == ["a", "b", "c"]
    assert json.loads(service.last.content) == {"name": "x", "page": 1, "size": 2}


def test_a_log_is_followed_until_its_owner_is_ready(warehouse: Any) -> None:
    service = Service(
        {"id": "a", "status": {"state": 0}},
        {"log": {"text": "one\ntw", "bytes": 6}},
        {"id": "a", "status": {"state": 1}},
        {"log": {"text": "one\ntwo\n", "bytes": 8}},
    )
    log = service.client(warehouse.Warehouse, project_id="p").racks.log
    assert list(log.follow("a", "north", interval=0.001)) == ["one", "two"]
    assert [request.url.path for request in service.requests] == ["/p/racks/a", "/p/racks/a/log/north"] * 2
