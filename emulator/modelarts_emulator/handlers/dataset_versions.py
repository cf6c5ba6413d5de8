"""Operations on versions of datasets."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.versions import versions


@operation("ListDatasetVersions")
def list_dataset_versions(call: Call) -> Reply:
    """List the versions of a dataset."""
    return Reply(200, versions.list_versions(call.backend, call.project_id, call.path["dataset_id"], call.query))


@operation("CreateDatasetVersion")
def create_dataset_version(call: Call) -> Reply:
    """Publish a version of a dataset."""
    dataset_id = call.path["dataset_id"]
    return Reply(201, versions.create_version(call.backend, call.project_id, dataset_id, call.body or {}))


@operation("DescribeDatasetVersion")
def describe_dataset_version(call: Call) -> Reply:
    """Show a version."""
    path = call.path
    return Reply(200, versions.show_version(call.backend, call.project_id, path["dataset_id"], path["version_id"]))


@operation("DeleteDatasetVersion")
def delete_dataset_version(call: Call) -> Reply:
    """Delete a version."""
    path = call.path
    versions.delete_version(call.backend, call.project_id, path["dataset_id"], path["version_id"])
    return Reply(204)
