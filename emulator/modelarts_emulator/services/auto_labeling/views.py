"""Intelligent tasks as replies show them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Row

from ..lifecycle import SmartStatus
from .kinds import KINDS
from .requests import WORKING

_FIGURES: Final = ("total_sample_count", "annotated_sample_count", "unconfirmed_sample_count")


def view_task(row: Row[Any], dataset_id: str, now: int) -> dict[str, Any]:
    """A task; ``now`` tells how long one that works has worked."""
    kind = KINDS[row.kind]
    working = row.status in WORKING
    view: dict[str, Any] = {
        "dataset_id": dataset_id,
        "resource_id": dataset_id,
        "task_id": row.task_id,
        "type": kind.number,
        "create_time": datetime.fromtimestamp(row.create_time / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "status": row.status,
        "code": row.code,
        "message": row.message,
        "elapsed_time": (now - row.create_time) // 1000 if working else row.elapsed_time,
        "progress": row.progress,
        "config": row.config,
        "result": {**{name: getattr(row, name) for name in _FIGURES}, **row.result},
        "export_type": row.config.get("result_type", 0),
        **{name: getattr(row, name) for name in _FIGURES},
    }
    if row.task_name:
        view["task_name"] = row.task_name
    if row.model_id:
        view["model_id"] = row.model_id
    if row.status == SmartStatus.FAILED:
        view |= {"error_code": row.error_code, "error_msg": row.message, "error_detail": row.error_detail}
    return view
