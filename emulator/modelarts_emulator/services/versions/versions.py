"""Publishing, listing, showing and deleting versions of datasets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ...store.dataset_tables import datasets
from ...store.version_tables import versions
from .. import failures
from ..datasets.changes import hold_dataset
from ..datasets.datasets import TASK_PUBLISH, lock_dataset, move_dataset
from ..datasets.kinds import KINDS, DatasetKind
from ..datasets.statistics import can_split, read_label_stats
from ..failures import busy, failure, missing
from ..lifecycle import DatasetStatus, VersionStatus, find_lifecycle
from ..samples.states import LABELLED_STATES
from .deletion import DELETE_JOB
from .publish import PUBLISH_JOB
from .ratios import is_split, read_range, read_ratio
from .views import VERSION_COLUMNS, VERSION_FORMATS, make_version_facts, view_version

if TYPE_CHECKING:
    from ...backend import Backend

_DATASET = select(datasets.c.pk, datasets.c.current_version_id).where(
    datasets.c.dataset_id == bindparam("dataset"), datasets.c.project_id == bindparam("project")
)
_SHOW = select(*VERSION_COLUMNS).where(
    versions.c.dataset_pk == bindparam("key"), versions.c.version_id == bindparam("version")
)
_TABLE_FORMATS: Final = ("CarbonData", "CSV")


def create_version(backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Start to publish the dataset's present state. Returns the reply. Raises `ServiceError`."""
    version_id = backend.ids.short()
    with backend.store.write() as conn:
        row = lock_dataset(conn, project_id, dataset_id)
        if row.status != DatasetStatus.NORMAL:
            raise busy(row.status)
        _check_request(conn, backend, row, request)
        name, number = _choose_name(conn, row, request)
        new = _new_row(backend, row, request, version_id, name)
        try:
            conn.execute(insert(versions), new)
        except IntegrityError as error:
            raise failure(failures.VERSION_EXISTS, name) from error
        move_dataset(conn, row, DatasetStatus.PUBLISHING, new["create_time"])
        hold_dataset(conn, row.pk, backend.ids.hex32(), TASK_PUBLISH)
        counts = {"next_version_num": number + 1, "dataset_version_count": row.dataset_version_count + 1}
        conn.execute(update(datasets).where(datasets.c.pk == row.pk).values(counts))
        seconds, payload = backend.config.limits.task_seconds, {"version_id": version_id}
        backend.jobs.schedule(conn, PUBLISH_JOB, project_id, dataset_id, seconds, payload)
    return {"version_id": version_id}


def _check_request(conn: Connection, backend: Backend, row: Row[Any], request: Mapping[str, Any]) -> None:
    kind, now = KINDS[row.dataset_type], backend.clock.now_ms()
    limits = backend.config.limits
    if any(ord(char) < 32 and char not in "\t\n\r" for char in request.get("description", "")):
        raise failure(failures.REQUEST, "description holds a control character")
    if request.get("version_format", "Default") in _TABLE_FORMATS and not kind.is_table:
        raise failure(failures.PARAMETER, f"version_format {request['version_format']} is for table datasets")
    if not row.total_sample_count:
        raise failure(failures.VERSION_EMPTY, "the dataset has no samples")
    if limits.versions and row.dataset_version_count >= limits.versions:
        raise failure(failures.VERSION_QUOTA)
    newest = select(func.max(versions.c.create_time)).where(
        versions.c.dataset_pk == row.pk, versions.c.status != VersionStatus.ERROR
    )
    last = conn.execute(newest).scalar()
    if last is not None and now - last < limits.version_interval_seconds * 1000:
        raise failure(failures.VERSION_TOO_SOON)
    _check_split(conn, row, kind, read_ratio(request.get("train_evaluate_sample_ratio")))


def _check_split(conn: Connection, row: Row[Any], kind: DatasetKind, ratio: float) -> None:
    if not is_split(ratio):
        return
    if not kind.splits:
        raise failure(failures.SPLIT_UNSUPPORTED, f"{kind.name} datasets cannot be divided")
    if not can_split(read_label_stats(conn, row.pk, LABELLED_STATES)):
        raise failure(failures.SPLIT_UNSUITED)


def _choose_name(conn: Connection, row: Row[Any], request: Mapping[str, Any]) -> tuple[str, int]:
    """Name of a new version, and the number that it uses up."""
    number = int(row.next_version_num)
    name = request.get("version_name")
    if name:
        return name, number
    taken = set(conn.execute(select(versions.c.version_name).where(versions.c.dataset_pk == row.pk)).scalars())
    while f"V{number:03}" in taken:
        number += 1
    return f"V{number:03}", number


