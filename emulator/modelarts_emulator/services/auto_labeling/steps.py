"""What the steps of intelligent tasks come to: looking at examples, learning from them, predicting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, select

from ...store.dataset_tables import samples
from ...store.smart_task_tables import smart_examples
from .. import failures
from ..images import ImageProblemError, read_file
from ..samples.changes import SampleChange
from ..samples.states import SampleState
from .examples import load_predictor, pick_examples, read_examples
from .grouping import find_centres, group_of
from .kinds import KINDS, message_of
from .learning import Look, Prediction, look_at, summarize_metrics

if TYPE_CHECKING:
    from ...backend import Backend

#: How many samples one step looks at.
SAMPLES_PER_STEP: Final = 64
#: How much of the work is done when the examples have been seen, in percent.
_BEGUN: Final = 10.0
_LEARNT: Final = 30.0
_BOXES: Final = 1
#: The channels that active learning does not take.
_TRANSPARENT: Final = "RGBA"


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


STAGES: Final[dict[str, Callable[[Backend, Connection, Row[Any], Row[Any]], Step]]] = {
    "begin": _begin,
    "look": _look,
    "learn": _learn,
    "predict": _predict,
}
