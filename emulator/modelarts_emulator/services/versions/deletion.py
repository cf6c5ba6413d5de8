"""The task that removes a version."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, select, update

from ...jobs import JobRun, job
from ...store.dataset_tables import datasets
from ...store.version_tables import versions
from ..lifecycle import VersionStatus, find_lifecycle
from .freezing import remove_all_frozen

DELETE_JOB: Final = "version.delete"


def _prepare(run: JobRun) -> None:
    """Remove what can be much: samples, and the files that publishing wrote, copies of the source files among them."""
    statement = (
        select(versions.c.pk, versions.c.facts)
        .join(datasets, datasets.c.pk == versions.c.dataset_pk)
        .where(
            datasets.c.project_id == run.project_id,
            versions.c.version_id == run.payload["version_id"],
            versions.c.status == VersionStatus.DELETING,
        )
    )
    row = run.conn.execute(statement).first()
    if row is not None:
        remove_all_frozen(run.backend, row.pk)
        folder = row.facts["manifest_path"].rpartition("/")[0] + "/"
        run.backend.objects.delete(folder)


def _give_up(run: JobRun) -> None:
    values = {"status": int(VersionStatus.ERROR), "message": run.error}
    scope = (versions.c.version_id == run.payload["version_id"], versions.c.status == VersionStatus.DELETING)
    run.conn.execute(update(versions).where(*scope).values(values))


@job(DELETE_JOB, prepare=_prepare, failed=_give_up)
def remove_version(run: JobRun) -> None:
    """Remove a version's rows. Where it was the current one, the newest that is left becomes current."""
    scope = (datasets.c.dataset_id == run.subject_id, datasets.c.project_id == run.project_id)
    dataset = run.conn.execute(select(datasets).where(*scope).with_for_update()).first()
    if dataset is None:
        return
    found = select(versions.c.pk, versions.c.version_id, versions.c.status).where(
        versions.c.dataset_pk == dataset.pk, versions.c.version_id == run.payload["version_id"]
    )
    row = run.conn.execute(found).first()
    if row is None or row.status != VersionStatus.DELETING:
        return
    find_lifecycle("DatasetVersion").move(row.status, VersionStatus.DELETED)
    run.conn.execute(delete(versions).where(versions.c.pk == row.pk))
    values = {"dataset_version_count": dataset.dataset_version_count - 1, "update_time": run.backend.clock.now_ms()}
    if dataset.current_version_id == row.version_id:
        values |= _next_current(run.conn, dataset.pk)
    run.conn.execute(update(datasets).where(datasets.c.pk == dataset.pk).values(values))


def _next_current(conn: Connection, dataset_pk: int) -> dict[str, str | None]:
    newest = (
        select(versions.c.version_id, versions.c.version_name)
        .where(versions.c.dataset_pk == dataset_pk, versions.c.status == VersionStatus.NORMAL)
        .order_by(versions.c.create_time.desc(), versions.c.pk.desc())
        .limit(1)
    )
    row = conn.execute(newest).first()
    version_id, name = (row.version_id, row.version_name) if row is not None else (None, None)
    return {"current_version_id": version_id, "current_version_name": name}
