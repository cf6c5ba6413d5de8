"""Operations on samples."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.samples import labelling as sample_labelling
from ..services.samples import lists as sample_lists
from ..services.samples import uploads as sample_uploads


@operation("ListSamples")
def list_samples(call: Call) -> Reply:
    """List the samples of a dataset or of a version."""
    found = sample_lists.list_samples(
        call.backend, call.project_id, call.path["dataset_id"], call.query, call.signed_url
    )
    return Reply(200, found)


@operation("DescribeSample")
def describe_sample(call: Call) -> Reply:
    """Show a sample."""
    path = call.path
    shown = sample_lists.show_sample(
        call.backend, call.project_id, path["dataset_id"], path["sample_id"], call.query, call.signed_url
    )
    return Reply(200, shown)


@operation("ListSearch")
def list_search(call: Call) -> Reply:
    """Show what samples can be searched by."""
    return Reply(200, sample_lists.list_search(call.backend, call.project_id, call.path["dataset_id"]))


@operation("UpdateSamples")
def update_samples(call: Call) -> Reply:
    """Give samples new labels."""
    done = sample_labelling.update_samples(
        call.backend, call.project_id, call.path["dataset_id"], call.body or {}, _author(call)
    )
    return Reply(200, done)


@operation("DeleteSamples")
def delete_samples(call: Call) -> Reply:
    """Delete samples."""
    dataset_id = call.path["dataset_id"]
    return Reply(200, sample_labelling.delete_samples(call.backend, call.project_id, dataset_id, call.body or {}))


@operation("UploadSamplesJson")
def upload_samples(call: Call) -> Reply:
    """Add files to a dataset."""
    done = sample_uploads.upload_samples(
        call.backend, call.project_id, call.path["dataset_id"], call.body or {}, _author(call)
    )
    return Reply(200, done)


def _author(call: Call) -> str:
    user = call.principal.user
    return f"human/{user.domain.name}/{user.name}"
