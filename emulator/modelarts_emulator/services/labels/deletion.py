"""Takes deleted labels off the samples that carry them: few at once, many by a task and in small transactions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, bindparam, func, select

from ...jobs import JobRun, job
from ...store.dataset_tables import label_counts, sample_labels, samples
from ..samples.access import HeldDataset, find_held
from ..samples.changes import remove_samples, unlabel_samples
from ..samples.samples import CHUNK
from .labels import delete_labels, retire_labels

if TYPE_CHECKING:
    from ...backend import Backend

REMOVE_JOB: Final = "labels.remove"
_CARRIERS: Final = (
    select(sample_labels.c.sample_pk)
    .where(sample_labels.c.label_pk.in_(bindparam("labels", expanding=True)))
    .distinct()
    .order_by(sample_labels.c.sample_pk)
    .limit(bindparam("size"))
)
_OTHERS: Final = (
    select(sample_labels.c.sample_pk)
    .where(
        sample_labels.c.sample_pk.in_(bindparam("samples", expanding=True)),
        sample_labels.c.label_pk.not_in(bindparam("labels", expanding=True)),
    )
    .distinct()
)


class DeletionPolicy(IntEnum):
    """What goes with a label: nothing, the samples that have no other label, or their files too."""

    LABEL_ONLY = 0
    WITH_SAMPLES = 1
    WITH_FILES = 2


def remove_labels(
    conn: Connection, backend: Backend, dataset: HeldDataset, keys: Sequence[int], policy: DeletionPolicy
) -> None:
    """Remove labels by their row keys; nobody sees them any more once the transaction has ended."""
    number = select(func.sum(label_counts.c.sample_count)).where(label_counts.c.label_pk.in_(keys))
    if (conn.execute(number).scalar() or 0) <= CHUNK:
        _take_off(conn, backend, dataset, keys, policy)
        delete_labels(conn, keys)
        return
    retire_labels(conn, keys)
    payload = {"dataset": dataset.pk, "labels": list(keys), "policy": int(policy)}
    backend.jobs.schedule(conn, REMOVE_JOB, dataset.project_id, dataset.dataset_id, 0, payload)


def _take_off(
    conn: Connection, backend: Backend, dataset: HeldDataset, keys: Sequence[int], policy: DeletionPolicy
) -> int:
    """Take labels off some of the samples that carry them; return how many samples these were."""
    found = conn.execute(_CARRIERS, {"labels": keys, "size": CHUNK}).scalars().all()
    if not found:
        return 0
    doomed: Collection[int] = ()
    if policy != DeletionPolicy.LABEL_ONLY:
        others = set(conn.execute(_OTHERS, {"samples": found, "labels": keys}).scalars())
        doomed = [key for key in found if key not in others]
    if doomed:
        if policy == DeletionPolicy.WITH_FILES and not dataset.kind.is_text:
            _delete_files(conn, backend, doomed)
        remove_samples(conn, backend, dataset.key, list(doomed))
    gone = set(doomed)
    unlabel_samples(conn, backend, dataset.key, [key for key in found if key not in gone], keys)
    return len(found)


def _delete_files(conn: Connection, backend: Backend, keys: Collection[int]) -> None:
    sources = select(samples.c.source).where(samples.c.pk.in_(keys))
    for source in conn.execute(sources).scalars():
        if source.startswith("/"):
            backend.objects.delete(source)


def _prepare(run: JobRun) -> None:
    keys, policy = run.payload["labels"], DeletionPolicy(run.payload["policy"])
    met = CHUNK
    while met == CHUNK:
        with run.backend.store.write() as conn:
            dataset = find_held(conn, run.project_id, run.subject_id)
            if dataset is None:
                return
            met = _take_off(conn, run.backend, dataset, keys, policy)


@job(REMOVE_JOB, prepare=_prepare)
def end_removal(run: JobRun) -> None:
    """Remove the rows of labels that no sample carries any more."""
    delete_labels(run.conn, run.payload["labels"])
