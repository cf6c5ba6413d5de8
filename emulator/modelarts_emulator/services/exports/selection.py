"""Which samples an export takes: of a dataset as it is, or of one of its versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from ...store.dataset_tables import samples
from ...store.version_tables import version_samples, versions
from ..samples.criteria import SampleCriteria, read_conditions
from ..samples.states import LABELLED_STATES, SampleState, states_named
from ..samples.where import where_frozen, where_samples
from ..versions.ratios import Splitter
from ..versions.samples import CHUNK, FrozenSample, freeze_samples, read_frozen
from .requests import ALL, LABELLED, SEARCH, UNLABELLED

_STATES: Final[Mapping[int, tuple[SampleState, ...]]] = {
    LABELLED: LABELLED_STATES,
    UNLABELLED: (SampleState.UNLABELLED,),
    ALL: tuple(SampleState),
    SEARCH: tuple(SampleState),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The samples of one export. Any one of `choices` must be met, all of them by `states` and `samples` too."""

    states: tuple[SampleState, ...]
    samples: tuple[str, ...]
    choices: tuple[SampleCriteria, ...]

    @classmethod
    def of_task(cls, task: Row[Any]) -> Selection:
        """Read it from a task's row."""
        states = set(_STATES[task.export_type])
        for name in filter(None, (task.params["sample_state"], task.options["sample_state"])):
            states &= set(states_named(name))
        conditions = task.params.get("search_conditions") or ()
        choices = tuple(read_conditions([condition], now=task.create_time) for condition in conditions)
        return cls(tuple(sorted(states)), tuple(task.params.get("samples") or ()), choices)

    @property
    def _all_choices(self) -> list[SampleCriteria]:
        states = None if len(self.states) == len(SampleState) else self.states
        return [replace(choice, states=states) for choice in self.choices or (SampleCriteria(),)]

    def of_dataset(self, conn: Connection, dataset_pk: int) -> list[ColumnElement[bool]]:
        """Conditions on the samples of a dataset as it is."""
        found = [and_(*where_samples(conn, dataset_pk, choice)) for choice in self._all_choices]
        return [or_(*found), *([samples.c.sample_id.in_(self.samples)] if self.samples else [])]

    def of_version(self, conn: Connection, version: Row[Any]) -> list[ColumnElement[bool]]:
        """Conditions on the samples that a version froze."""
        found = [and_(*where_frozen(conn, version, choice)) for choice in self._all_choices]
        return [or_(*found), *([version_samples.c.sample_id.in_(self.samples)] if self.samples else [])]


def find_version(conn: Connection, dataset_pk: int, version_id: str) -> Row[Any] | None:
    """The row of a version of the dataset."""
    scope = (versions.c.dataset_pk == dataset_pk, versions.c.version_id == version_id)
    return conn.execute(select(versions).where(*scope)).first()


def select_present(
    conn: Connection, dataset_pk: int, selection: Selection, splitter: Splitter | None
) -> tuple[int, Iterator[list[FrozenSample]]]:
    """How many samples of a dataset an export takes, and these in chunks."""
    where = selection.of_dataset(conn, dataset_pk)
    total = conn.execute(select(func.count()).select_from(samples).where(*where)).scalar_one()
    return total, freeze_samples(conn, dataset_pk, splitter, keep_usage=splitter is None, where=where)


def select_frozen(
    conn: Connection, version: Row[Any], selection: Selection, splitter: Splitter | None
) -> tuple[int, Iterator[list[FrozenSample]]]:
    """How many samples of a version an export takes, and these in chunks."""
    where = selection.of_version(conn, version)
    total = conn.execute(select(func.count()).select_from(version_samples).where(*where)).scalar_one()
    return total, _read_frozen(conn, where, version.label_list, splitter)


def _read_frozen(
    conn: Connection,
    where: Sequence[ColumnElement[bool]],
    labels: Sequence[Mapping[str, Any]],
    splitter: Splitter | None,
) -> Iterator[list[FrozenSample]]:
    places = {(label["name"], label["type"]): place for place, label in enumerate(labels)}
    page = select(version_samples).where(*where).order_by(version_samples.c.position).limit(CHUNK)
    after = -1
    while rows := conn.execute(page.where(version_samples.c.position > after)).all():
        after = rows[-1].position
        chunk = [read_frozen(row) for row in rows]
        if splitter is not None:
            chunk = [
                replace(sample, usage=splitter.usage([places[key] for key in sample.label_names])) for sample in chunk
            ]
        yield chunk
