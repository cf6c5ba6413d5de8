"""The work of data processing: small steps, each one job, so that it can be stopped, shared and taken up again.

A step reads and writes files in its preparation, which may happen more than once and gives the same files; what
came of it is stored together with the step's completion, and the next step is scheduled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson
from sqlalchemy import Connection, Row, bindparam, select, update

from ...errors import ServiceError
from ...jobs import JobRun, job
from ...objects import ObjectError
from ...store.counters import put_rows
from ...store.processor_tables import processor_inputs, processor_results, processor_tasks, processor_versions
from ..image_features import Feature, make_feature
from ..images import IMAGE_SUFFIXES, ImageProblemError, have_images, open_image, read_file
from ..lifecycle import ProcessorStatus, find_lifecycle
from .feature_figures import measure_image, summarize
from .images import Outcome, Worker, pick_two
from .inputs import list_inputs, read_page
from .operators import Way
from .operators.selection import SelectionProblemError
from .operators.validation import check_boxes, read_box
from .outputs import add_version, write_manifest
from .requests import as_folder
from .versions import RUN_JOB, VERSIONS, end_run

if TYPE_CHECKING:
    from ...backend import Backend

#: How many images one step works on.
IMAGES_PER_STEP: Final = 16
#: How long after a step the next one is due, in seconds of the emulator's clock.
STEP_SECONDS: Final = 0.0
#: Most example images that cleansing compares with.
EXAMPLES: Final = 200

_SET_FEATURE: Final = (
    update(processor_inputs)
    .where(processor_inputs.c.version_pk == bindparam("version"), processor_inputs.c.position == bindparam("at"))
    .values(feature=bindparam("seen"), reason=bindparam("why"))
)
_NO_LIBRARIES: Final = "The emulator was installed without its extra 'images': pip install 'modelarts-emulator[images]'"


@dataclass(slots=True)
class Step:
    """What a step came to, to be stored: the following stage, and how many of its pieces are done by then."""

    stage: str
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""
    manifest: bytes = b""
    figures: dict[str, Any] | None = None


def _find(run: JobRun, conn: Connection, *, lock: bool = False) -> Row[Any] | None:
    if lock:
        # The task first, as every request does it: nobody waits for anybody in a circle.
        task = select(processor_tasks.c.pk).join(processor_versions).where(VERSIONS.version_id == run.subject_id)
        conn.execute(task.with_for_update(of=processor_tasks)).first()
    statement = select(processor_versions).where(VERSIONS.version_id == run.subject_id)
    row = conn.execute(statement.with_for_update() if lock else statement).first()
    working = (ProcessorStatus.INITIALIZED, ProcessorStatus.RUNNING)
    here = row is not None and row.status in working and (row.stage, row.done) == (
        run.payload["stage"], run.payload["done"],
    )  # fmt: skip
    return row if here else None


def _prepare(run: JobRun) -> Step | None:
    row = _find(run, run.conn)
    if row is None:
        return None
    if not have_images():
        return Step("failed", reason=_NO_LIBRARIES)
    try:
        return _STAGES[row.stage](run.backend, run.conn, row)
    except (ObjectError, SelectionProblemError) as error:
        return Step("failed", reason=str(error))


def _begin(_backend: Backend, _conn: Connection, _row: Row[Any]) -> Step:
    return Step("inputs")


def _list(backend: Backend, conn: Connection, row: Row[Any]) -> Step:
    worker = Worker.of(backend, row.plan)
    total = 0
    for chunk in list_inputs(backend, conn, row.pk, row.plan):
        total += len(chunk)
        with backend.store.write() as writing:
            held = select(VERSIONS.status).where(VERSIONS.pk == row.pk).with_for_update()
            if writing.execute(held).scalar() != ProcessorStatus.RUNNING:
                return Step("failed")  # stopped meanwhile: nothing of this is stored
            put_rows(writing, processor_inputs, chunk)
    if not total:
        return Step("failed", reason="there is no image in the input")
    looking = worker.operator.way in (Way.SELECT, Way.ANALYSE)
    return Step("look" if looking else "work", counts={"origin_sample_count": total})


def _look(backend: Backend, conn: Connection, row: Row[Any]) -> Step:
    worker = Worker.of(backend, row.plan)
    analysis = worker.operator.way is Way.ANALYSE
    seen = []
    for held in read_page(conn, row.pk, row.done, IMAGES_PER_STEP):
        feature, why = None, None
        try:
            notes: list[str] = []
            checked = worker.load(held, notes)
            if analysis:
                sound, _ = check_boxes(checked.annotations, checked.image.size) if worker.boxed else ([], [])
                boxes = [box for note in sound if (box := read_box(note))]
                feature = orjson.dumps(measure_image(checked.image, boxes, boxed=worker.boxed)).decode()
            else:
                feature = make_feature(checked.image).dump()
        except ImageProblemError as error:
            why = str(error)
        seen.append({"version": row.pk, "at": held.position, "seen": feature, "why": why})
    done = row.done + len(seen)
    ended = done >= row.origin_sample_count
    following = ("figures" if analysis else "choose") if ended else "look"
    return Step(following, 0 if ended else done, seen=seen)


def _choose(backend: Backend, conn: Connection, row: Row[Any]) -> Step:
    worker = Worker.of(backend, row.plan)
    assert worker.operator.decide is not None  # noqa: S101 - by the table of operators
    held = processor_inputs.c
    statement = select(held.position, held.feature).where(held.version_pk == row.pk, held.feature.is_not(None))
    found = conn.execute(statement.order_by(held.position)).all()
    features = [Feature.parse(feature) for _, feature in found]
    reasons = worker.operator.decide(features, worker.values, lambda path: _read_examples(backend, path))
    seen = [
        {"version": row.pk, "at": found[index].position, "seen": found[index].feature, "why": why}
        for index, why in reasons.items()
    ]
    return Step("work", seen=seen)


def _read_examples(backend: Backend, path: str) -> list[Feature]:
    features = []
    for entry in backend.objects.list(as_folder(path)):
        if not entry.path.lower().endswith(IMAGE_SUFFIXES):
            continue
        try:
            data = read_file(backend.objects, entry.path, backend.config.limits.image_bytes)
            features.append(make_feature(open_image(data)))
        except ImageProblemError:
            continue  # an example that is no image says nothing
        if len(features) == EXAMPLES:
            break
    return features


def _work(backend: Backend, conn: Connection, row: Row[Any]) -> Step:
    worker = Worker.of(backend, row.plan)
    way = worker.operator.way
    total = worker.values["generate_num"] if way is Way.GENERATE else row.origin_sample_count
    results = []
    if way is Way.GENERATE:
        for number in range(row.done, min(row.done + IMAGES_PER_STEP, total)):
            picked = [read_page(conn, row.pk, at, 1)[0] for at in pick_two(number, row.origin_sample_count)]
            results.append(worker.invent(number, picked))
    else:
        target = _find_target(conn, row) if way is Way.TRANSFER else None
        results = [worker.work(held, target) for held in read_page(conn, row.pk, row.done, IMAGES_PER_STEP)]
    counts = Counter(_COUNTED[result.outcome] for result in results)
    if way in (Way.AUGMENT, Way.GENERATE, Way.TRANSFER):
        # The originals stay as they are; what could not be used is no less there than before.
        counts["unmodified_sample_count"] = row.origin_sample_count if row.done == 0 else 0
    rows = [result.as_row(row.pk, row.done + index) for index, result in enumerate(results)]
    done = row.done + len(rows)
    return Step("finish" if done >= total else "work", 0 if done >= total else done, counts, rows)


_COUNTED: Final = {
    Outcome.KEPT: "unmodified_sample_count",
    Outcome.MODIFIED: "modified_sample_count",
    Outcome.DELETED: "deleted_sample_count",
    Outcome.ADDED: "add_sample_count",
}


def _find_target(conn: Connection, row: Row[Any]) -> Row[Any] | None:
    """The first image of the second input, which shows the domain to transfer to."""
    held = processor_inputs.c
    found = select(processor_inputs).where(held.version_pk == row.pk, held.channel > 0).order_by(held.position)
    return conn.execute(found.limit(1)).first()


def _finish(backend: Backend, conn: Connection, row: Row[Any]) -> Step:
    return Step("done", manifest=write_manifest(backend, conn, row.pk, row.plan))


def _figures(_backend: Backend, conn: Connection, row: Row[Any]) -> Step:
    figures = summarize(conn, row.pk)
    return Step("done", figures=figures) if figures else Step("failed", reason="no image could be read")


_STAGES: Final[dict[str, Callable[[Backend, Connection, Row[Any]], Step]]] = {
    "begin": _begin,
    "inputs": _list,
    "look": _look,
    "choose": _choose,
    "work": _work,
    "finish": _finish,
    "figures": _figures,
}


def _give_up(run: JobRun) -> None:
    row = _find(run, run.conn, lock=True)
    if row is not None:
        end_run(run.conn, row, ProcessorStatus.FAILED, run.backend.clock.now_ms(), error_msg=run.error)


@job(RUN_JOB, prepare=_prepare, failed=_give_up)
def do_step(run: JobRun) -> None:
    """Store what a step came to, and schedule the next; or end the run."""
    row = _find(run, run.conn, lock=True)
    step: Step | None = run.prepared
    if row is None or step is None:
        return
    now = run.backend.clock.now_ms()
    if step.stage == "failed":
        end_run(run.conn, row, ProcessorStatus.FAILED, now, error_msg=step.reason)
    elif step.stage == "done":
        _complete(run, row, step, now)
    else:
        _store(run, row, step, now)


def _store(run: JobRun, row: Row[Any], step: Step, now: int) -> None:
    conn = run.conn
    values: dict[str, Any] = {"stage": step.stage, "done": step.done, "update_time": now}
    if row.status == ProcessorStatus.INITIALIZED:
        values["status"] = find_lifecycle("ProcessorTaskVersion").move(row.status, ProcessorStatus.RUNNING)
        find_lifecycle("ProcessorTask").move(row.status, ProcessorStatus.RUNNING)
        scope = processor_tasks.c.pk == row.task_pk
        conn.execute(update(processor_tasks).where(scope).values(status=values["status"]))
    values |= {name: getattr(row, name) + number for name, number in step.counts.items()}
    conn.execute(update(processor_versions).where(VERSIONS.pk == row.pk).values(values))
    if step.seen:
        conn.execute(_SET_FEATURE, step.seen)
    put_rows(conn, processor_results, step.results)
    payload = {"stage": step.stage, "done": step.done}
    run.backend.jobs.schedule(conn, RUN_JOB, run.project_id, run.subject_id, STEP_SECONDS, payload)


def _complete(run: JobRun, row: Row[Any], step: Step, now: int) -> None:
    work_path = row.work_path
    if row.plan["target"] is not None:
        try:
            work_path = {**work_path, **add_version(run.conn, run.backend, run.project_id, row, step.manifest)}
        except ServiceError as error:
            end_run(run.conn, row, ProcessorStatus.FAILED, now, error_msg=error.message)
            return
    end_run(run.conn, row, ProcessorStatus.COMPLETED, now, work_path=work_path, result=step.figures)
