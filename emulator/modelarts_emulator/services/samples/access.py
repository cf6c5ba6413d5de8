"""Holds a dataset while its samples or labels are changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, select

from ...store.dataset_tables import datasets
from ...store.prepared import Prepared
from .. import failures
from ..datasets.kinds import KINDS, DatasetKind
from ..failures import busy, failure, missing
from ..lifecycle import DatasetStatus

#: In these states samples may be given other labels; new files may be coming in meanwhile.
LABELLING: Final = (DatasetStatus.NORMAL, DatasetStatus.IMPORTING, DatasetStatus.SYNCHRONIZING)
#: In this one samples may come and go.
RESTING: Final = (DatasetStatus.NORMAL,)


class HeldDataset(NamedTuple):
    """What a change of samples needs to know about their dataset."""

    pk: int
    project_id: str
    dataset_id: str
    dataset_type: int
    status: int
    total_sample_count: int
    facts: dict[str, Any]
    import_options: dict[str, Any]

    @property
    def kind(self) -> DatasetKind:
        """Rules of the dataset's type."""
        return KINDS[self.dataset_type]

    @property
    def key(self) -> tuple[int, str]:
        """Row key and id."""
        return self.pk, self.dataset_id


_HOLD: Final = Prepared(
    select(*(datasets.c[name] for name in HeldDataset._fields))
    .where(datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project"))
    .with_for_update()
)


def hold_dataset(
    conn: Connection, project_id: str, dataset_id: str, allowed: Collection[int], *, labelling: bool = False
) -> HeldDataset:
    """Lock a dataset until the transaction ends. Raises `ServiceError` without one, or while it is busy."""
    held = find_held(conn, project_id, dataset_id)
    if held is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    if held.status not in allowed:
        if labelling and held.status == DatasetStatus.PUBLISHING:
            raise failure(failures.LABELLING_FORBIDDEN)
        raise busy(held.status)
    return held


def find_held(conn: Connection, project_id: str, dataset_id: str) -> HeldDataset | None:
    """Lock a dataset until the transaction ends, in whatever state; `None` without one."""
    found = _HOLD.first(conn, {"dataset": dataset_id, "project": project_id})
    return None if found is None else HeldDataset._make(found)
