"""Reads requests for intelligent tasks, and checks whether the dataset allows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, select

from ...store.dataset_tables import sample_counts
from ...store.smart_task_tables import smart_tasks
from .. import failures
from ..datasets.statistics import read_label_stats
from ..failures import busy, clash, failure
from ..lifecycle import DatasetStatus, SmartStatus
from ..obs_paths import check_buckets, read_folder
from ..samples.states import LABELLED_STATES, SampleState
from .kinds import KINDS, SmartKind

if TYPE_CHECKING:
    from ...backend import Backend

#: How many labels active learning needs, and on how many samples each.
LABELS_NEEDED: Final = 2
IMAGES_NEEDED: Final = 5
GROUPS: Final = range(2, 201)
SAMPLE_LIMIT: Final = 1000
WORKING: Final = (SmartStatus.QUEUING, SmartStatus.INITIALIZING, SmartStatus.RUNNING, SmartStatus.STOPPING)
#: What a task's settings are shown as where the request leaves them out.
_DEFAULTS: Final = {
    "ambiguity": False,
    "algorithm_type": "fast",
    "collect_sample": False,
    "image_brightness": False,
    "image_colorfulness": False,
    "worker_server_num": 0,
}
_PUBLISHING: Final = "ModelArts.4381"


@dataclass(frozen=True, slots=True)
class NewSmartTask:
    """A checked request."""

    kind: SmartKind
    config: dict[str, Any]
    model_id: str


def read_smart_task(backend: Backend, request: Mapping[str, Any]) -> NewSmartTask:
    """Check a request by itself. Raises `ServiceError`."""
    name = request.get("task_type") or next(
        (kind.name for kind in KINDS.values() if kind.number == request.get("type")), None
    )
    if name is None:
        raise failure(failures.PARAMETER, "task_type is missing")
    kind = KINDS.get(name)
    if kind is None:
        raise failure(failures.UNSUPPORTED, f"{name} was given up by the service after its 2022-04 edition")
    config = {**_DEFAULTS, **(request.get("config") or {})}
    if request.get("export_type") is not None:
        config.setdefault("result_type", request["export_type"])
    model_id = request.get("model_id") or config.get("model_id") or _listed_model(config)
    if kind.name == "pre-label" and not model_id:
        raise failure(failures.SMART_MODEL, "model_id is missing")
    if len(str(model_id)) > 64:
        raise failure(failures.SMART_MODEL, "model_id has more than 64 characters")
    if len(config.get("samples") or ()) > SAMPLE_LIMIT:
        raise failure(failures.PARAMETER, f"config.samples has at most {SAMPLE_LIMIT} samples")
    if not kind.labels:
        config |= _read_grouping(backend, config)
    return NewSmartTask(kind, config, str(model_id))


def _listed_model(config: Mapping[str, Any]) -> str:
    return next((held["model_id"] for held in config.get("inf_config_list") or () if held.get("model_id")), "")


def _read_grouping(backend: Backend, config: Mapping[str, Any]) -> dict[str, Any]:
    number = str(config.get("n_clusters") or "")
    if not number.isdecimal() or len(number) > 3 or int(number) not in GROUPS:
        raise failure(failures.PARAMETER, f"n_clusters is a number from {GROUPS[0]} to {GROUPS[-1]}")
    found: dict[str, Any] = {"n_clusters": int(number), "result_type": config.get("result_type", 1)}
    if found["result_type"] == 1:
        name = str(config.get("property") or "").strip()
        if not 0 < len(name) <= 64 or name.startswith("@modelarts:"):
            raise failure(failures.PARAMETER, "property is the name of an attribute, of 1 to 64 characters")
        found["property"] = name
    elif config.get("output_dir"):
        folder = read_folder(config["output_dir"], "output_dir")
        check_buckets(backend.objects, folder)
    return found


def check_dataset(conn: Connection, row: Row[Any], new: NewSmartTask) -> dict[int, int]:
    """Check whether a locked dataset allows the task; return its number of samples by state. Raises `ServiceError`."""
    if row.dataset_type not in new.kind.dataset_types:
        raise clash(failures.SMART_TYPE, row.dataset_name, row.dataset_type)
    if row.status == DatasetStatus.PUBLISHING:
        raise failure(_PUBLISHING)
    if row.status != DatasetStatus.NORMAL:
        raise busy(row.status)
    _check_running(conn, row.pk, new.kind)
    found = select(sample_counts.c.state, sample_counts.c.number).where(sample_counts.c.dataset_pk == row.pk)
    numbers: dict[int, int] = {}
    for state, number in conn.execute(found):
        numbers[state] = numbers.get(state, 0) + number
    unlabelled = numbers.get(SampleState.UNLABELLED, 0)
    if new.kind.name == "auto-label":
        _check_labels(conn, row.pk)
    elif new.kind.labels and not row.label_list:
        raise failure(failures.LABELS_UNSET)
    if not unlabelled:
        raise failure(failures.SMART_NOTHING)
    if not new.kind.labels and new.config["n_clusters"] >= unlabelled:
        raise failure(failures.SMART_GROUPS, f"{unlabelled} samples are not labelled")
    return numbers


def _check_running(conn: Connection, dataset_pk: int, kind: SmartKind) -> None:
    held = smart_tasks.c
    found = select(held.kind).where(held.dataset_pk == dataset_pk, held.status.in_([int(one) for one in WORKING]))
    for name in conn.execute(found).scalars():
        running = KINDS[name]
        # Two tasks that label would label the same samples.
        if running.labels == kind.labels:
            raise clash(running.exists, status=running.exists_status)


def _check_labels(conn: Connection, dataset_pk: int) -> None:
    stats = [stat for stat in read_label_stats(conn, dataset_pk, LABELLED_STATES) if stat["sample_count"]]
    if len(stats) < LABELS_NEEDED:
        raise failure(failures.SMART_LABELS, f"{LABELS_NEEDED} labels must be in use")
    few = [stat["name"] for stat in stats if stat["sample_count"] < IMAGES_NEEDED]
    if few:
        raise failure(failures.SMART_IMAGES, ", ".join(few[:5]))
