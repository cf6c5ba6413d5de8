"""The task that removes a dataset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from ...jobs import JobRun, job
from ...store.counters import add_to_counters
from ...store.dataset_tables import dataset_counts, datasets
from ...store.version_tables import versions
from ..lifecycle import DatasetStatus, find_lifecycle
from ..samples.samples import CHUNK, remove_some
from ..versions.freezing import remove_all_frozen

DELETE_JOB: Final = "dataset.delete"
#: What other parts do, in the last transaction of a dataset (its row key), about what depends on it.
ENDINGS: Final[list[Callable[[JobRun, int], None]]] = []

_FIND = select(datasets).where(
    datasets.c.dataset_id == bindparam("dataset"),
    datasets.c.project_id == bindparam("project"),
    datasets.c.status == DatasetStatus.DELETING,
)


def _prepare(run: JobRun) -> None:
    """Remove what can be much, in small transactions: samples, and the files that the emulator wrote."""
    row = run.conn.execute(_FIND, {"dataset": run.subject_id, "project": run.project_id}).first()
    if row is None:
        return
    removed = CHUNK if row.total_sample_count else 0
    while removed == CHUNK:
        with run.backend.store.write() as conn:
            removed = remove_some(conn, row.pk, CHUNK)
    found = run.conn.execute(select(versions.c.pk).where(versions.c.dataset_pk == row.pk)).scalars().all()
    for version_pk in found:
        remove_all_frozen(run.backend, version_pk)
    run.backend.objects.delete(row.facts["inner_work_path"])


def _give_up(run: JobRun) -> None:
    row = run.conn.execute(_FIND.with_for_update(), {"dataset": run.subject_id, "project": run.project_id}).first()
    if row is not None:
        status = find_lifecycle("Dataset").move(row.status, DatasetStatus.ABNORMAL)
        run.conn.execute(update(datasets).where(datasets.c.pk == row.pk).values(status=status, message=run.error))


@job(DELETE_JOB, prepare=_prepare, failed=_give_up)
def remove_dataset(run: JobRun) -> None:
    """Remove the dataset's row; its versions, labels and counters go with it. The source files stay."""
    row = run.conn.execute(_FIND.with_for_update(), {"dataset": run.subject_id, "project": run.project_id}).first()
    if row is None:
        return
    find_lifecycle("Dataset").move(row.status, DatasetStatus.DELETED)
    for ending in ENDINGS:
        ending(run, row.pk)
    run.conn.execute(delete(versions).where(versions.c.dataset_pk == row.pk))
    run.conn.execute(delete(datasets).where(datasets.c.pk == row.pk))
    key = {"project_id": row.project_id, "workspace_id": row.workspace_id, "dataset_type": row.dataset_type}
    add_to_counters(run.conn, dataset_counts, ["number"], [key | {"number": -1}])
