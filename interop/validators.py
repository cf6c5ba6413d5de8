"""openapi-spec-validator, which holds a document against the schema of its version of OpenAPI."""

from __future__ import annotations

from .commands import last_lines, run_tool
from .environments import PYTHON_BIN
from .row import Job


def validate(job: Job) -> list[str]:
    """Return its word where it does not say OK."""
    done = run_tool([PYTHON_BIN / "openapi-spec-validator", job.bundle], job.folder)
    accepted = done.status == 0 and done.out.strip().endswith("OK")
    return [] if accepted else [last_lines(done.text)]
