"""The work of intelligent tasks: small steps, each one job, so that it can be stopped, shared and taken up again.

A step reads files in its preparation, which may happen more than once; what it came to is stored together with the
step's completion, and the next step is scheduled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from ..jobs import JobRun, job
from ..objects import ObjectError
from ..store.dataset_tables import datasets, samples
from ..store.smart_task_tables import smart_examples, smart_tasks
from . import failures
from .dataset_changes import hold_dataset
from .failures import failure
from .images import ImageProblemError, read_file
from .lifecycle import DatasetStatus, SmartStatus, find_lifecycle
from .sample_changes import SampleChange, change_samples
from .sample_states import SampleState
from .smart_examples import load_predictor, pick_examples, read_examples
from .smart_grouping import find_centres, group_of
from .smart_kinds import KINDS, message_of
from .smart_learning import Look, Prediction, look_at, summarize_metrics
from .smart_tasks import SMART_JOB, STOP_JOB, TASKS

if TYPE_CHECKING:
    from ..backend import Backend

#: How many samples one step looks at.
SAMPLES_PER_STEP: Final = 32
#: How long after a step the next one is due, in seconds of the emulator's clock.
STEP_SECONDS: Final = 0.0
#: How much of the work is done when the examples have been seen, in percent.
_BEGUN: Final = 10.0
_LEARNT: Final = 30.0
_BOXES: Final = 1
#: The channels that active learning does not take.
_TRANSPARENT: Final = "RGBA"

_SET_LOOK: Final = (
    update(smart_examples)
    .where(smart_examples.c.task_pk == bindparam("task"), smart_examples.c.sample_pk == bindparam("sample"))
    .values(look=bindparam("seen"))
)


class TaskFailedError(Exception):
    """The task cannot go on; ``code`` is the documented one."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(slots=True)
class Step:
    """What a step came to, to be stored: where the work stands then, and what changes with it."""

    stage: str
    position: int = 0
    done: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)
    looks: list[dict[str, Any]] = field(default_factory=list)
    changes: list[SampleChange] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def _find(run: JobRun, *, lock: bool = False) -> tuple[Row[Any], Row[Any]] | None:
    """The dataset and the task of a job, while there is work to do."""
    scope = (datasets.c.dataset_id == run.payload["dataset"], datasets.c.project_id == run.project_id)
    # The dataset first, as every request does it: nobody waits for anybody in a circle.
    statement = select(datasets).where(*scope)
    dataset = run.conn.execute(statement.with_for_update() if lock else statement).first()
    if dataset is None or dataset.status == DatasetStatus.DELETING:
        return None
    wanted = select(smart_tasks).where(TASKS.dataset_pk == dataset.pk, TASKS.task_id == run.subject_id)
    task = run.conn.execute(wanted.with_for_update() if lock else wanted).first()
    return None if task is None else (dataset, task)


def _here(run: JobRun, task: Row[Any]) -> bool:
    working = (SmartStatus.QUEUING, SmartStatus.INITIALIZING, SmartStatus.RUNNING)
    at = (run.payload["stage"], run.payload["position"])
    return task.status in working and (task.stage, task.position) == at


def _prepare(run: JobRun) -> Step | TaskFailedError | None:
    found = _find(run)
    if found is None or not _here(run, found[1]):
        return None
    dataset, task = found
    try:
        return _STAGES[task.stage](run.backend, run.conn, dataset, task)
    except TaskFailedError as error:
        return error
    except ObjectError as error:
        return TaskFailedError(KINDS[task.kind].failed, str(error))


def _begin(_backend: Backend, conn: Connection, dataset: Row[Any], task: Row[Any]) -> Step:
    picked = pick_examples(conn, dataset.pk, task.pk, labelled=KINDS[task.kind].labels)
    return Step("look", examples=picked, values={"progress": _BEGUN})


def _look(backend: Backend, conn: Connection, _dataset: Row[Any], task: Row[Any]) -> Step:
    held = smart_examples.c
    page = (
        select(held.sample_pk, samples.c.source)
        .join(samples, samples.c.pk == held.sample_pk)
        .where(held.task_pk == task.pk, held.sample_pk > task.position)
        .order_by(held.sample_pk)
        .limit(SAMPLES_PER_STEP)
    )
    rows = conn.execute(page).all()
    if not rows:
        return Step("learn", values={"progress": _LEARNT})
    looks = [{"task": task.pk, "sample": row.sample_pk, "seen": _look_at(backend, task, row.source)} for row in rows]
    progress = min(_LEARNT - 1, task.progress + 1)
    return Step("look", rows[-1].sample_pk, looks=looks, values={"progress": progress})


