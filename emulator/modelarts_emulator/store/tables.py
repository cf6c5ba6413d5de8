"""Imports every module that declares tables, so that `metadata` knows them all."""

from __future__ import annotations

from . import dataset_tables, version_tables
from .metadata import jobs, meta, snapshot_rows, snapshots

__all__ = ["dataset_tables", "jobs", "meta", "snapshot_rows", "snapshots", "version_tables"]
