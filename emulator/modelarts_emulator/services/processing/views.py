"""Data processing tasks, their versions and results as replies show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Row

from ..lifecycle import ProcessorStatus
from .operators import ANALYSIS

Sign = Callable[[str], str]

_COUNTS: Final = (
    "origin_sample_count",
    "add_sample_count",
    "modified_sample_count",
    "unmodified_sample_count",
    "deleted_sample_count",
)
_ENDED: Final = (ProcessorStatus.COMPLETED, ProcessorStatus.FAILED, ProcessorStatus.STOPPED)


def view_task(row: Row[Any], *, with_result: bool = True) -> dict[str, Any]:
    """A task; its result is shown where it is a completed feature analysis."""
    analysis = row.template_id == ANALYSIS
    view: dict[str, Any] = {
        "task_id": row.task_id,
        "name": row.name,
        "description": row.description,
        "inputs": row.inputs,
        "template": row.template,
        "status": row.status,
        "duration_seconds": row.duration_seconds,
        "create_time": row.create_time,
        "workspace_id": row.workspace_id,
        "is_current": row.is_current,
    }
    if analysis:
        view["data_source"] = {key: row.inputs[0][key] for key in ("type", "source")}
    else:
        view["version_count"] = row.version_count
    if row.version_id:
        view |= {"version_id": row.version_id, "version_name": row.version_name}
    if row.work_path is not None:
        view["work_path"] = row.work_path
    if row.status == ProcessorStatus.FAILED:
        view["error_msg"] = row.error_msg
    if with_result and row.status == ProcessorStatus.COMPLETED and row.result is not None:
        view["result"] = row.result
    return view


def view_version(row: Row[Any], task_id: str) -> dict[str, Any]:
    """One version of a task; how many images became what is told once it has begun."""
    view: dict[str, Any] = {
        "task_version_id": row.version_id,
        "task_id": task_id,
        "version_name": row.version_name,
        "description": row.description,
        "status": row.status,
        "create_time": row.create_time,
        "update_time": row.update_time,
        "inputs": row.inputs,
        "template": row.template,
        "duration_seconds": row.duration_seconds,
    }
    if row.work_path is not None:
        view["work_path"] = row.work_path
    if row.status != ProcessorStatus.INITIALIZED:
        view |= {name: getattr(row, name) for name in _COUNTS}
    return view


def view_result(row: Row[Any], version_id: str, sign: Sign) -> dict[str, Any]:
    """What became of one image; ``sign`` makes a download address of a path."""
    view: dict[str, Any] = {
        "sample_id": row.sample_id,
        "version_id": version_id,
        "origin_source": "s3:/" + row.origin_source,
        "signed_origin_source": sign(row.origin_source),
        "result_property": row.property,
        "result_description": [row.description] if row.description else [],
    }
    if row.new_source:
        view |= {"new_source": "obs:/" + row.new_source, "signed_new_source": sign(row.new_source)}
    return view


def has_ended(status: int) -> bool:
    """Whether nothing is going to happen any more."""
    return status in _ENDED