def _look_at(backend: Backend, task: Row[Any], source: str) -> Look:
    """Look at an image; nothing where it cannot be read, which is no reason to give the others up."""
    try:
        look = look_at(read_file(backend.objects, source, backend.config.limits.image_bytes))
    except (ImageProblemError, LookupError):
        return {}
    if look.get("mode") == _TRANSPARENT and task.kind == "auto-label":
        raise TaskFailedError(KINDS[task.kind].failed, f"{source} is an RGBA image with four channels")
    return look


def _learn(_backend: Backend, conn: Connection, dataset: Row[Any], task: Row[Any]) -> Step:
    kind = KINDS[task.kind]
    examples = read_examples(conn, task.pk)
    looks = [look for look, _ in examples if look]
    model: dict[str, Any] = {}
    if kind.labels:
        if kind.name == "auto-label" and dataset.dataset_type == _BOXES:
            _check_shapes([note for _, notes in examples for note in notes])
        model["metrics"] = summarize_metrics(looks)
    elif any("feature" in look for look in looks):
        model["centres"] = find_centres(looks, task.config)
    begun = {"code": kind.working, "message": message_of(kind.working), "progress": _LEARNT}
    return Step("predict", values={"model": model, **begun})


def _check_shapes(notes: Sequence[Any]) -> None:
    shapes = {str(note.property.get("@modelarts:shape", "bndbox")) for note in notes}
    if shapes - {"bndbox"}:
        raise TaskFailedError(failures.SMART_SHAPES, f"shapes in use: {', '.join(sorted(shapes))}")


def _predict(backend: Backend, conn: Connection, dataset: Row[Any], task: Row[Any]) -> Step:
    rows = _next_samples(conn, dataset.pk, task)
    if not rows:
        return Step("done")
    looks = [_look_at(backend, task, row.source) for row in rows]
    if KINDS[task.kind].labels:
        predictor = load_predictor(conn, dataset, task)
        boxed = dataset.dataset_type == _BOXES
        predicted = [predictor.predict(look, boxed=boxed) for look in looks]
        changes = [_propose(row.pk, found) for row, found in zip(rows, predicted, strict=True) if found is not None]
    else:
        changes = _group(backend, dataset, task, rows, looks)
    todo = max(1, task.total_sample_count - task.annotated_sample_count - task.unconfirmed_sample_count)
    done = task.done + len(rows)
    progress = round(min(99.0, _LEARNT + (100 - _LEARNT) * done / todo), 1)
    return Step("predict", rows[-1].pk, done, changes=changes, values={"progress": progress})


def _next_samples(conn: Connection, dataset_pk: int, task: Row[Any]) -> Sequence[Any]:
    held = samples.c
    where = [held.dataset_pk == dataset_pk, held.state == int(SampleState.UNLABELLED), held.pk > task.position]
    wanted = [named["sample_id"] for named in task.config.get("samples") or () if named.get("sample_id")]
    if wanted:
        where.append(held.sample_id.in_(wanted))
    page = select(held.pk, held.source, held.sample_id).where(*where).order_by(held.pk).limit(SAMPLES_PER_STEP)
    return conn.execute(page).all()


def _propose(sample_pk: int, found: Prediction) -> SampleChange:
    metadata: dict[str, Any] = {
        "@modelarts:hard_reasons": [int(reason) for reason in found.reasons],
        "@modelarts:hard_coefficient": found.coefficient,
    }
    return SampleChange(sample_pk, found.annotations, SampleState.TO_CONFIRM, metadata, hard=bool(found.reasons))


def _group(
    backend: Backend, dataset: Row[Any], task: Row[Any], rows: Sequence[Any], looks: Sequence[Look]
) -> list[SampleChange]:
    groups = [group_of(look, task.model.get("centres") or [], task.config) for look in looks]
    placed = [(row, group) for row, group in zip(rows, groups, strict=True) if group is not None]
    if task.config["result_type"] == 1:
        return [SampleChange(row.pk, metadata={task.config["property"]: str(group)}) for row, group in placed]
    folder = output_folder(dataset, task)
    for row, group in placed:
        name = row.source.removeprefix(dataset.import_options["folder"]).strip("/").replace("/", "_")
        backend.objects.copy(row.source, f"{folder}{group}/{name}")
    return []


