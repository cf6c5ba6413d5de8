"""Data processing as these tests use it."""

from __future__ import annotations

from typing import Any

import orjson

from ..datasets.service import BUCKET, INPUT, RefusedError, Service

OUTPUT = f"/{BUCKET}/processed/"


class Processing:
    """The tasks of one project."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.emulator = service.emulator
        self._base = service.base.replace("/datasets", "/processor-tasks")

    def call(self, method: str, path: str = "", body: Any = None, **query: Any) -> Any:
        """Send a request; raises `RefusedError` for an error."""
        before, self.service.base = self.service.base, self._base
        try:
            return self.service.call(method, path, body, **query)
        finally:
            self.service.base = before

    def refusal(self, method: str, path: str = "", body: Any = None, **query: Any) -> tuple[int, str]:
        """Send a request that must be refused; return the status and the code."""
        try:
            answer = self.call(method, path, body, **query)
        except RefusedError as refused:
            return refused.status, refused.code
        raise AssertionError(f"{method} {path} was accepted: {answer}")

    def start(self, operator: str, template: str = "sys_data_augmentation", **request: Any) -> tuple[str, str]:
        """Create a task with a version; return both ids."""
        task_id: str = self.call("POST", body=new_task(operator, template, **request))["task_id"]
        versions = self.call("GET", f"/{task_id}/versions")["versions"]
        return task_id, versions[0]["task_version_id"]

    def run(self, operator: str, template: str = "sys_data_augmentation", **request: Any) -> Run:
        """Create a task with a version and let it end."""
        task_id, version_id = self.start(operator, template, **request)
        self.service.settle()
        return Run(self, task_id, version_id)


class Run:
    """A version that has ended."""

    def __init__(self, processing: Processing, task_id: str, version_id: str) -> None:
        self.processing = processing
        self.task_id = task_id
        self.version_id = version_id
        self.version: dict[str, Any] = processing.call("GET", f"/{task_id}/versions/{version_id}")

    @property
    def task(self) -> dict[str, Any]:
        """The task."""
        shown: dict[str, Any] = self.processing.call("GET", f"/{self.task_id}")
        return shown

    @property
    def counts(self) -> list[int]:
        """Read, added, modified, unmodified, deleted."""
        names = ("origin", "add", "modified", "unmodified", "deleted")
        return [self.version[f"{name}_sample_count"] for name in names]

    @property
    def results(self) -> list[dict[str, Any]]:
        """All results."""
        path = f"/{self.task_id}/versions/{self.version_id}/results"
        found: list[dict[str, Any]] = self.processing.call("GET", path, limit=100)["results"]
        return found

    def notes(self) -> dict[str, tuple[int, str]]:
        """What became of each image, by its name."""
        return {
            held["origin_source"].rpartition("/")[2]: (
                held["result_property"],
                "; ".join(note for notes in held["result_description"] for note in notes),
            )
            for held in self.results
        }

    def file(self, source: str) -> bytes:
        """An object that a result names."""
        return self.processing.emulator.get_object(source.partition(":/")[2])

    def manifest(self, name: str = "output.manifest") -> list[dict[str, Any]]:
        """Lines of the output's manifest."""
        data = self.processing.emulator.get_object(self.version["work_path"]["output_path"] + name)
        return [orjson.loads(line) for line in data.splitlines()]


def new_task(operator: str, template: str = "sys_data_augmentation", **request: Any) -> dict[str, Any]:
    """A request to process the input folder."""
    params = request.pop("params", {})
    return {
        "name": f"use-{operator}",
        "inputs": [{"type": "OBS", "source": INPUT}],
        "work_path": {"type": "OBS", "path": OUTPUT},
        "create_version": True,
        "template": {"id": template, "operator_params": [{"name": operator, "params": params}]},
        **request,
    }
