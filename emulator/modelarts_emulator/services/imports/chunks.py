"""Stores what an import finds, piece by piece: each in a transaction that also says where to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ...store.among import among
from ...store.dataset_tables import datasets, label_counts, sample_counts, samples
from ...store.import_tables import import_failures, import_tasks
from ...store.prepared import Prepared
from ..formats.annotations import FormatError
from ..lifecycle import DatasetStatus, find_lifecycle
from ..samples.changes import SampleChange, change_samples
from ..samples.samples import CHUNK, SampleDraft, add_samples, make_sample_id, refresh_totals, remove_some
from ..samples.states import SampleState
from .filters import ImportFilter
from .items import Found
from .labels import ensure_labels

if TYPE_CHECKING:
    from ...backend import Backend

#: How many failures of one import are kept one by one.
FAILURE_LIMIT: Final = 10_000
#: In which states a dataset is while something is imported.
IMPORTING_STATES: Final = (DatasetStatus.CREATING, DatasetStatus.IMPORTING)


class ImportLostError(Exception):
    """The dataset is gone or is being deleted, or another process has gone on with the import."""


class ImportTarget(NamedTuple):
    """What an import needs to know about its dataset and its task."""

    pk: int
    dataset_id: str
    dataset_type: int
    status: int
    facts: dict[str, Any]
    import_options: dict[str, Any]
    total_sample_count: int
    task_pk: int
    task_id: str
    task_status: str
    options: dict[str, Any]
    position: list[Any] | None
    step: int
    plan: dict[str, Any] | None
    seen: int
    failed: int

    @property
    def is_first(self) -> bool:
        """Whether the import belongs to the dataset's creation: it succeeds as a whole or not at all."""
        return self.status == DatasetStatus.CREATING


_DATASET_COLUMNS: Final = ImportTarget._fields[:7]
_TASK_COLUMNS: Final = {
    "task_pk": "pk",
    "task_id": "task_id",
    "task_status": "status",
    "options": "options",
    "position": "position",
    "step": "step",
    "plan": "plan",
    "seen": "seen_sample_count",
    "failed": "failed_sample_count",
}
#: A task that has not ended, by its id, with its dataset.
SELECT_TARGET: Final = (
    select(
        *(datasets.c[name] for name in _DATASET_COLUMNS),
        *(import_tasks.c[column].label(name) for name, column in _TASK_COLUMNS.items()),
    )
    .join(import_tasks, import_tasks.c.dataset_pk == datasets.c.pk)
    .where(
        import_tasks.c.task_id == bindparam("task"),
        import_tasks.c.end_time.is_(None),
        datasets.c.project_id == bindparam("project"),
        datasets.c.status.in_(IMPORTING_STATES),
    )
)

_PRESENT: Final = Prepared(
    select(samples.c.sample_id, samples.c.pk, samples.c.source).where(
        samples.c.dataset_pk == bindparam("dataset"), among(samples.c.sample_id, "ids")
    )
)


@dataclass(slots=True)
class Piece:
    """Some of what was found, as it is to be stored."""

    position: list[Any] | None = None
    drafts: list[tuple[SampleDraft, str]] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    seen: int = 0
    files: int = 0
    size: int = 0

    @classmethod
    def take(cls, found: Iterator[Found], chosen: ImportFilter, *, strict: bool) -> Piece:
        """Take up to `CHUNK` samples. ``strict`` raises `FormatError` for a problem instead of passing over it."""
        piece = cls()
        for each in islice(found, CHUNK):
            piece.position = each.position
            piece.seen += 1
            if each.problem:
                if strict:
                    raise FormatError(f"{each.place}: {each.problem}")
                piece.problems.append((each.place, each.problem))
            elif each.draft is not None and (draft := chosen.admit(each.draft)) is not None:
                piece.drafts.append((draft, each.known_as))
                if draft.source.startswith("/"):
                    piece.files += 1
                    piece.size += draft.size
        return piece

    @property
    def is_last(self) -> bool:
        """Whether there was no more to take."""
        return self.seen < CHUNK


