"""The work of intelligent tasks: small steps, each one job, so that it can be stopped, shared and taken up again.

A step reads files in its preparation, which may happen more than once; what it came to is stored together with the
step's completion, and the next step is scheduled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from ...jobs import JobRun, job
from ...objects import ObjectError
from ...store.dataset_tables import datasets, samples
from ...store.smart_task_tables import smart_examples, smart_tasks
from .. import failures
from ..datasets.changes import hold_dataset
from ..failures import failure
from ..labels.labels import find_labels
from ..lifecycle import DatasetStatus, SmartStatus, find_lifecycle
from ..samples.changes import SampleChange, change_samples
from ..samples.states import SampleState
from .kinds import KINDS, message_of
from .steps import STAGES, Step, TaskFailedError
from .tasks import SMART_JOB, STOP_JOB, TASKS

if TYPE_CHECKING:
    pass

#: How long after a step the next one is due, in seconds of the emulator's clock.
STEP_SECONDS: Final = 0.0

_SET_LOOK: Final = (
    update(smart_examples)
    .where(smart_examples.c.task_pk == bindparam("task"), smart_examples.c.sample_pk == bindparam("sample"))
    .values(look=bindparam("seen"))
)


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
        return STAGES[task.stage](run.backend, run.conn, dataset, task)
    except TaskFailedError as error:
        return error
    except ObjectError as error:
        return TaskFailedError(KINDS[task.kind].failed, str(error))


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
        changes = _with_known_labels(conn, dataset.pk, [change for change in step.changes if change.pk in still])
        change_samples(conn, run.backend, (dataset.pk, dataset.dataset_id), changes)
    payload = {"dataset": dataset.dataset_id, "stage": step.stage, "position": step.position}
    run.backend.jobs.schedule(conn, SMART_JOB, run.project_id, run.subject_id, STEP_SECONDS, payload)


def _with_known_labels(conn: Connection, dataset_pk: int, changes: Sequence[SampleChange]) -> list[SampleChange]:
    """Changes without labels that were removed from the dataset since they were learnt."""
    used = {(note.name, note.label_type) for change in changes for note in change.annotations or ()}
    known = find_labels(conn, dataset_pk, used) if used else {}
    kept = []
    for change in changes:
        notes = [note for note in change.annotations or () if (note.name, note.label_type) in known]
        if len(notes) == len(change.annotations or ()):
            kept.append(change)
        elif notes:
            kept.append(replace(change, annotations=notes))
    return kept


@job(STOP_JOB)
def stop(run: JobRun) -> None:
    """End a task that was told to stop; what it has labelled so far stays."""
    found = _find(run, lock=True)
    if found is not None and found[1].status == SmartStatus.STOPPING:
        code = failures.TASK_STOPPED
        _end(run, *found, SmartStatus.STOPPED, code=code, message=failure(code).message)
