"""Intelligent tasks as these tests use them."""

from __future__ import annotations

from typing import Any

from ..datasets.service import Service
from ..pictures import encode, photo, picture

AUTO = {"task_type": "auto-label", "config": {"algorithm_type": "fast"}}
PRE = {"task_type": "pre-label", "model_id": "5d2c8f1e-7a34-4b96-9e0d-3c6b1a8f4e27"}


def grouping(number: int = 2, **config: Any) -> dict[str, Any]:
    """A request to sort images into groups."""
    return {"task_type": "auto-grouping", "config": {"n_clusters": number, "property": "group", **config}}


class Labelling:
    """The tasks of one dataset."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.emulator = service.emulator
        self.dataset_id = ""

    def put_flowers(self, images: int = 5, **request: Any) -> str:
        """A dataset of roses and tulips; near-copies of a rose and a tulip are not labelled."""
        for number in range(images):
            self.service.put_file(f"rose/{number}.jpg", photo(number))
            self.service.put_file(f"tulip/{number}.jpg", photo(100 + number))
        self.service.put_file("copy-of-rose.jpg", encode(picture(1), quality=60))
        self.service.put_file("copy-of-tulip.jpg", encode(picture(102).resize((96, 72))))
        self.dataset_id = self.service.create(**request)
        return self.dataset_id

    def call(self, method: str, path: str = "", body: Any = None, **query: Any) -> Any:
        """Send a request about the dataset."""
        return self.service.call(method, f"/{self.dataset_id}{path}", body, **query)

    def refusal(self, method: str, path: str = "", body: Any = None, **query: Any) -> tuple[int, str]:
        """Send a request that must be refused; return the status and the code."""
        refused = self.service.refusal(method, f"/{self.dataset_id}{path}", body, **query)
        return refused.status, refused.code

    def start(self, **request: Any) -> str:
        """Start a task and return its id."""
        task_id: str = self.call("POST", "/tasks", request)["task_id"]
        return task_id

    def run(self, **request: Any) -> dict[str, Any]:
        """Start a task and let it end."""
        task_id = self.start(**request)
        self.service.settle()
        return self.task(task_id)

    def task(self, task_id: str) -> dict[str, Any]:
        """Details of a task."""
        shown: dict[str, Any] = self.call("GET", f"/tasks/{task_id}")
        return shown

    def proposals(self, **query: Any) -> dict[str, dict[str, Any]]:
        """Samples whose labels wait for confirmation, by their names."""
        found = self.call("GET", "/auto-annotations/samples", limit=100, **query)["samples"]
        return {held["sample_name"]: held for held in found}

    def labels(self) -> dict[str, list[tuple[str, float]]]:
        """Labels that wait for confirmation, with their scores."""
        return {
            name: [(label["name"], label["score"]) for label in held["labels"]]
            for name, held in self.proposals().items()
        }
