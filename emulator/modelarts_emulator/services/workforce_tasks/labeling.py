"""What members do: label samples and review what others labelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, update

from ...errors import ServiceError, find_error
from ...store.workforce_tables import workers
from .. import failures
from ..datasets.kinds import KINDS
from ..failures import failure
from ..formats.annotations import Annotation
from ..labels.labels import find_labels, insert_labels
from ..labels.rules import LabelKey, LabelSpec
from ..lifecycle import WorkforceTaskStatus
from ..samples.annotation_rules import read_annotations
from ..samples.batch_results import Outcome, batch_reply
from ..samples.labelling import find_known
from ..samples.metadata import read_metadata
from ..samples.samples import HARD
from ..samples.states import SampleState, is_hard
from ..workforces.access import lock_task, move_task
from ..workforces.members import WorkerStatus, has_reviewer
from .finding import ResultFinder
from .results import ACCEPTABLE_STATES, ResultChange, ResultLabel, change_results, sign_labels

if TYPE_CHECKING:
    from ...backend import Backend

#: While these last, the emulator decides on results: nobody else may change them.
_WORKING: Final = (WorkforceTaskStatus.SAMPLING, WorkforceTaskStatus.SYNCHRONIZING)
#: What is said of a result is said of its labels: new ones start anew.
_UNTOLD: Final = {
    "review_accept": None, "review_comment": "", "review_score": "",
    "check_accept": None, "check_comment": "", "check_score": "",
}  # fmt: skip


def label_samples(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]
) -> dict[str, Any]:
    """Take over the labels that members gave their samples, each sample on its own. Raises `ServiceError`."""
    entries: Sequence[Mapping[str, Any]] = request.get("samples") or ()
    email = request.get("email") or ""
    outcomes: list[Outcome] = []
    with backend.store.write() as conn:
        dataset, task = lock_task(conn, project_id, dataset_id, task_id)
        _check_free(task)
        finder = ResultFinder(conn, task, [entry.get("sample_id", "") for entry in entries])
        work = _Work(dataset, find_known(conn, dataset.pk, entries), has_reviewer(conn, task.pk))
        read: dict[int, tuple[Row[Any], Mapping[str, Any], list[Annotation]]] = {}
        for entry in entries:
            try:
                row = finder.find(entry.get("sample_id", ""), entry.get("worker_id") or "", email)
                _check_labelling(task, row, finder.members[row.member_pk])
                # Of two entries for one result the later one counts.
                read[row.pk] = work.read(row, entry, finder.members[row.member_pk].email)
                outcomes.append(None)
            except ServiceError as error:
                outcomes.append(error)
        if read:
            now = backend.clock.now_ms()
            keys = _label_keys(conn, dataset.pk, [note for _, _, notes in read.values() for note in notes])
            change_results(conn, task.pk, [work.relabel(*held, keys) for held in read.values()], now)
            _note_presence(conn, {finder.members[row.member_pk].worker_id for row, _, _ in read.values()})
            if task.status == WorkforceTaskStatus.REJECTED:
                move_task(conn, task, WorkforceTaskStatus.RUNNING, now)
    return batch_reply(outcomes)


def _check_free(task: Row[Any]) -> None:
    if task.status in _WORKING:
        raise failure(failures.TEAM_TASK_CHECKING)


def _check_labelling(task: Row[Any], row: Row[Any], member: Row[Any]) -> None:
    if row.state == SampleState.ACCEPTED:
        raise failure(failures.WORKER_FORBIDDEN, "the sample is accepted", status=403)
    if not member.active:
        raise failure(failures.WORKER_FORBIDDEN, "the member no longer takes part", status=403)
    checked = task.status == WorkforceTaskStatus.ACCEPTING and row.round == task.round
    if checked and row.state in ACCEPTABLE_STATES:
        raise failure(failures.TEAM_TASK_CHECKING, "the sample is being accepted")


@dataclass(frozen=True, slots=True)
class _Work:
    """Reads what a request says of results."""

    dataset: Row[Any]
    known: Mapping[LabelKey, int]
    reviewed: bool

    def read(
        self, row: Row[Any], entry: Mapping[str, Any], email: str
    ) -> tuple[Row[Any], Mapping[str, Any], list[Annotation]]:
        """The attributes and labels of a result. Raises `ServiceError` for what does not fit the dataset."""
        metadata = {**row.metadata, **read_metadata(entry.get("metadata") or {})}
        author = f"human/{email}" if email else "human"
        kind = KINDS[self.dataset.dataset_type]
        notes = read_annotations(entry.get("labels") or [], kind, self.known, author)
        return row, {key: value for key, value in metadata.items() if value is not None}, notes

    def relabel(
        self, row: Row[Any], metadata: Mapping[str, Any], notes: Sequence[Annotation], keys: Mapping[LabelKey, int]
    ) -> ResultChange:
        """The change that labels bring about: they wait for a reviewer, or for acceptance."""
        labels = [ResultLabel(keys[note.name, note.label_type], note) for note in notes]
        hard = any(is_hard(note.property.get(HARD)) for note in notes)
        target = SampleState.TO_REVIEW if self.reviewed else SampleState.TO_ACCEPT
        changed = {
            "state": int(target if labels else SampleState.UNLABELLED),
            "hard": is_hard(metadata[HARD]) if HARD in metadata else hard,
            "metadata": dict(metadata),
            "signature": sign_labels(labels),
        }
        return ResultChange(row, {**_UNTOLD, **changed}, labels)


def _label_keys(conn: Connection, dataset_pk: int, notes: Sequence[Annotation]) -> Mapping[LabelKey, int]:
    used = {(note.name, note.label_type) for note in notes}
    keys = find_labels(conn, dataset_pk, used) if used else {}
    # What is said in a recording needs no name, and its label comes into being with it.
    new = [LabelSpec(name, label_type, {}, []) for name, label_type in sorted(used) if (name, label_type) not in keys]
    if not new:
        return keys
    insert_labels(conn, dataset_pk, new)
    return find_labels(conn, dataset_pk, used)


def _note_presence(conn: Connection, worker_ids: set[str]) -> None:
    """Whoever labels has signed in."""
    logged_in = int(WorkerStatus.LOGGED_IN)
    changed = update(workers).where(workers.c.worker_id.in_(worker_ids), workers.c.status != logged_in)
    conn.execute(changed.values(status=logged_in))


def review_samples(
    backend: Backend, project_id: str, dataset_id: str, task_id: str, request: Mapping[str, Any]
) -> dict[str, Any]:
    """Take over what a reviewer says of members' labels, all of it or nothing. Raises `ServiceError`.

    What was reviewed before stays as it is, and the reply says so.
    """
    comments: Sequence[Mapping[str, Any]] = request.get("comments") or ()
    changes: dict[int, ResultChange] = {}
    known = False
    with backend.store.write() as conn:
        _, task = lock_task(conn, project_id, dataset_id, task_id)
        _check_free(task)
        if comments and not has_reviewer(conn, task.pk):
            raise failure(failures.WORKER_FORBIDDEN, "the task has no reviewer", status=403)
        finder = ResultFinder(conn, task, [comment.get("sample_id", "") for comment in comments])
        for comment in comments:
            row = finder.find(comment.get("sample_id", ""), comment.get("worker_id") or "")
            if row.state == SampleState.TO_REVIEW:
                changes[row.pk] = _review(row, comment)
            elif row.review_accept is not None:
                known = True
            else:
                raise failure(failures.WORKER_FORBIDDEN, "there is nothing to review on the sample", status=403)
        change_results(conn, task.pk, list(changes.values()), backend.clock.now_ms())
    if not known:
        return {}
    entry = find_error(failures.REVIEWED_ALREADY)
    return {"error_code": entry.code, "error_msg": entry.message}


def _review(row: Row[Any], comment: Mapping[str, Any]) -> ResultChange:
    accept = comment["accept"]
    values = {
        "state": int(SampleState.TO_ACCEPT if accept else SampleState.REJECTED),
        "review_accept": accept,
        "review_comment": comment.get("comment") or "",
        "review_score": (comment.get("score") or "") if accept else "",
    }
    return ResultChange(row, values)
