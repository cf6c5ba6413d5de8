"""Labels samples, and deletes them, as requests about several of them ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, select

from ...errors import ServiceError
from ...objects import ObjectError
from ...store.among import among
from ...store.dataset_tables import samples
from ...store.prepared import Prepared
from .. import failures
from ..failures import failure
from ..labels.labels import find_labels
from ..labels.rules import LabelKey
from .access import LABELLING, RESTING, HeldDataset, hold_dataset
from .annotation_rules import read_annotations
from .batch_results import Outcome, batch_reply
from .changes import SampleChange, change_samples, remove_samples
from .metadata import read_metadata
from .samples import CHUNK
from .states import SampleState

if TYPE_CHECKING:
    from ...backend import Backend

_KEYS: Final = Prepared(
    select(samples.c.sample_id, samples.c.pk).where(
        samples.c.dataset_pk == bindparam("dataset"), among(samples.c.sample_id, "ids")
    )
)


def update_samples(
    backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any], author: str
) -> dict[str, Any]:
    """Replace the labels of samples by those of the request. Returns the reply.

    ``author`` is who labels. Raises `ServiceError` where the dataset cannot be labelled or nothing fits.
    """
    if request.get("email"):
        author = f"human/{request['email']}"
    outcomes: list[Outcome] = []
    wanted: Sequence[Mapping[str, Any]] = request.get("samples") or []
    for chunk in _chunks(wanted):
        with backend.store.write() as conn:
            held = hold_dataset(conn, project_id, dataset_id, LABELLING, labelling=True)
            outcomes += _update(conn, backend, held, chunk, author)
    return batch_reply(outcomes)


def _chunks(values: Sequence[Any]) -> list[Sequence[Any]]:
    # An empty request is still about a dataset that has to be there.
    return [values[start : start + CHUNK] for start in range(0, max(len(values), 1), CHUNK)]


def _update(
    conn: Connection, backend: Backend, held: HeldDataset, wanted: Sequence[Mapping[str, Any]], author: str
) -> list[Outcome]:
    keys = find_keys(conn, held.pk, [each["sample_id"] for each in wanted if each.get("sample_id")])
    known = find_known(conn, held.pk, wanted)
    changes: dict[int, SampleChange] = {}
    outcomes: list[Outcome] = []
    for each in wanted:
        key = keys.get(each.get("sample_id") or "")
        try:
            if key is None:
                raise failure(failures.SAMPLE_MISSING, str(each.get("sample_id", "")))
            # Of two entries for one sample the later one counts.
            changes[key] = _read_change(key, each, held, known, author)
            outcomes.append(None)
        except ServiceError as error:
            outcomes.append(error)
    if changes:
        change_samples(conn, backend, held.key, list(changes.values()))
    return outcomes


def _read_change(
    key: int, value: Mapping[str, Any], held: HeldDataset, known: Mapping[LabelKey, int], author: str
) -> SampleChange:
    notes = read_annotations(value.get("labels") or [], held.kind, known, author)
    # A person has looked at the labels, wherever they come from.
    state = SampleState.LABELLED if notes else SampleState.UNLABELLED
    return SampleChange(key, notes, state, read_metadata(value.get("metadata") or {}), usage=value.get("sample_usage"))


def find_known(conn: Connection, dataset_pk: int, values: Sequence[Mapping[str, Any]]) -> dict[LabelKey, int]:
    """The dataset's labels that have one of the names in the labels of samples, of whatever type."""
    names = {str(label.get("name") or "").strip() for value in values for label in value.get("labels") or ()}
    return find_labels(conn, dataset_pk, [(name, 0) for name in names]) if names else {}


def find_keys(conn: Connection, dataset_pk: int, sample_ids: Sequence[str]) -> dict[str, int]:
    """Row keys of samples by their ids; those that the dataset does not have are left out."""
    found: list[Any] = _KEYS.all(conn, {"dataset": dataset_pk, "ids": sample_ids})
    return dict(found)


def delete_samples(backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Remove samples, and their files where that is asked for. Returns the reply. Raises `ServiceError`."""
    outcomes: list[Outcome] = []
    with_files = bool(request.get("delete_source"))
    for chunk in _chunks(request.get("samples") or []):
        with backend.store.write() as conn:
            held = hold_dataset(conn, project_id, dataset_id, RESTING)
            outcomes += _delete(conn, backend, held, chunk, with_files=with_files and not held.kind.is_text)
    return batch_reply(outcomes)


def _delete(
    conn: Connection, backend: Backend, held: HeldDataset, sample_ids: Sequence[str], *, with_files: bool
) -> list[Outcome]:
    keys = find_keys(conn, held.pk, sample_ids)
    failed: dict[str, ServiceError] = {}
    if with_files:
        failed = _delete_files(conn, backend, keys)
    going = {sample_id: key for sample_id, key in keys.items() if sample_id not in failed}
    if going:
        remove_samples(conn, backend, held.key, list(going.values()))
    return [
        failed.get(sample_id, None if sample_id in keys else failure(failures.SAMPLE_MISSING, sample_id))
        for sample_id in sample_ids
    ]


def _delete_files(conn: Connection, backend: Backend, keys: Mapping[str, int]) -> dict[str, ServiceError]:
    """Delete files before their rows: what is cut short can be done again."""
    sources = select(samples.c.sample_id, samples.c.source).where(samples.c.pk.in_(list(keys.values())))
    failed = {}
    for sample_id, source in conn.execute(sources):
        try:
            if source.startswith("/"):
                backend.objects.delete(source)
        except ObjectError as error:
            failed[sample_id] = ServiceError(failures.SAMPLE_UNDELETED, status=500, detail=str(error))
    return failed
