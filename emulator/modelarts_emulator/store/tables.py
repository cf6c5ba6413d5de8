"""Imports every module that declares tables, so that `metadata` knows them all."""

from __future__ import annotations

from . import (
    dataset_tables,
    export_tables,
    import_tables,
    processor_tables,
    smart_task_tables,
    sync_tables,
    version_tables,
    workforce_tables,
)
from .metadata import jobs, meta, snapshot_rows, snapshots

__all__ = [
    "dataset_tables",
    "export_tables",
    "import_tables",
    "jobs",
    "meta",
    "processor_tables",
    "smart_task_tables",
    "snapshot_rows",
    "snapshots",
    "sync_tables",
    "version_tables",
    "workforce_tables",
]