def _new_row(backend: Backend, row: Row[Any], request: Mapping[str, Any], version_id: str, name: str) -> dict[str, Any]:
    now, kind = backend.clock.now_ms(), KINDS[row.dataset_type]
    text = request.get("train_evaluate_sample_ratio") or "1.00"
    facts = make_version_facts(
        request,
        dataset_type=row.dataset_type,
        table=kind.is_table,
        annotation_path=row.facts["inner_annotation_path"],
        name=name,
    )
    return {
        "version_id": version_id,
        "dataset_pk": row.pk,
        "version_name": name,
        "version_format": request.get("version_format", "Default"),
        "status": find_lifecycle("DatasetVersion").initial,
        "ratio": read_ratio(text),
        "ratio_text": text,
        "description": request.get("description", ""),
        "create_time": now,
        "update_time": now,
        "previous_version_id": row.current_version_id,
        "total_sample_count": row.total_sample_count,
        "annotated_sample_count": row.annotated_sample_count,
        "label_stats": [],
        "label_list": [],
        "facts": facts,
    }


def list_versions(backend: Backend, project_id: str, dataset_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a dataset's versions, the newest first. Raises `ServiceError` where there is no such dataset."""
    ratio = read_range(query.get("train_evaluate_ratio"))
    limit = query.get("limit", 1000)
    with backend.store.read() as conn:
        dataset = _find_dataset(conn, project_id, dataset_id)
        where = [versions.c.dataset_pk == dataset.pk]
        if query.get("status") is not None:
            where.append(versions.c.status == query["status"])
        if query.get("version_format") is not None:
            where.append(versions.c.version_format == VERSION_FORMATS[query["version_format"]])
        if ratio is not None:
            where.append(versions.c.ratio.between(*ratio))
        total = conn.execute(select(func.count()).select_from(versions).where(*where)).scalar_one()
        page = select(*VERSION_COLUMNS).where(*where).order_by(versions.c.create_time.desc(), versions.c.pk.desc())
        rows = conn.execute(page.limit(limit).offset(min(query.get("offset", 0) * limit, 2**62))).all()
    return {"total_number": total, "versions": [view_version(row, dataset.current_version_id) for row in rows]}


def show_version(backend: Backend, project_id: str, dataset_id: str, version_id: str) -> dict[str, Any]:
    """Everything about one version. Raises `ServiceError` where there is no such dataset or version."""
    with backend.store.read() as conn:
        dataset = _find_dataset(conn, project_id, dataset_id)
        row = conn.execute(_SHOW, {"key": dataset.pk, "version": version_id}).first()
    if row is None:
        raise missing(failures.VERSION_MISSING, version_id)
    return view_version(row, dataset.current_version_id, detailed=True)


def _find_dataset(conn: Connection, project_id: str, dataset_id: str) -> Any:
    row = conn.execute(_DATASET, {"dataset": dataset_id, "project": project_id}).first()
    if row is None:
        raise missing(failures.DATASET_MISSING, dataset_id)
    return row


def delete_version(backend: Backend, project_id: str, dataset_id: str, version_id: str) -> None:
    """Start to delete a version. Raises `ServiceError` while it is being made, or deleted already."""
    with backend.store.write() as conn:
        dataset = lock_dataset(conn, project_id, dataset_id)
        scope = (versions.c.dataset_pk == dataset.pk, versions.c.version_id == version_id)
        row = conn.execute(select(versions.c.pk, versions.c.status).where(*scope).with_for_update()).first()
        if row is None:
            raise missing(failures.VERSION_MISSING, version_id)
        if row.status not in (VersionStatus.NORMAL, VersionStatus.ERROR):
            raise failure(failures.VERSION_UNDELETABLE)
        if dataset.status in (DatasetStatus.SWITCHING, DatasetStatus.DELETING):
            raise busy(dataset.status)
        status = find_lifecycle("DatasetVersion").move(row.status, VersionStatus.DELETING)
        now = backend.clock.now_ms()
        conn.execute(update(versions).where(versions.c.pk == row.pk).values(status=status, update_time=now))
        seconds, payload = backend.config.limits.task_seconds, {"version_id": version_id}
        backend.jobs.schedule(conn, DELETE_JOB, project_id, dataset_id, seconds, payload)
