"""Where data processing reads from and writes to: dataset versions, folders, and the output of other tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row, select

from ...store.dataset_tables import datasets
from ...store.processor_tables import processor_tasks, processor_versions
from ...store.version_tables import versions
from .. import failures
from ..failures import failure
from ..lifecycle import DatasetStatus, ProcessorStatus, VersionStatus
from ..obs_paths import check_buckets, read_folder

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ...backend import Backend

#: The dataset types that can be processed: images that are classified, and images with boxes.
CLASSES: Final = 0
BOXES: Final = 1


@dataclass(frozen=True, slots=True)
class Channel:
    """One input: as replies show it, and as the work needs it."""

    shown: dict[str, Any]
    plan: dict[str, Any]
    dataset_type: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where output goes: below ``base``, and into a new version of a dataset where ``plan`` names one."""

    base: str
    shown: dict[str, Any]
    plan: dict[str, Any] | None


def read_channel(
    conn: Connection,
    backend: Backend,
    project_id: str,
    source: Mapping[str, Any],
    params: Mapping[str, Any],
    *,
    analysis: bool,
) -> Channel:
    """Check one input. ``params`` say of what type the images of a folder are. Raises `ServiceError`."""
    kind, place = source.get("type"), str(source.get("source") or "")
    if kind == "DATASET":
        return _read_version(conn, project_id, place, source.get("version_id"), analysis=analysis)
    if analysis:
        raise failure(failures.PARAMETER, "feature analysis needs a dataset and its version")
    dataset_type = BOXES if params.get("task_type") == "object_detection" else CLASSES
    if kind == "OBS":
        folder = read_folder(place, "source")
        check_buckets(backend.objects, folder)
        shown = {"type": "OBS", "source": place}
    elif kind == "TASK":
        folder = _find_output(conn, project_id, place)
        shown = {"type": "TASK", "source": place}
    else:
        raise failure(failures.PARAMETER, "the type of an input is DATASET, OBS or TASK")
    if not backend.objects.exists(folder):
        raise failure(failures.PATH_MISSING, folder)
    return Channel(shown, {"folder": folder}, dataset_type)


def _read_version(
    conn: Connection, project_id: str, dataset_id: str, version_id: str | None, *, analysis: bool
) -> Channel:
    dataset = find_dataset(conn, project_id, dataset_id)
    wanted = version_id or dataset.current_version_id
    found = select(versions).where(versions.c.dataset_pk == dataset.pk, versions.c.version_id == wanted)
    version = conn.execute(found).first()
    if version is None:
        raise failure(failures.VERSION_MISSING, str(wanted or ""))
    (_check_analysis if analysis else _check_processing)(dataset, version)
    shown = {
        "type": "DATASET",
        "source": dataset_id,
        "name": dataset.dataset_name,
        "version_id": version.version_id,
        "version_name": version.version_name,
    }
    plan = {
        "version": version.version_id,
        "manifest": version.facts["manifest_path"],
        "evaluation": f"{dataset.facts['inner_annotation_path']}evaluation/{version.version_name}",
    }
    return Channel(shown, plan, dataset.dataset_type)


def _check_analysis(dataset: Row[Any], version: Row[Any]) -> None:
    if dataset.dataset_type not in (CLASSES, BOXES):
        raise failure(failures.ANALYSIS_TYPE)
    if version.status == VersionStatus.CREATING:
        raise failure(failures.ANALYSIS_BUSY)
    if version.status != VersionStatus.NORMAL:
        raise failure(failures.ANALYSIS_STATUS)
    if version.version_format != "Default":
        raise failure(failures.ANALYSIS_FORMAT)
    if not version.annotated_sample_count:
        raise failure(failures.ANALYSIS_UNLABELLED)


def _check_processing(dataset: Row[Any], version: Row[Any]) -> None:
    if dataset.dataset_type not in (CLASSES, BOXES):
        raise failure(failures.TYPE_MISMATCH, "only images for classification or object detection are processed")
    if version.status != VersionStatus.NORMAL:
        raise failure(failures.VERSION_NOT_NORMAL, version.version_id)
    if not version.total_sample_count:
        raise failure(failures.VERSION_EMPTY, version.version_id)


def _find_output(conn: Connection, project_id: str, task_id: str) -> str:
    newest = (
        select(processor_versions.c.plan)
        .join(processor_tasks, processor_tasks.c.pk == processor_versions.c.task_pk)
        .where(
            processor_tasks.c.task_id == task_id,
            processor_tasks.c.project_id == project_id,
            processor_versions.c.status == ProcessorStatus.COMPLETED,
        )
        .order_by(processor_versions.c.pk.desc())
        .limit(1)
    )
    plan = conn.execute(newest).scalar()
    if plan is None or not plan["output"]:
        raise failure(failures.PROCESSOR_MISSING, f"{task_id}, with a completed version")
    return f"{plan['output']}Data/"


def find_dataset(conn: Connection, project_id: str, dataset_id: str) -> Row[Any]:
    """The dataset that a request's body names; raises `ServiceError`."""
    found = select(datasets).where(datasets.c.dataset_id == dataset_id, datasets.c.project_id == project_id)
    row = conn.execute(found).first()
    if row is None or row.status == DatasetStatus.DELETING:
        raise failure(failures.DATASET_MISSING, dataset_id)
    return row


def read_target(
    conn: Connection, backend: Backend, project_id: str, work_path: Mapping[str, Any], dataset_type: int
) -> Target:
    """Check where output is to go. Raises `ServiceError`."""
    kind, place = work_path.get("type"), str(work_path.get("path") or "")
    if kind == "OBS":
        base = read_folder(place, "work_path")
        check_buckets(backend.objects, base)
        return Target(base, {"type": "OBS", "path": place}, None)
    if kind != "DATASET":
        raise failure(failures.PARAMETER, "the type of work_path is DATASET or OBS")
    dataset = find_dataset(conn, project_id, place)
    if dataset.dataset_type != dataset_type:
        raise failure(failures.TYPE_MISMATCH, "the output's dataset is of another type than the input")
    name = work_path.get("version_name") or ""
    taken = select(versions.c.pk).where(versions.c.dataset_pk == dataset.pk, versions.c.version_name == name)
    if name and conn.execute(taken).first() is not None:
        raise failure(failures.VERSION_EXISTS, name)
    shown = {"type": "DATASET", "path": place, "name": dataset.dataset_name}
    plan = {"dataset": dataset.dataset_id, "name": name, "version": backend.ids.short()}
    return Target(dataset.facts["work_path"], {**shown, "version_name": name} if name else shown, plan)
