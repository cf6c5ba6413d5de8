"""The task that fills a new dataset from its data source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, select, update

from ..jobs import JobRun, job
from ..objects import ObjectError
from ..store.dataset_tables import datasets
from ..store.prepared import Prepared
from .dataset_kinds import KINDS
from .formats.annotations import FormatError
from .formats.tables import write_rows
from .formats.text import TextFormat
from .import_chunks import ChunkedImport, ImportLostError, ImportTarget, store_samples
from .import_sources import ImportSource, read_samples, read_table
from .lifecycle import DatasetStatus, find_lifecycle
from .sample_states import SampleState
from .samples import CHUNK, SampleDraft, count_samples, refresh_totals

if TYPE_CHECKING:
    from ..backend import Backend

IMPORT_JOB: Final = "dataset.import"

_SELECT = select(*(datasets.c[name] for name in ImportTarget._fields)).where(
    datasets.c.dataset_id == bindparam("dataset"),
    datasets.c.project_id == bindparam("project"),
    datasets.c.status == DatasetStatus.CREATING,
)
_FIND = Prepared(_SELECT)
_LOCK = Prepared(_SELECT.with_for_update())
_END = Prepared(
    update(datasets)
    .where(datasets.c.pk == bindparam("dataset"))
    .values(
        status=bindparam("new_status"),
        message=bindparam("reason"),
        update_time=bindparam("now"),
        running_task_id=None,
        running_task_type=None,
        import_token=None,
    )
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What an import came to: samples still to be stored, or rows counted, or the reason why it failed."""

    drafts: Sequence[SampleDraft] = ()
    rows: int = 0
    token: str | None = None
    reason: str = ""


def _find(run: JobRun, statement: Prepared) -> ImportTarget | None:
    row = statement.first(run.conn, {"dataset": run.subject_id, "project": run.project_id})
    return None if row is None else ImportTarget._make(row)


def _prepare(run: JobRun) -> _Outcome | None:
    row = _find(run, _FIND)
    if row is None:
        return None
    try:
        return _read(run.backend, row)
    except ImportLostError:
        return None
    except (FormatError, ObjectError) as error:
        _write_log(run.backend, row, str(error))
        return _Outcome(token=row.import_token, reason=str(error))


def _read(backend: Backend, row: ImportTarget) -> _Outcome:
    options: dict[str, Any] = row.import_options
    if not options["import"]:
        return _Outcome()
    kind = KINDS[row.dataset_type]
    source = ImportSource(
        objects=backend.objects,
        folder=options["folder"],
        kind=kind,
        limits=backend.config.limits,
        labelled=options["labelled"],
        text=TextFormat.from_request(options["label_format"]),
    )
    if kind.is_table:
        return _Outcome(rows=_copy_table(backend, row, source))
    drafts = read_samples(source)
    first = list(islice(drafts, CHUNK))
    if len(first) < CHUNK and row.import_token is None:
        return _Outcome(drafts=first)
    attempt = ChunkedImport.begin(backend, row)
    try:
        attempt.load(chain(first, drafts), backend.config.limits.samples)
    except (FormatError, ObjectError) as error:
        _write_log(backend, row, str(error))
        attempt.wipe()
        return _Outcome(token=attempt.token, reason=str(error))
    return _Outcome(token=attempt.token)


def _copy_table(backend: Backend, row: ImportTarget, source: ImportSource) -> int:
    columns = [str(column.get("name", "")) for column in row.facts.get("schema", ())]
    folder = row.facts["inner_data_path"]
    backend.objects.delete(folder)
    total = 0
    for name, rows in read_table(source, columns, header=bool(row.import_options["header"])):
        backend.objects.write(folder + name, write_rows(rows, guarded=False))
        total += len(rows)
    return total


def _write_log(backend: Backend, row: ImportTarget, reason: str) -> None:
    try:
        backend.objects.write(row.facts["inner_log_path"] + "import.log", f"The import failed. {reason}\n".encode())
    except ObjectError:
        return  # the store that cannot be read cannot be written either; the reason is kept with the dataset


def _end(conn: Connection, backend: Backend, row: ImportTarget, outcome: _Outcome) -> None:
    now = backend.clock.now_ms()
    reason = outcome.reason
    if outcome.drafts:
        try:
            store_samples(conn, backend, row, outcome.drafts)
        except FormatError as error:
            reason = str(error)
    if outcome.rows:
        count_samples(conn, row.pk, {(int(SampleState.UNLABELLED), False): outcome.rows})
    if outcome != _Outcome():  # nothing was found: all totals are 0, as they were
        refresh_totals(conn, row.pk, now)
    target = DatasetStatus.ABNORMAL if reason else DatasetStatus.NORMAL
    status = find_lifecycle("Dataset").move(row.status, target)
    _END.run(conn, {"dataset": row.pk, "new_status": status, "reason": reason, "now": now})


def _give_up(run: JobRun) -> None:
    row = _find(run, _LOCK)
    if row is not None:
        _end(run.conn, run.backend, row, _Outcome(reason=run.error))


@job(IMPORT_JOB, prepare=_prepare, failed=_give_up)
def import_dataset(run: JobRun) -> None:
    """End a dataset's creation: it is normal, or abnormal where its files could not be read."""
    outcome: _Outcome | None = run.prepared
    row = _find(run, _LOCK)
    if outcome is not None and row is not None and row.import_token == outcome.token:
        _end(run.conn, run.backend, row, outcome)
