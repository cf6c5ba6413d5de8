"""The task that exports a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, select

from ...jobs import JobRun, job
from ...objects import ObjectError
from ...store.dataset_tables import datasets
from ..datasets.kinds import KINDS
from ..formats.annotations import FormatError
from ..object_lines import write_lines
from ..samples.samples import COEFFICIENT, HARD, SampleDraft
from ..versions.files import FileLayout, without_hardness
from ..versions.ratios import Splitter
from ..versions.samples import FrozenSample
from ..versions.views import table_path
from .attempt import ExportAttempt, ExportLostError, NewDatasetLostError, end_export
from .coco import CocoFile
from .files import ExportFiles, write_texts
from .requests import COCO, NEW_DATASET
from .selection import Selection, find_version, select_frozen, select_present
from .table_files import read_table, write_table

if TYPE_CHECKING:
    from ...backend import Backend

EXPORT_JOB: Final = "dataset.export"
LOST: Final = "the new dataset was deleted"


def _prepare(run: JobRun) -> ExportAttempt | None:
    """Write the files, and fill the new dataset; an attempt that was cut short is begun anew."""
    dataset = _find_dataset(run)
    if dataset is None:
        return None
    try:
        attempt = ExportAttempt.begin(run.backend, dataset, run.payload["task_id"])
    except ExportLostError:
        return None
    try:
        _export(run.conn, run.backend, dataset, attempt)
    except ExportLostError:
        return None
    except NewDatasetLostError:
        attempt.reason = LOST
    except (ObjectError, FormatError) as error:
        attempt.reason = str(error)
    return attempt


def _find_dataset(run: JobRun) -> Row[Any] | None:
    scope = (datasets.c.dataset_id == run.subject_id, datasets.c.project_id == run.project_id)
    return run.conn.execute(select(datasets).where(*scope)).first()


def _export(conn: Connection, backend: Backend, dataset: Row[Any], attempt: ExportAttempt) -> None:
    task, kind = attempt.task, KINDS[dataset.dataset_type]
    version = None if task.version_id is None else find_version(conn, dataset.pk, task.version_id)
    if task.version_id is not None and version is None:
        raise FormatError(f"the version {task.version_id} was deleted")
    name = dataset.dataset_name if version is None else f"{dataset.dataset_name}-{version.version_name}"
    stem = task.path + name
    if kind.is_table:
        _export_table(backend, dataset, version, attempt, stem + ".csv")
        return
    splitter = Splitter(task.params["train_sample_ratio"]) if task.params["ratio_sample_usage"] else None
    selection = Selection.of_task(task)
    if version is None:
        total, chunks = select_present(conn, dataset.pk, selection, splitter)
    else:
        total, chunks = select_frozen(conn, version, selection, splitter)
    attempt.set_total(total)
    drafts = _write(backend, dataset, attempt, chunks, stem)
    if task.destination == NEW_DATASET:
        attempt.fill(drafts)
    else:
        for _ in drafts:
            pass


def _export_table(
    backend: Backend, dataset: Row[Any], version: Row[Any] | None, attempt: ExportAttempt, path: str
) -> None:
    objects, columns = backend.objects, [str(column["name"]) for column in dataset.facts["schema"]]
    total = dataset.total_sample_count if version is None else version.total_sample_count
    attempt.set_total(total)
    if version is None:
        rows = read_table(objects, dataset.facts["inner_data_path"], len(columns))
    else:
        held = table_path(version.facts["manifest_path"])
        rows = read_table(objects, held, len(columns), header=version.facts["with_column_header"])
    # What another table is filled from has no tabs before its formulas.
    guarded = attempt.task.destination != NEW_DATASET
    write_table(objects, path, rows, columns if attempt.task.options["header"] else None, guarded=guarded)
    attempt.advance(total)


def _write(
    backend: Backend, dataset: Row[Any], attempt: ExportAttempt, chunks: Iterator[list[FrozenSample]], stem: str
) -> Iterator[SampleDraft]:
    """Write all files; yield what the samples are in a dataset over them."""
    task, kind, objects = attempt.task, KINDS[dataset.dataset_type], backend.objects
    hard = not task.params["clear_hard_property"]
    layout = FileLayout(
        annotation_root=task.path,
        annotation_folder=task.path,
        input_folder=str(dataset.import_options["folder"]),
        data_folder=task.path,
        prefix=task.options["prefix"],
        hard=hard,
    )
    coco = CocoFile() if task.options["annotation_format"] == COCO else None
    with ExitStack() as opened:
        write = opened.enter_context(write_lines(objects, stem + ".manifest"))
        write_text = opened.enter_context(write_lines(objects, stem + ".txt")) if kind.is_text else None
        files = ExportFiles(objects, kind, layout, write, form=task.export_format, coco=coco)
        for chunk in chunks:
            for sample in chunk:
                source = files.add_one(sample)
                if write_text is not None:
                    write_text(write_texts(sample, labelled=kind.labelling == "lines"))
                yield _draft(sample, source, backend.clock.now_ms(), hard=hard)
            attempt.advance(len(chunk))
    if coco is not None:
        objects.write_stream(stem + ".json", coco.pieces())


def _draft(sample: FrozenSample, source: str, now: int, *, hard: bool) -> SampleDraft:
    row = sample.row
    notes = sample.annotations if hard else tuple(without_hardness(note) for note in sample.annotations)
    metadata = {key: value for key, value in row.metadata.items() if hard or key not in (HARD, COEFFICIENT)}
    place = source if source.startswith("/") else f"{row.sample_id}\n{source}"
    return SampleDraft(place, source, row.sample_type, row.size, now, notes, metadata, usage=sample.usage)


def _give_up(run: JobRun) -> None:
    end_export(run.conn, run.backend, run.payload["task_id"], None, run.error)


@job(EXPORT_JOB, prepare=_prepare, failed=_give_up)
def export_dataset(run: JobRun) -> None:
    """End an export: it has succeeded, or failed where a file could not be read or written."""
    attempt: ExportAttempt | None = run.prepared
    if attempt is not None:
        end_export(run.conn, run.backend, run.payload["task_id"], attempt.token, attempt.reason)
