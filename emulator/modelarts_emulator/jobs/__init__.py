"""Work that takes time: durable rows in the store, done when the clock says so."""

from .queue import Jobs
from .registry import JobKind, JobRun, job
from .worker import EndlessWorkError, JobWorker

__all__ = ["EndlessWorkError", "JobKind", "JobRun", "JobWorker", "Jobs", "job"]
