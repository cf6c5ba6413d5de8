"""Dataset versions as replies show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Row

from ...store.version_tables import versions

#: The numbers that filters use for formats.
VERSION_FORMATS: Final = {0: "Default", 1: "CarbonData", 2: "CSV"}

_PLAIN: Final = (
    "version_id",
    "version_name",
    "version_format",
    "status",
    "create_time",
    "update_time",
    "total_sample_count",
    "annotated_sample_count",
    "description",
)
_REST: Final = ("facts", "ratio_text", "previous_version_id", "label_type", "message", "label_stats")

VERSION_COLUMNS: Final = tuple(versions.c[name] for name in (*_PLAIN, *_REST))


def view_version(row: Row[Any], current_id: str | None, *, detailed: bool = False) -> dict[str, Any]:
    """A version of a dataset; ``detailed`` adds what only its own page shows."""
    view = {name: row._mapping[name] for name in _PLAIN}
    view.update(row.facts)
    view["train_evaluate_sample_ratio"] = row.ratio_text
    view["is_current"] = row.version_id == current_id
    if row.previous_version_id is not None:
        view["previous_version_id"] = row.previous_version_id
    if row.message:
        view["message"] = row.message
    if detailed:
        view["label_stats"] = row.label_stats
        if row.label_type:
            view["label_type"] = row.label_type
    return view


def table_path(manifest_path: str) -> str:
    """Where the rows of a table's version lie."""
    return manifest_path.removesuffix(".manifest") + ".csv"


def make_version_facts(
    request: Mapping[str, Any], *, dataset_type: int, table: bool, annotation_path: str, name: str
) -> dict[str, Any]:
    """The part of a version that never changes, as replies show it."""
    facts: dict[str, Any] = {
        "manifest_path": f"{annotation_path}{name}/{name}.manifest",
        "data_path": f"{annotation_path}{name}/data/",
        "total_sub_sample_count": 0,
        "annotated_sub_sample_count": 0,
        "clear_hard_property": request.get("clear_hard_property", True),
        "remove_sample_usage": request.get("remove_sample_usage", True),
        "export_images": request.get("export_images", False),
        "task_type": dataset_type,
        "extract_serial_number": False,
    }
    if table:
        facts["with_column_header"] = request.get("with_column_header", True)
    return facts
