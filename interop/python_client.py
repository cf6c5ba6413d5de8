"""openapi-python-client: what it cannot read it leaves out with a warning, so any word of it is a problem."""

from __future__ import annotations

from pathlib import Path

from .commands import run_tool
from .environments import CONFIGS, PYTHON_BIN
from .operations import missing_operations
from .python import check_types, import_modules
from .row import Job

PACKAGE = "modelarts_python_client"


def write_python_client(job: Job) -> list[str]:
    """Write the client, import all of it, and check its types."""
    package = job.folder / PACKAGE
    command: list[str | Path] = [
        PYTHON_BIN / "openapi-python-client",
        "generate",
        "--path",
        job.bundle,
        "--output-path",
        package,
    ]
    options: list[str | Path] = [
        "--meta",
        "none",
        "--config",
        CONFIGS / "openapi-python-client.yaml",
        "--fail-on-warning",
    ]
    done = run_tool([*command, *options], job.folder)
    problems = [line for line in done.text.splitlines() if line.strip() and not line.startswith("Generating ")]
    written = [file.stem for file in package.glob("api/*/*.py")]
    problems += missing_operations(job.operations, written)
    import_modules(package)
    return problems + check_types(package)
