from __future__ import annotations

import inspect
from typing import Any

from .packages import Service


def test_names_that_are_no_python_names_have_their_own_on_the_wire(untagged: Any) -> None:
    service = Service({"list": []})
    client = service.client(untagged.ClassClient)
    client.class_.post_v1_class(id="1", id_body="2", plus_1=3, minus_1=4, a_b="x", größe=1.5)
    assert service.last_json() == {"@id": "1", "id": "2", "+1": 3, "-1": 4, "a.b": "x", "größe": 1.5}


def test_reserved_words_are_arguments_with_an_underscore(untagged: Any) -> None:
    service = Service({"@id": "x"})
    reply = service.client(untagged.ClassClient).class_.get_v1_class(
        from_="a", list=["b", "c"], options_=True, self_="d"
    )
    assert service.last.url.params.multi_items() == [("from", "a"), ("list", "b"), ("list", "c"), ("options", "true")]
    assert service.last.headers["self"] == "d"
    assert reply.id_2 == "x"


def test_the_same_name_in_path_query_and_body(untagged: Any) -> None:
    service = Service(["one"])
    reply = service.client(untagged.ClassClient).class_.list("p", id_query=7, id_body="b", id_body_2="B")
    assert (service.last.url.path, service.last.url.params["id"]) == ("/v1/class/p", "7")
    assert service.last_json() == {"id": "b", "Id": "B"}
    assert reply == ["one"]


def test_a_property_of_the_name_of_its_class_and_recursion(untagged: Any) -> None:
    kind = untagged.models.Class
    value = kind.model_validate({"@id": "1", "class": {"@id": "2"}, "list": {"list": [{}]}, "Operation": {"level": -1}})
    assert value.class_.id_2 == "2"
    assert type(value.list_.list_[0]) is type(value.list_)
    assert value.operation.level is untagged.models.OperationLevel.VALUE_MINUS_1


def test_methods_keep_clear_of_the_clients_own(untagged: Any) -> None:
    kinds = [untagged.ClassClient, type(Service().client(untagged.ClassClient).class_)]
    assert callable(kinds[0].raw)
    assert not hasattr(kinds[1], "wait")
    assert set(inspect.signature(kinds[1].wait_).parameters) == {"self", "id", "options"}


def test_an_operation_without_a_body_of_its_own(untagged: Any) -> None:
    service = Service({}, {"free": [1]})
    client = service.client(untagged.ClassClient)
    client.default.head_anything("x y")
    assert (service.last.method, service.last.url.raw_path) == ("HEAD", b"/x%20y")
    assert client.raw_resource.post_raw(body=[{"level": 1}]) == {"free": [1]}
    assert service.last_json() == [{"level": 1}]
