"""What a run of data processing leaves when it is done: a manifest, and a new version of a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import orjson
from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from ...store.dataset_tables import datasets
from ...store.processor_tables import processor_inputs, processor_results
from ...store.version_tables import version_labels, version_samples, versions
from .. import failures
from ..datasets.kinds import KINDS
from ..failures import failure
from ..labels.rules import LabelKey
from ..lifecycle import DatasetStatus, VersionStatus, find_lifecycle
from ..samples.samples import make_sample_id
from ..samples.states import SampleState
from ..versions.views import make_version_facts
from .images import Outcome
from .operators import OPERATORS, Way

if TYPE_CHECKING:
    from ...backend import Backend

CHUNK: Final = 1000
RESULTS: Final = processor_results.c
INPUTS: Final = processor_inputs.c


def read_results(conn: Connection, version_pk: int) -> Iterator[Sequence[Row[Any]]]:
    """Yield the results of a run that have a file, in chunks."""
    after = -1
    while True:
        where = (RESULTS.version_pk == version_pk, RESULTS.position > after, RESULTS.property != Outcome.DELETED)
        rows = conn.execute(select(processor_results).where(*where).order_by(RESULTS.position).limit(CHUNK)).all()
        if not rows:
            return
        yield rows
        after = rows[-1].position


def write_manifest(backend: Backend, conn: Connection, version_pk: int, plan: Mapping[str, Any]) -> bytes:
    """Write the manifest beside the output, and return its lines."""
    way = OPERATORS[plan["template"], plan["operator"]].way
    checked = way is Way.VALIDATE or bool(plan["values"].get("do_validation"))
    lines = [
        orjson.dumps(_line(row, plan["dataset_type"], checked=checked), option=orjson.OPT_APPEND_NEWLINE)
        for rows in read_results(conn, version_pk)
        for row in rows
    ]
    data = b"".join(lines)
    name = "output_0.manifest" if way in (Way.GENERATE, Way.TRANSFER) else "output.manifest"
    backend.objects.write(plan["output"] + name, data)
    return data


def _line(row: Row[Any], dataset_type: int, *, checked: bool) -> dict[str, Any]:
    line: dict[str, Any] = {"id": row.sample_id, "source": "obs:/" + row.new_source}
    if checked:
        line["property"] = {"@modelarts:data_checked": True}
    if row.usage:
        line["usage"] = row.usage
    kind = KINDS[dataset_type].manifest_type
    if row.label_file:
        location = {"annotation-loc": "obs:/" + row.label_file, "annotation-format": "PASCAL VOC"}
        line["annotation"] = [{"type": kind, **location}]
    elif row.labels:
        line["annotation"] = [{"name": label["name"], "type": kind} for label in row.labels]
    return line


def add_version(conn: Connection, backend: Backend, project_id: str, row: Row[Any], manifest: bytes) -> dict[str, Any]:
    """Make the output a version of the dataset that the plan names; return the version's id and name.

    Raises `ServiceError` where the dataset is gone or has a version of this name by now.
    """
    wanted = row.plan["target"]
    scope = (datasets.c.dataset_id == wanted["dataset"], datasets.c.project_id == project_id)
    dataset = conn.execute(select(datasets).where(*scope).with_for_update()).first()
    if dataset is None or dataset.status == DatasetStatus.DELETING:
        raise failure(failures.DATASET_MISSING, wanted["dataset"])
    name, number = _choose_name(conn, dataset, wanted["name"])
    frozen = list(_freeze(conn, row, dataset.dataset_id, backend.clock.now_ms()))
    label_list, places = _list_labels(dataset, frozen)
    version = _version_row(backend, dataset, row, name, frozen) | {"label_list": label_list}
    try:
        with conn.begin_nested():
            key = conn.execute(insert(versions).returning(versions.c.pk), version).scalar_one()
    except IntegrityError as error:
        raise failure(failures.VERSION_EXISTS, name) from error
    for first in range(0, len(frozen), CHUNK):
        _store_samples(conn, key, frozen[first : first + CHUNK], places)
    done = find_lifecycle("DatasetVersion").move(version["status"], VersionStatus.NORMAL)
    conn.execute(update(versions).where(versions.c.pk == key).values(status=done))
    counts = {"dataset_version_count": dataset.dataset_version_count + 1, "next_version_num": number}
    conn.execute(update(datasets).where(datasets.c.pk == dataset.pk).values(counts))
    backend.objects.write(version["facts"]["manifest_path"], manifest)
    return {"version_id": wanted["version"], "version_name": name}


def _list_labels(
    dataset: Row[Any], frozen: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[LabelKey, int]]:
    """Labels of the new version: those of the dataset, then what else its samples carry; and their places."""
    listed = list(dataset.label_list)
    places = {(label["name"], label["type"]): place for place, label in enumerate(listed)}
    for held in frozen:
        for label in held["labels"]:
            key = (label["name"], label["type"])
            if key not in places:
                places[key] = len(listed)
                listed.append({"name": label["name"], "type": label["type"], "property": {}})
    return listed, places


def _store_samples(
    conn: Connection, version_pk: int, frozen: Sequence[Mapping[str, Any]], places: Mapping[LabelKey, int]
) -> None:
    conn.execute(insert(version_samples), [{**held, "version_pk": version_pk} for held in frozen])
    carried = [
        {"version_pk": version_pk, "label": place, "position": held["position"]}
        for held in frozen
        for place in {places[label["name"], label["type"]] for label in held["labels"]}
    ]
    if carried:
        conn.execute(insert(version_labels), carried)


def _choose_name(conn: Connection, dataset: Row[Any], wanted: str) -> tuple[str, int]:
    number = int(dataset.next_version_num)
    if wanted:
        return wanted, number
    taken = set(conn.execute(select(versions.c.version_name).where(versions.c.dataset_pk == dataset.pk)).scalars())
    while f"V{number:03}" in taken:
        number += 1
    return f"V{number:03}", number + 1


def _freeze(conn: Connection, row: Row[Any], dataset_id: str, now: int) -> Iterator[dict[str, Any]]:
    """Samples of the new version: what was written, and the originals where an operator only adds to them."""
    position = 0
    way = OPERATORS[row.plan["template"], row.plan["operator"]].way
    if way in (Way.AUGMENT, Way.GENERATE, Way.TRANSFER):
        held = conn.execute(select(processor_inputs).where(INPUTS.version_pk == row.pk).order_by(INPUTS.position))
        for original in held:
            yield _sample(make_sample_id(dataset_id, original.source), position, original.source, original, now)
            position += 1
    for rows in read_results(conn, row.pk):
        for result in rows:
            yield _sample(make_sample_id(dataset_id, result.new_source), position, result.new_source, result, now)
            position += 1


def _sample(sample_id: str, position: int, source: str, row: Row[Any], now: int) -> dict[str, Any]:
    return {
        "position": position,
        "sample_id": sample_id,
        "source": source,
        "sample_type": 0,
        "state": int(SampleState.LABELLED if row.labels else SampleState.UNLABELLED),
        "usage": row.usage,
        "hard": False,
        "hard_coefficient": None,
        "size": row.size,
        "sample_time": now,
        "create_time": now,
        "metadata": row.metadata,
        "labels": [{"property": {}, **label, "create_time": now} for label in row.labels],
    }


def _version_row(
    backend: Backend, dataset: Row[Any], row: Row[Any], name: str, frozen: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    now = backend.clock.now_ms()
    annotation_path = dataset.facts["inner_annotation_path"]
    facts = make_version_facts(
        {}, dataset_type=dataset.dataset_type, table=False, annotation_path=annotation_path, name=name
    )
    most = max((len({label["name"] for label in held["labels"]}) for held in frozen), default=0)
    return {
        "version_id": row.plan["target"]["version"],
        "dataset_pk": dataset.pk,
        "version_name": name,
        "version_format": "Default",
        "status": find_lifecycle("DatasetVersion").initial,
        "ratio": 1.0,
        "ratio_text": "1.00",
        "description": row.description,
        "create_time": now,
        "update_time": now,
        "previous_version_id": dataset.current_version_id,
        "total_sample_count": len(frozen),
        "annotated_sample_count": sum(1 for held in frozen if held["labels"]),
        "label_type": "multi" if most > 1 else "single" if most else "",
        "label_stats": _label_stats(frozen),
        "facts": facts,
    }


def _label_stats(frozen: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    uses: dict[tuple[str, int], list[int]] = {}
    for held in frozen:
        seen = [(label["name"], label["type"]) for label in held["labels"]]
        for key in seen:
            uses.setdefault(key, [0, 0])[0] += 1
        for key in dict.fromkeys(seen):
            uses[key][1] += 1
    return [
        {"name": name, "type": kind, "property": {}, "count": count, "sample_count": carriers}
        for (name, kind), (count, carriers) in uses.items()
    ]
