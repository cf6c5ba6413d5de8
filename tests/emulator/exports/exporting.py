"""Exports as these tests use them."""

from __future__ import annotations

from typing import Any

import orjson

from ..datasets.service import BUCKET, Service

TARGET = f"/{BUCKET}/exports/"
COPY_OUTPUT = f"/{BUCKET}/copy/output/"


def start(service: Service, dataset_id: str, **request: Any) -> str:
    """Start an export and return the task's id."""
    task_id: str = service.call("POST", f"/{dataset_id}/export-tasks", {"path": TARGET, **request})["task_id"]
    return task_id


def export(service: Service, dataset_id: str, **request: Any) -> dict[str, Any]:
    """Export, wait for the end and return the task as it is shown then."""
    task_id = start(service, dataset_id, **request)
    service.settle()
    return show(service, dataset_id, task_id)


def show(service: Service, dataset_id: str, task_id: str) -> dict[str, Any]:
    """A task as it is shown."""
    shown: dict[str, Any] = service.call("GET", f"/{dataset_id}/export-tasks/{task_id}")
    return shown


def into_copy(**params: Any) -> dict[str, Any]:
    """Parameters of an export to a new dataset."""
    return {
        "export_dest": "NEW_DATASET",
        "export_new_dataset_name": "copy",
        "export_new_dataset_work_path": COPY_OUTPUT,
        **params,
    }


def files(service: Service, folder: str = TARGET) -> list[str]:
    """Names of the files of a folder, below it."""
    return [path.removeprefix(folder) for path in service.emulator.list_objects(folder)]


def manifest(service: Service, path: str = TARGET + "flowers.manifest") -> list[dict[str, Any]]:
    """Lines of a manifest."""
    return [orjson.loads(line) for line in service.emulator.get_object(path).splitlines()]
