"""Operations on the synchronization of datasets with their data sources."""

from __future__ import annotations

from ..calls import Call, Reply
from ..registry import operation
from ..services.synchronization import synchronization


@operation("SyncDataSource")
def sync_data_source(call: Call) -> Reply:
    """Synchronize a dataset."""
    dataset_id = call.path["dataset_id"]
    synchronization.start_synchronization(call.backend, call.project_id, dataset_id)
    return Reply(200)


@operation("SyncDataSourceState")
def sync_data_source_state(call: Call) -> Reply:
    """Show the latest synchronization of a dataset."""
    dataset_id = call.path["dataset_id"]
    return Reply(200, synchronization.show_synchronization(call.backend, call.project_id, dataset_id))
