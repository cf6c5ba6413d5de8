from __future__ import annotations

import pytest
from modelarts_emulator.calls import Call, Reply
from modelarts_emulator.description import Description, DescriptionError, load_description
from modelarts_emulator.errors import ServiceError, fill_message, find_error, load_catalogue
from modelarts_emulator.handlers import NOT_IMPLEMENTED
from modelarts_emulator.registry import load_handlers, operation
from modelarts_emulator.resources import find_resource
from modelarts_emulator.routing import Router


def test_each_operation_has_a_handler_or_is_known_to_have_none() -> None:
    handled, described = set(load_handlers()), set(load_description().operations)
    assert handled <= described
    assert described - handled == NOT_IMPLEMENTED


def test_an_operation_has_one_handler() -> None:
    with pytest.raises(ValueError, match="ListDatasets is handled by"):

        @operation("ListDatasets")
        def another(call: Call) -> Reply:
            return Reply(200)


def test_the_catalogue_ships_with_the_emulator() -> None:
    assert find_resource("errors.json") is not None
    assert len(load_catalogue()) > 500


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ModelArts.0010", 500),
        ("ModelArts.0101", 400),
        ("ModelArts.0201", 401),
        ("ModelArts.0202", 401),
        ("ModelArts.0203", 401),
        ("ModelArts.0206", 401),
        ("ModelArts.0210", 403),
        ("ModelArts.0212", 401),
        ("ModelArts.1002", 400),
    ],
)
def test_the_codes_of_the_core_are_documented(code: str, status: int) -> None:
    assert find_error(code, status).status == status


def test_a_code_with_several_statuses_needs_one() -> None:
    with pytest.raises(LookupError, match="say which one is meant"):
        ServiceError("ModelArts.0203")
    with pytest.raises(LookupError, match="not in the error catalogue"):
        ServiceError("ModelArts.9999")


@pytest.mark.parametrize(
    ("template", "values", "message"),
    [
        ("Model ({0}, {1}) exists.", ("a", 2), "Model (a, 2) exists."),
        ("{1} before {0}", ("a", "b"), "b before a"),
        ("The {name} of {id}", ("x", "y"), "The x of y"),
        ("The pool (%s) has %d", ("p", 3), "The pool (p) has 3"),
        ("Nothing for {0}", (), "Nothing for "),
        ("A brace in {0}", ("{1}",), "A brace in {1}"),
    ],
)
def test_messages_are_filled_in(template: str, values: tuple[object, ...], message: str) -> None:
    assert fill_message(template, values) == message


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (None, "has no paths"),
        ({"/a": {"get": {"operationId": "X"}}, "/b": {"get": {"operationId": "X"}}}, "two operations have the id X"),
        ({"/a": 5}, "/a: a path is an object"),
        ({"/a": {"get": []}}, "/a: get is no operation"),
        ({"/a": {"$ref": "#/components/pathItems/None"}}, "leads nowhere"),
    ],
)
def test_a_description_that_cannot_be_used(paths: object, message: str) -> None:
    with pytest.raises(DescriptionError, match=message):
        Description({"paths": paths} if paths is not None else {})


def test_paths_that_cannot_be_told_apart() -> None:
    paths = {"/a/{x}": {"get": {"operationId": "X"}}, "/a/{y}": {"get": {"operationId": "Y"}}}
    with pytest.raises(DescriptionError, match="described twice"):
        Router(Description({"paths": paths}).operations.values())


def test_routing_looks_back_where_a_fixed_segment_leads_nowhere() -> None:
    paths = {"/a/b/c": {"get": {"operationId": "Fixed"}}, "/a/{x}/d": {"get": {"operationId": "Free"}}}
    router = Router(Description({"paths": paths}).operations.values())
    found, values, _ = router.find("GET", b"/a/b/d")
    assert found is not None
    assert (found.id, values) == ("Free", {"x": "b"})