def output_folder(dataset: Row[Any], task: Row[Any]) -> str:
    """Where a task writes groups to: one folder for each, of which a dataset can be made again."""
    chosen = str(task.config.get("output_dir") or "")
    if chosen:
        return "/" + chosen.removeprefix("obs:").removeprefix("s3:").strip("/") + "/"
    return f"{dataset.facts['inner_task_path']}auto-grouping/{task.task_id}/"


_STAGES: Final[dict[str, Callable[[Backend, Connection, Row[Any], Row[Any]], Step]]] = {
    "begin": _begin,
    "look": _look,
    "learn": _learn,
    "predict": _predict,
}


def _end(run: JobRun, dataset: Row[Any], task: Row[Any], target: SmartStatus, **values: Any) -> None:
    status = find_lifecycle("SmartTask").move(task.status, target)
    seconds = (run.backend.clock.now_ms() - task.create_time) // 1000
    run.conn.execute(
        update(smart_tasks)
        .where(TASKS.pk == task.pk)
        .values(
            status=status,
            elapsed_time=seconds,
            model={},
            total_sample_count=dataset.total_sample_count,
            annotated_sample_count=dataset.annotated_sample_count,
            unconfirmed_sample_count=dataset.unconfirmed_sample_count,
            **values,
        )
    )
    run.conn.execute(delete(smart_examples).where(smart_examples.c.task_pk == task.pk))
    if dataset.running_task_id == task.task_id:
        hold_dataset(run.conn, dataset.pk, None, None)


def _fail(run: JobRun, dataset: Row[Any], task: Row[Any], code: str, detail: str) -> None:
    message = failure(code).message
    values = {"code": code, "error_code": code, "message": message, "error_detail": detail}
    _end(run, dataset, task, SmartStatus.FAILED, **values)


def _give_up(run: JobRun) -> None:
    found = _find(run, lock=True)
    if found is not None and _here(run, found[1]):
        _fail(run, *found, KINDS[found[1].kind].failed, run.error)


@job(SMART_JOB, prepare=_prepare, failed=_give_up)
def do_step(run: JobRun) -> None:
    """Store what a step came to, and schedule the next; or end the task."""
    step: Step | TaskFailedError | None = run.prepared
    found = _find(run, lock=True)
    if found is None or step is None or not _here(run, found[1]):
        return
    dataset, task = found
    if isinstance(step, TaskFailedError):
        _fail(run, dataset, task, step.code, str(step))
    elif step.stage == "done":
        done = KINDS[task.kind].done
        _end(run, dataset, task, SmartStatus.SUCCEEDED, code=done, message=message_of(done), progress=100.0)
    else:
        _store(run, dataset, task, step)


def _store(run: JobRun, dataset: Row[Any], task: Row[Any], step: Step) -> None:
    conn = run.conn
    target = SmartStatus.RUNNING if step.stage == "predict" else SmartStatus.INITIALIZING
    status = task.status if task.status == target else find_lifecycle("SmartTask").move(task.status, target)
    values = {"status": int(status), "stage": step.stage, "position": step.position, "done": step.done, **step.values}
    conn.execute(update(smart_tasks).where(TASKS.pk == task.pk).values(values))
    if step.examples:
        conn.execute(insert(smart_examples), step.examples)
    if step.looks:
        conn.execute(_SET_LOOK, step.looks)
    if step.changes:
        # Somebody may have labelled a sample since it was looked at: what a person did stays.
        keys = [change.pk for change in step.changes]
        free = select(samples.c.pk).where(samples.c.pk.in_(keys), samples.c.state == int(SampleState.UNLABELLED))
        still = set(conn.execute(free).scalars())
        changes = [change for change in step.changes if change.pk in still]
        change_samples(conn, run.backend, (dataset.pk, dataset.dataset_id), changes)
    payload = {"dataset": dataset.dataset_id, "stage": step.stage, "position": step.position}
    run.backend.jobs.schedule(conn, SMART_JOB, run.project_id, run.subject_id, STEP_SECONDS, payload)


@job(STOP_JOB)
def stop(run: JobRun) -> None:
    """End a task that was told to stop; what it has labelled so far stays."""
    found = _find(run, lock=True)
    if found is not None and found[1].status == SmartStatus.STOPPING:
        code = failures.TASK_STOPPED
        _end(run, *found, SmartStatus.STOPPED, code=code, message=failure(code).message)
