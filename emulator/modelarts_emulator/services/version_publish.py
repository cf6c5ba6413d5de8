"""The task that makes a version of a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from ..jobs import JobRun, job
from ..objects import ObjectError
from ..store.counters import put_rows
from ..store.dataset_tables import datasets, samples
from ..store.version_tables import version_samples, versions
from .dataset_changes import hold_dataset, set_current_version
from .dataset_kinds import KINDS
from .datasets import move_dataset
from .formats.annotations import FormatError
from .lifecycle import DatasetStatus, VersionStatus, find_lifecycle
from .ratios import Splitter
from .sample_states import LABELLED_STATES
from .samples import make_sample_id
from .statistics import read_label_stats
from .version_files import VersionFiles
from .version_samples import freeze_samples

if TYPE_CHECKING:
    from ..backend import Backend

PUBLISH_JOB: Final = "version.publish"
CARBON_NOTE: Final = "The emulator writes CarbonData versions as CSV."

_DATASET = select(datasets).where(
    datasets.c.dataset_id == bindparam("dataset"),
    datasets.c.project_id == bindparam("project"),
    datasets.c.status == DatasetStatus.PUBLISHING,
)
_VERSION = select(versions).where(
    versions.c.dataset_pk == bindparam("key"),
    versions.c.version_id == bindparam("version"),
    versions.c.status == VersionStatus.CREATING,
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What publishing came to."""

    label_type: str = ""
    reason: str = ""


def _find(run: JobRun, *, lock: bool = False) -> tuple[Row[Any], Row[Any]] | None:
    wanted = {"dataset": run.subject_id, "project": run.project_id}
    dataset = run.conn.execute(_DATASET.with_for_update() if lock else _DATASET, wanted).first()
    if dataset is None:
        return None
    version = run.conn.execute(_VERSION, {"key": dataset.pk, "version": run.payload["version_id"]}).first()
    return None if version is None else (dataset, version)


def _prepare(run: JobRun) -> _Outcome:
    """Write the files and freeze the samples. Doing it twice writes the same once more."""
    found = _find(run)
    if found is None:
        return _Outcome()
    dataset, version = found
    try:
        return _write(run.backend, run.conn, dataset, version)
    except (ObjectError, FormatError) as error:
        return _Outcome(reason=str(error))


def _write(backend: Backend, conn: Connection, dataset: Row[Any], version: Row[Any]) -> _Outcome:
    kind = KINDS[dataset.dataset_type]
    folder = str(dataset.import_options["folder"])
    files = VersionFiles(backend.objects, kind, version.facts, folder)
    if kind.is_table:
        columns = [str(column["name"]) for column in dataset.facts["schema"]]
        sample_id = make_sample_id(dataset.dataset_id, version.version_id)
        files.write_table(dataset.facts["inner_data_path"], columns, sample_id)
        return _Outcome()
    most = 0
    keep_usage = not version.facts["remove_sample_usage"]
    for chunk in freeze_samples(conn, dataset.pk, Splitter(version.ratio), keep_usage=keep_usage):
        files.add(chunk)
        most = max(most, *(len(sample.label_names) for sample in chunk))
        with backend.store.write() as writing:
            put_rows(writing, version_samples, [sample.as_row(version.pk) for sample in chunk])
    files.finish()
    return _Outcome(label_type="multi" if most > 1 else "single" if most else "")


def _end(run: JobRun, outcome: _Outcome) -> None:
    found = _find(run, lock=True)
    if found is None:
        return
    dataset, version = found
    now = run.backend.clock.now_ms()
    target = VersionStatus.ERROR if outcome.reason else VersionStatus.NORMAL
    values: dict[str, Any] = {
        "status": find_lifecycle("DatasetVersion").move(version.status, target),
        "update_time": now,
        "message": outcome.reason,
    }
    if not outcome.reason:
        values |= {"label_type": outcome.label_type, "label_stats": _label_stats(run.conn, dataset.pk)}
        if version.version_format == "CarbonData":
            values["message"] = CARBON_NOTE
        if version.facts["remove_sample_usage"]:
            scope = (samples.c.dataset_pk == dataset.pk, samples.c.usage != "")
            run.conn.execute(update(samples).where(*scope).values(usage=""))
        set_current_version(run.conn, dataset.pk, version.version_id, version.version_name)
    run.conn.execute(update(versions).where(versions.c.pk == version.pk).values(values))
    hold_dataset(run.conn, dataset.pk, None, None)
    move_dataset(run.conn, dataset, DatasetStatus.NORMAL, now)


def _label_stats(conn: Connection, dataset_pk: int) -> list[dict[str, Any]]:
    return [stat for stat in read_label_stats(conn, dataset_pk, LABELLED_STATES) if stat["count"]]


def _give_up(run: JobRun) -> None:
    _end(run, _Outcome(reason=run.error))


@job(PUBLISH_JOB, prepare=_prepare, failed=_give_up)
def publish_version(run: JobRun) -> None:
    """End the making of a version: it is normal and the current one, or faulty where a file could not be written."""
    _end(run, run.prepared)
