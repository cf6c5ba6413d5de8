"""Lists of labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select

from ...store.dataset_tables import datasets
from ...store.prepared import Prepared
from .. import failures
from ..failures import missing
from ..samples.lists import find_version

if TYPE_CHECKING:
    from ...backend import Backend

_FIND: Final = Prepared(
    select(datasets.c.pk, datasets.c.label_list).where(
        datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project")
    )
)


def list_labels(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a dataset's labels, or of those that it had when a version was made. Raises `ServiceError`."""
    with backend.store.read() as conn:
        row: Any = _FIND.first(conn, {"dataset": dataset_id, "project": project_id})
        if row is None:
            raise missing(failures.DATASET_MISSING, dataset_id)
        found = row[1]
        if query.get("version_id"):
            held = find_version(conn, row[0], query["version_id"]).label_list
            found = [label for label in held if label["name"]]
    limit = query.get("limit", 100_000)
    start = query.get("offset", 0) * limit
    return {"total_number": len(found), "labels": found[start : start + limit]}
