"""Imports as these tests make and look at them."""

from __future__ import annotations

from typing import Any

import orjson
from modelarts_emulator.services.formats.annotations import Annotation
from modelarts_emulator.store.dataset_tables import datasets, labels, sample_labels, samples
from sqlalchemy import select

from ..datasets.service import BUCKET, PNG, Service

MORE = f"/{BUCKET}/more/"
MANIFEST = MORE + "all.manifest"

#: A sample as it is compared: source, type, size, usage, hard, state and labels; without what differs between datasets.
Held = tuple[Any, ...]


def put(service: Service, name: str, data: bytes = PNG) -> str:
    """Put a file below the folder to import; return its path."""
    service.emulator.put_object(MORE + name, data)
    return MORE + name


def put_manifest(service: Service, *lines: dict[str, Any] | bytes, path: str = MANIFEST) -> str:
    """Write a manifest."""
    data = b"\n".join(line if isinstance(line, bytes) else orjson.dumps(line) for line in lines)
    service.emulator.put_object(path, data + b"\n")
    return path


def start(service: Service, dataset_id: str, path: str = MORE, **request: Any) -> str:
    """Start an import; return its id."""
    body = {"import_path": path, "import_type": "manifest" if path.endswith(".manifest") else "dir", **request}
    task_id: str = service.call("POST", f"/{dataset_id}/import-tasks", body)["task_id"]
    return task_id


def show(service: Service, dataset_id: str, task_id: str) -> dict[str, Any]:
    """Details of an import."""
    shown: dict[str, Any] = service.call("GET", f"/{dataset_id}/import-tasks/{task_id}")
    return shown


def import_into(service: Service, dataset_id: str, path: str = MORE, **request: Any) -> dict[str, Any]:
    """Import and wait for the end; return the task."""
    task_id = start(service, dataset_id, path, **request)
    service.settle()
    return show(service, dataset_id, task_id)


def counts(task: dict[str, Any]) -> tuple[int, int, int]:
    """How many samples were found, imported, and labelled."""
    return task["total_sample_count"], task["imported_sample_count"], task["annotated_sample_count"]


def note(kind: str, name: str | None = None, **more: Any) -> dict[str, Any]:
    """An annotation in a line of a manifest."""
    held = {"type": f"modelarts/{kind}", "annotated-by": "human", "creation-time": "2025-10-09 08:53:20"}
    return held | ({"name": name} if name else {}) | more


def line(source: str, *notes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of a manifest; a source is a path or a text after ``content://``."""
    uri = "s3:/" + source if source.startswith("/") else source
    return {"source": uri, **more} | ({"annotation": list(notes)} if notes else {})


def held_samples(service: Service, dataset_id: str) -> list[Held]:
    """All samples of a dataset, in the order of their sources."""
    with service.emulator.app.emulator.backend.store.read() as conn:
        columns = (samples.c.pk, samples.c.source, samples.c.sample_type, samples.c.size, samples.c.usage)
        states = (samples.c.hard, samples.c.state, samples.c.metadata)
        of_dataset = datasets.c.dataset_id == dataset_id
        found = conn.execute(
            select(*columns, *states).join(datasets, datasets.c.pk == samples.c.dataset_pk).where(of_dataset)
        )
        return sorted(
            (
                (row.source, row.sample_type, row.size, row.usage, row.hard, row.state, _labels(conn, row.pk))
                for row in found
            ),
            key=lambda held: (held[0], orjson.dumps([[each.name, each.property] for each in held[-1]])),
        )


def _labels(conn: Any, sample_pk: int) -> list[Annotation]:
    rows = conn.execute(
        select(
            labels.c.name, labels.c.type, sample_labels.c.property, sample_labels.c.score, sample_labels.c.annotated_by
        )
        .join(labels, labels.c.pk == sample_labels.c.label_pk)
        .where(sample_labels.c.sample_pk == sample_pk)
        .order_by(sample_labels.c.pk)
    )
    return [Annotation(*row) for row in rows]


def names(service: Service, dataset_id: str) -> dict[str, list[str]]:
    """Names of the labels of every sample, by the last part of its source."""
    return {held[0].rpartition("/")[2]: [note.name for note in held[-1]] for held in held_samples(service, dataset_id)}


def log(service: Service, dataset_id: str, task_id: str) -> str:
    """What an import wrote into its log."""
    folder = service.show(dataset_id)["inner_log_path"]
    return service.emulator.get_object(f"{folder}import-{task_id}.log").decode()
