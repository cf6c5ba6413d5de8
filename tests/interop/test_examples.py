from __future__ import annotations

from typing import Any

import httpx2
import pytest

from interop.examples import Request, make_query, requests, success
from interop.prism import compare

REQUEST = Request("ShowPet", "parameters", "GET", "/pets/1", "", None)
OPERATION: dict[str, Any] = {
    "operationId": "UpdatePet",
    "parameters": [
        {"$ref": "#/components/parameters/Id"},
        {"name": "tag", "in": "query", "example": ["a", "b"]},
        {"name": "silent", "in": "query"},
    ],
    "requestBody": {"content": {"application/json": {"examples": {"one": {"value": 1}, "two": {"value": 2}}}}},
    "responses": {
        "404": {"description": "Missing"},
        "202": {"description": "Later"},
        "200": {"description": "Done", "content": {"application/json": {"example": {"name": "Rex"}}}},
    },
}
BUNDLE: dict[str, Any] = {
    "paths": {"/pets/{id}": {"put": OPERATION}},
    "components": {"parameters": {"Id": {"name": "id", "in": "path", "required": True, "example": "a/b"}}},
}


def test_each_example_of_a_body_makes_a_request() -> None:
    assert [(str(request), request.target, request.body) for request in requests(BUNDLE)] == [
        ("UpdatePet-one", "/pets/a%2Fb?tag=a&tag=b", 1),
        ("UpdatePet-two", "/pets/a%2Fb?tag=a&tag=b", 2),
    ]
    assert success(BUNDLE, OPERATION) == (200, [{"name": "Rex"}])


@pytest.mark.parametrize(
    ("parameter", "value", "query"),
    [
        ({}, ["a", "b"], "p=a&p=b"),
        ({"explode": False}, ["a", "b"], "p=a%2Cb"),
        ({}, True, "p=true"),
        ({}, 1, "p=1"),
        ({"in": "header"}, 1, ""),
    ],
)
def test_values_are_written_as_their_parameter_says(parameter: dict[str, Any], value: Any, query: str) -> None:
    assert make_query([({"name": "p", "in": "query", **parameter}, value)]) == query


@pytest.mark.parametrize(
    ("reply", "bodies", "problem"),
    [
        (httpx2.Response(200, json={"a": 1}), [{"a": 1}], None),
        (httpx2.Response(204), [], None),
        (httpx2.Response(200, json={"a": 2}), [{"a": 1}], 'ShowPet-parameters: not the documented body but {"a":2}'),
        (httpx2.Response(200, json={}), [], "ShowPet-parameters: not the documented body but {}"),
        (
            httpx2.Response(400, text="no", headers={"sl-violations": "id is no number"}),
            [{"a": 1}],
            "ShowPet-parameters: status 400 and not 200: id is no number",
        ),
    ],
)
def test_an_answer_is_compared_with_the_documented_one(
    reply: httpx2.Response, bodies: list[Any], problem: str | None
) -> None:
    transport = httpx2.MockTransport(lambda _: reply)
    status = 204 if reply.status_code == 204 else 200
    with httpx2.Client(base_url="http://prism.test", transport=transport) as client:
        assert compare(REQUEST, client, status, bodies) == ([] if problem is None else [problem])
