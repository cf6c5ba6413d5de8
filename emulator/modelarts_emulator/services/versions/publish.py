"""The task that makes a version of a dataset."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from ...jobs import JobRun, job
from ...objects import ObjectError
from ...store.dataset_tables import datasets
from ...store.version_tables import versions
from ..datasets.changes import hold_dataset, set_current_version
from ..datasets.datasets import move_dataset
from ..datasets.kinds import KINDS
from ..exports.table_files import read_table, write_table
from ..formats.annotations import FormatError
from ..formats.manifest import ManifestSample, write_line
from ..lifecycle import DatasetStatus, VersionStatus, find_lifecycle
from ..object_lines import write_lines
from ..samples.samples import make_sample_id
from .files import FileLayout, SampleFiles
from .freezing import Freezing, PublishLostError
from .ratios import Splitter
from .samples import freeze_samples
from .views import table_path

if TYPE_CHECKING:
    from ...backend import Backend

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
    """What publishing came to: values of the version's row, or the reason why it failed."""

    values: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    token: str | None = None


def _find(run: JobRun, *, lock: bool = False) -> tuple[Row[Any], Row[Any]] | None:
    wanted = {"dataset": run.subject_id, "project": run.project_id}
    dataset = run.conn.execute(_DATASET.with_for_update() if lock else _DATASET, wanted).first()
    if dataset is None:
        return None
    version = run.conn.execute(_VERSION, {"key": dataset.pk, "version": run.payload["version_id"]}).first()
    return None if version is None else (dataset, version)


def _prepare(run: JobRun) -> _Outcome | None:
    """Write the files and freeze the samples; an attempt that was cut short is begun anew."""
    found = _find(run)
    if found is None:
        return None
    dataset, version = found
    kind = KINDS[dataset.dataset_type]
    if kind.is_table:
        return _write_table(run.backend, dataset, version)
    try:
        freezing = Freezing.begin(run.backend, run.conn, dataset, version)
    except PublishLostError:
        return None
    try:
        _write(run.conn, freezing, dataset, version)
        return _Outcome(freezing.results(), token=freezing.token)
    except PublishLostError:
        return None
    except (ObjectError, FormatError) as error:
        freezing.wipe()
        return _Outcome(reason=str(error), token=freezing.token)


def _write_table(backend: Backend, dataset: Row[Any], version: Row[Any]) -> _Outcome:
    manifest = version.facts["manifest_path"]
    path = table_path(manifest)
    columns = [str(column["name"]) for column in dataset.facts["schema"]]
    sample_id = make_sample_id(dataset.dataset_id, version.version_id)
    line = write_line(ManifestSample(sample_id, "s3:/" + path, KINDS[dataset.dataset_type].sample_type), [])
    try:
        rows = read_table(backend.objects, dataset.facts["inner_data_path"], len(columns))
        write_table(backend.objects, path, rows, columns if version.facts["with_column_header"] else None)
        backend.objects.write(manifest, line)
    except (ObjectError, FormatError) as error:
        return _Outcome(reason=str(error))
    return _Outcome()


def _write(conn: Connection, freezing: Freezing, dataset: Row[Any], version: Row[Any]) -> None:
    facts, objects = version.facts, freezing.backend.objects
    root = facts["manifest_path"].rpartition("/")[0] + "/"
    layout = FileLayout(
        annotation_root=root,
        annotation_folder=root + "annotation/",
        input_folder=str(dataset.import_options["folder"]),
        data_folder=facts["data_path"] if facts["export_images"] else "",
        hard=not facts["clear_hard_property"],
    )
    ranges = []
    with write_lines(objects, facts["manifest_path"]) as write:
        files = SampleFiles(objects, KINDS[dataset.dataset_type], layout, write)
        clearing = facts["remove_sample_usage"]
        for chunk in freeze_samples(conn, dataset.pk, Splitter(version.ratio), keep_usage=not clearing):
            files.add(chunk)
            freezing.store(chunk)
            if clearing and any(sample.row.usage for sample in chunk):
                ranges.append((chunk[0].row.pk, chunk[-1].row.pk))
    for first, last in ranges:
        freezing.clear_usage(first, last)


def _end(run: JobRun, outcome: _Outcome) -> None:
    found = _find(run, lock=True)
    if found is None:
        return
    dataset, version = found
    if outcome.token is not None and outcome.token != version.publish_token:
        return
    now = run.backend.clock.now_ms()
    target = VersionStatus.ERROR if outcome.reason else VersionStatus.NORMAL
    values: dict[str, Any] = {
        "status": find_lifecycle("DatasetVersion").move(version.status, target),
        "update_time": now,
        "message": outcome.reason,
        **outcome.values,
    }
    if not outcome.reason:
        if version.version_format == "CarbonData":
            values["message"] = CARBON_NOTE
        set_current_version(run.conn, dataset.pk, version.version_id, version.version_name)
    run.conn.execute(update(versions).where(versions.c.pk == version.pk).values(values))
    hold_dataset(run.conn, dataset.pk, None, None)
    move_dataset(run.conn, dataset, DatasetStatus.NORMAL, now)


def _give_up(run: JobRun) -> None:
    _end(run, _Outcome(reason=run.error))


@job(PUBLISH_JOB, prepare=_prepare, failed=_give_up)
def publish_version(run: JobRun) -> None:
    """End the making of a version: it is normal and the current one, or faulty where a file could not be written."""
    if run.prepared is not None:
        _end(run, run.prepared)