@dataclass(slots=True)
class ImportAttempt:
    """One process's work on an import; ``step`` proves that nobody else has gone on with it meanwhile."""

    backend: Backend
    target: ImportTarget
    step: int
    seen: int
    failed: int

    @classmethod
    def begin(cls, backend: Backend, target: ImportTarget) -> ImportAttempt:
        """Go on where the task stands."""
        return cls(backend, target, target.step, target.seen, target.failed)

    def store(self, piece: Piece) -> None:
        """Store a piece in a transaction of its own. Raises `ImportLostError`, and `FormatError` as below."""
        with self.backend.store.write() as conn:
            self.hold(conn)
            self.store_in(conn, piece)

    def store_in(self, conn: Connection, piece: Piece) -> None:
        """Store a piece and what it changes of the task. Raises `FormatError`, before anything is written."""
        now = self.backend.clock.now_ms()
        if self.seen + piece.seen > self.backend.config.limits.samples:
            raise FormatError(f"there are more than {self.backend.config.limits.samples} samples")
        counts = _store_drafts(conn, self.backend, self.target, piece.drafts)
        kept = piece.problems[: max(0, FAILURE_LIMIT - self.failed)]
        if kept:
            rows = [{"task_pk": self.target.task_pk, "place": place, "reason": reason} for place, reason in kept]
            conn.execute(insert(import_failures), rows)
        added = {
            "seen_sample_count": piece.seen,
            "failed_sample_count": len(piece.problems),
            "finished_file_count": piece.files,
            "finished_file_size": piece.size,
            **counts,
        }
        values: dict[str, Any] = {name: import_tasks.c[name] + number for name, number in added.items() if number}
        values |= {"position": piece.position, "update_time": now, "step": self.step + 1}
        conn.execute(update(import_tasks).where(import_tasks.c.pk == self.target.task_pk).values(values))
        refresh_totals(conn, self.target.pk, now)
        self.step += 1
        self.seen += piece.seen
        self.failed += len(piece.problems)

    def move(self, values: dict[str, Any]) -> None:
        """Change the task, in a transaction of its own."""
        with self.backend.store.write() as conn:
            self.hold(conn)
            held = values | {"step": self.step + 1, "update_time": self.backend.clock.now_ms()}
            conn.execute(update(import_tasks).where(import_tasks.c.pk == self.target.task_pk).values(held))
        self.step += 1

    def hold(self, conn: Connection) -> None:
        """Keep everybody from deleting the dataset or going on in our place until the transaction ends."""
        held = (
            select(import_tasks.c.step, datasets.c.status)
            .join(datasets, datasets.c.pk == import_tasks.c.dataset_pk)
            .where(import_tasks.c.pk == self.target.task_pk)
        )
        row = conn.execute(held.with_for_update()).first()
        if row is None or row.step != self.step or row.status != self.target.status:
            raise ImportLostError

    def wipe(self) -> None:
        """Remove all samples of a dataset whose creation has failed."""
        removed = CHUNK
        while removed == CHUNK:
            with self.backend.store.write() as conn:
                self.hold(conn)
                removed = remove_some(conn, self.target.pk, CHUNK)
        with self.backend.store.write() as conn:
            self.hold(conn)
            conn.execute(delete(sample_counts).where(sample_counts.c.dataset_pk == self.target.pk))
            conn.execute(delete(label_counts).where(label_counts.c.dataset_pk == self.target.pk))


def next_status(status: str, *steps: str) -> str:
    """The status of a task at the end of some steps, each of which the lifecycle must know."""
    for step in steps[steps.index(status) + 1 :] if status in steps else steps:
        status = find_lifecycle("ImportTask").move(status, step)
    return status


def _store_drafts(
    conn: Connection, backend: Backend, target: ImportTarget, found: Sequence[tuple[SampleDraft, str]]
) -> dict[str, int]:
    """Add samples that are new, give labels to those that are there already; return what the task counts."""
    limits = backend.config.limits
    held = _find_present(conn, target, found)
    new: dict[str, SampleDraft] = {}
    changed: dict[int, SampleDraft] = {}
    for draft, known_as in found:
        present = held.get(draft.sample_id) or _same(held.get(known_as), draft)
        if present is None:
            new.setdefault(draft.sample_id, draft)
        elif draft.annotations:
            changed[present[0]] = draft
    added = list(new.values()) if target.options.get("samples", True) else []
    keys = ensure_labels(conn, target.pk, [*added, *changed.values()], limits.labels)
    dataset = (target.pk, target.dataset_id)
    states = Counter[int]()
    for (state, _), number in add_samples(conn, dataset, added, keys, backend.clock.now_ms()).items():
        states[state] += number
    if changed:
        change_samples(conn, backend, dataset, [_change(pk, draft) for pk, draft in changed.items()])
    states.update(int(draft.state) for draft in changed.values())
    imported = states.total()
    return {
        "imported_sample_count": imported,
        "annotated_sample_count": imported - states[SampleState.UNLABELLED],
        "unconfirmed_sample_count": states[SampleState.TO_CONFIRM],
        "present_sample_count": len(found) - imported,
    }


def _find_present(
    conn: Connection, target: ImportTarget, found: Sequence[tuple[SampleDraft, str]]
) -> dict[str, tuple[int, str]]:
    """Row keys and sources of samples that the dataset has already, by their ids. All drafts are given theirs."""
    for draft, _ in found:
        draft.sample_id = make_sample_id(target.dataset_id, draft.place)
    wanted = {sample_id for draft, known_as in found for sample_id in (draft.sample_id, known_as) if sample_id}
    rows: list[Any] = _PRESENT.all(conn, {"dataset": target.pk, "ids": wanted})
    return {sample_id: (pk, source) for sample_id, pk, source in rows}


def _same(present: tuple[int, str] | None, draft: SampleDraft) -> tuple[int, str] | None:
    return present if present is not None and present[1] == draft.source else None


def _change(pk: int, draft: SampleDraft) -> SampleChange:
    size = {name: value for name, value in draft.metadata.items() if not name.startswith("@modelarts:")}
    return SampleChange(pk, annotations=draft.annotations, state=draft.state, metadata=size)
