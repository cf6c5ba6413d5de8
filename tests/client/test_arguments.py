"""Arguments of the path and the query are checked before anything is sent."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from modelarts_client import ModelArts, RequestValidationError
from modelarts_client.models import DatasetType, SortOrder

PROJECT = "0" * 32


def sent(project_id: str = PROJECT, **query: Any) -> list[httpx2.Request]:
    """List datasets with these arguments; return what went over the wire."""
    requests: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json={"total_number": 0, "datasets": []})

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http_client:
        client = ModelArts(
            endpoint="http://127.0.0.1:9", project_id=project_id, credentials=None, http_client=http_client
        )
        client.datasets.list(**query)
    return requests


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": 0}, "limit: Input should be greater than or equal to 1"),
        ({"limit": 101}, "limit: Input should be less than or equal to 100"),
        ({"limit": "20"}, "limit: Input should be an integer"),
        ({"limit": True}, "limit: Input should be an integer"),
        ({"file_preview": "true"}, "file_preview: Input should be true or false"),
        ({"dataset_type": 2}, "dataset_type: Input should be one of 0, 1, 3"),
        ({"dataset_type": True}, "dataset_type: Input should be an integer"),
        ({"dataset_type": DatasetType(77)}, "dataset_type: Input should be one of"),
        ({"order": "up"}, "order: Input should be one of asc, desc"),
        ({"workspace_id": "a b"}, "workspace_id: String should match pattern"),
        ({"workspace_id": "0" * 65}, "workspace_id: String should have at most 64 characters"),
        ({"project_id": "short"}, "project_id: String should have at least 32 characters"),
    ],
)
def test_what_does_not_fit_is_not_sent(query: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        sent(**query)
    assert message in str(caught.value)
    assert caught.value.problems[0][0] == next(iter(query))


def test_all_that_does_not_fit_is_named() -> None:
    with pytest.raises(RequestValidationError) as caught:
        sent(limit=0, order="up")
    assert [place for place, _ in caught.value.problems] == ["limit", "order"]


def test_what_fits_is_sent() -> None:
    (request,) = sent(
        limit=100, dataset_type=DatasetType.TABLE, order=SortOrder.ASCENDING, file_preview=True, workspace_id=""
    )
    assert dict(request.url.params) == {
        "limit": "100",
        "dataset_type": "400",
        "order": "asc",
        "file_preview": "true",
        "workspace_id": "",
    }


def test_a_value_can_be_sent_all_the_same() -> None:
    (request,) = sent(options={"query": {"limit": 1000}})
    assert request.url.params["limit"] == "1000"
