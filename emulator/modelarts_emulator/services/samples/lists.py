"""Lists of samples, single samples, and what samples can be searched by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Row, bindparam, select

from ...store.dataset_tables import datasets, samples
from ...store.prepared import Prepared
from ...store.version_tables import versions
from .. import failures
from ..datasets.kinds import KINDS, DatasetKind
from ..failures import missing
from ..lifecycle import VersionStatus
from ..versions.pages import list_frozen, view_frozen
from ..versions.views import table_path
from .criteria import SampleCriteria
from .facets import list_facets
from .search import SampleRow, list_page, read_query
from .states import states_named
from .table_rows import RowFiles, list_rows
from .views import Sign, view_samples

if TYPE_CHECKING:
    from ...backend import Backend

IMAGE: Final = 0

_FIND: Final = Prepared(
    select(
        datasets.c.pk, datasets.c.dataset_type, datasets.c.total_sample_count, datasets.c.label_list, datasets.c.facts
    ).where(datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project"))
)
_VERSION: Final = select(versions).where(
    versions.c.dataset_pk == bindparam("dataset"),
    versions.c.version_id == bindparam("version"),
    versions.c.status == VersionStatus.NORMAL,
)
_SAMPLE: Final = Prepared(
    select(samples).where(samples.c.dataset_pk == bindparam("dataset"), samples.c.sample_id == bindparam("sample"))
)


def list_samples(
    backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any], sign: Sign
) -> dict[str, Any]:
    """One page of a dataset's samples, or of those that a version froze. Raises `ServiceError`."""
    order, limit, page = query.get("order", "desc"), query.get("limit", 10), query.get("offset", 0)
    show = resizing(sign, query.get("process_parameter"))
    with backend.store.read() as conn:
        dataset_pk, dataset_type, row_count, _, facts = _find(conn, project_id, dataset_id)
        kind = KINDS[dataset_type]
        criteria = _read_criteria(query, kind, backend.clock.now_ms())
        shown = show if kind.sample_type == IMAGE else sign
        version = find_version(conn, dataset_pk, query["version_id"]) if query.get("version_id") else None
        if kind.is_table:
            total = row_count if version is None else version.total_sample_count
            total = total if criteria == SampleCriteria() else 0
            found = list_rows(backend.objects, dataset_id, _row_files(facts, version), total, order, limit, page)
            return {"sample_count": total, "samples": found}
        if version is not None:
            total, frozen = list_frozen(conn, version, criteria, order, limit, page)
            return {"sample_count": total, "samples": [view_frozen(row, shown) for row in frozen]}
        total, rows = list_page(conn, dataset_pk, criteria, order, limit, page)
        return {"sample_count": total, "samples": view_samples(conn, rows, shown)}


def _row_files(facts: Mapping[str, Any], version: Row[Any] | None) -> RowFiles:
    columns = len(facts.get("schema", ()))
    if version is None:
        return RowFiles(facts["inner_data_path"], columns)
    path = table_path(version.facts["manifest_path"])
    return RowFiles(path, columns, header=version.facts["with_column_header"], published=True)


def _read_criteria(query: Mapping[str, Any], kind: DatasetKind, now: int) -> SampleCriteria:
    if not kind.label_types and query.get("label_type") == kind.type:
        query = {**query, "label_type": None}  # a kind of labeling that puts no labels on samples
    criteria = read_query(query, now=now)
    if not criteria.sample_types:
        return criteria
    # All samples of a dataset are of one type.
    return replace(criteria, sample_types=(), never=criteria.never or criteria.sample_types != (kind.sample_type,))


def resizing(sign: Sign, process: str | None) -> Sign:
    """Addresses that ask for an image in another size, as those of OBS do."""
    if not process:
        return sign
    return lambda path: f"{sign(path)}&x-image-process={quote(process, safe='')}"


def _find(conn: Connection, project_id: str, dataset_id: str) -> Any:
    row = _FIND.first(conn, {"dataset": dataset_id, "project": project_id})
    if row is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return row


def find_version(conn: Connection, dataset_pk: int, version_id: str) -> Row[Any]:
    """A version of the dataset that is made and not being deleted. Raises `ServiceError`."""
    row = conn.execute(_VERSION, {"dataset": dataset_pk, "version": version_id}).first()
    if row is None:
        raise missing(failures.VERSION_MISSING, version_id)
    return row


def show_sample(
    backend: Backend, project_id: str, dataset_id: str, sample_id: str, query: Mapping[str, Any], sign: Sign
) -> dict[str, Any]:
    """One sample of a dataset. Raises `ServiceError` where there is none, or not in the state that is asked for."""
    state = query.get("sample_state")
    with backend.store.read() as conn:
        dataset_pk = _find(conn, project_id, dataset_id)[0]
        found = _SAMPLE.first(conn, {"dataset": dataset_pk, "sample": sample_id})
        if found is None:
            raise missing(failures.SAMPLE_MISSING, sample_id)
        row = SampleRow._make(found)
        if state is not None and row.state not in states_named(state):
            raise missing(failures.SAMPLE_MISSING, f"{sample_id} in state {state}")
        view = view_samples(conn, [row], sign)[0]
    worker_id = query.get("worker_id")
    if worker_id and worker_id not in [person["worker_id"] for person in view.get("labelers", ())]:
        raise missing(failures.SAMPLE_MISSING, f"{sample_id} is not given to {worker_id}")
    return view


def list_search(backend: Backend, project_id: str, dataset_id: str) -> dict[str, Any]:
    """What a dataset's samples can be searched by: labels, attributes and labelers. Raises `ServiceError`."""
    with backend.store.read() as conn:
        dataset_pk, _, _, label_list, _ = _find(conn, project_id, dataset_id)
        return {"labels": label_list, **list_facets(conn, dataset_pk)}
