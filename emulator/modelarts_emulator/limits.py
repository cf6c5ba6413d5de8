"""Quotas and limits of data management, and how long its tasks take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account may have. 0 for a quota means as many as wanted.

    `task_seconds` is how long an asynchronous task waits before it does its work, by the emulator's clock.
    `version_interval_seconds` is how long after a version the next one of its dataset may be published.
    `workforces` is per project, `workers` per team; `notify_interval_seconds` is how long after an e-mail that was
    asked for the next one to the same member may follow.
    """

    task_seconds: float = 1.0
    datasets: int = 0
    versions: int = 0
    version_interval_seconds: float = 60.0
    samples: int = 1_000_000
    labels: int = 10_000
    image_bytes: int = 25 * MIB
    sample_bytes: int = 5 * 1024 * MIB
    label_file_bytes: int = 100 * MIB
    workforces: int = 10
    workers: int = 100
    notify_interval_seconds: float = 60.0
    processor_tasks: int = 0
    processor_versions: int = 0
