"""Operations on labels."""

from __future__ import annotations

from typing import Any

from ..calls import Call, Reply
from ..registry import operation
from ..services.labels import changes as label_changes
from ..services.labels import lists as label_lists


@operation("ListLabels")
def list_labels(call: Call) -> Reply:
    """List the labels of a dataset."""
    return Reply(200, label_lists.list_labels(call.backend, call.project_id, call.path["dataset_id"], call.query))


@operation("CreateLabels")
def create_labels(call: Call) -> Reply:
    """Add labels."""
    dataset_id = call.path["dataset_id"]
    return Reply(200, label_changes.create_labels(call.backend, call.project_id, dataset_id, _labels(call)))


@operation("UpdateLabels")
def update_labels(call: Call) -> Reply:
    """Change labels."""
    dataset_id = call.path["dataset_id"]
    return Reply(200, label_changes.update_labels(call.backend, call.project_id, dataset_id, _labels(call)))


@operation("DeleteLabels")
def delete_labels(call: Call) -> Reply:
    """Delete labels."""
    dataset_id = call.path["dataset_id"]
    policy = call.query.get("delete_policy", 0)
    return Reply(200, label_changes.delete_labels(call.backend, call.project_id, dataset_id, _labels(call), policy))


@operation("UpdateLabel")
def update_label(call: Call) -> Reply:
    """Change one label."""
    dataset_id = call.path["dataset_id"]
    label_changes.update_label(call.backend, call.project_id, dataset_id, _named(call), call.body or {})
    return Reply(204)


@operation("DeleteLabelAndSamples")
def delete_label_and_samples(call: Call) -> Reply:
    """Delete a label with the samples that have no other."""
    dataset_id = call.path["dataset_id"]
    with_files = call.query.get("delete_source", False)
    label_changes.delete_label(call.backend, call.project_id, dataset_id, _named(call), with_files=with_files)
    return Reply(204)


def _labels(call: Call) -> list[dict[str, Any]]:
    return (call.body or {}).get("labels") or []


def _named(call: Call) -> dict[str, Any]:
    return {"name": call.path["label_name"], "type": call.query.get("label_type")}
