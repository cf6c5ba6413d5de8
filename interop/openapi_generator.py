"""openapi-generator. Its jar is in the Python package; nothing is downloaded when it runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from threading import Lock

from .commands import Done, last_lines, run_tool
from .environments import PYTHON_BIN
from .errors import ToolError
from .operations import missing_operations, names_in
from .python import import_modules
from .row import Job
from .typescript import compile_typescript

PACKAGE = "modelarts_openapi_generator"
# Warnings after which all is in what it writes, as the rest of the row checks.
HARMLESS = (
    "OpenAPI 3.1 support is still in beta.",
    # Its parser refuses links with a body, which the row for its validation is about; so validation is off here.
    "There were issues with the specification, but validation has been explicitly disabled.",
    # Error and Continue are words of the language; the class gets a longer name.
    "cannot be used as a model name. Renamed to Model",
    "cannot be used as model name. Renamed to Model",
    # Objects and lists of anything, which become Any or unknown.
    "Codegen property is null (e.g. map/dict of undefined type). Default to typing.Any.",
    "Failed to get the schema name: null",
    "Failed to lookup model in createImportMapOfSet str",
)
# Each JVM takes all cores and much memory.
_one_at_a_time = Lock()


def validate_links(job: Job) -> list[str]:
    """Return the errors that its parser finds before anything is written."""
    out = re.sub(r"\s+", " ", _run(["validate", "--input-spec", str(job.bundle)], job).text)
    verdict = re.search(r"No validation issues detected|Errors: (.+?) (?:Warnings:|\[error\])", out)
    if verdict is None:
        raise ToolError(f"no verdict: {last_lines(out)}")
    errors = [error for error in re.split(r"(?:^|\s)- ", verdict[1] or "") if error]
    return sorted(re.sub(r"^attribute paths\.'[^']*'\(\w+\)\.", "", error) for error in errors)


def write_python(job: Job) -> list[str]:
    """Write the client in Python, and compile and import all of it with what it depends on."""
    problems = _generate("python", job, "--package-name", PACKAGE)
    package = job.folder / PACKAGE
    written = names_in(package.glob("api/*.py"), r"^    def ([a-z]\w*)\($")
    import_modules(package)
    return problems + missing_operations(job.operations, written)


def write_typescript_fetch(job: Job) -> list[str]:
    """Write the client in TypeScript for `fetch`, and compile it."""
    problems = _generate("typescript-fetch", job)
    written = names_in(job.folder.glob("apis/*.ts"), r"^    async (\w+)\(")
    problems += missing_operations(job.operations, written)
    return problems + compile_typescript(job.folder / "index.ts", job.folder)


def _generate(generator: str, job: Job, *options: str) -> list[str]:
    command = ["generate", "--generator-name", generator, "--input-spec", str(job.bundle), "--output", str(job.folder)]
    done = _run([*command, "--skip-validate-spec", *options], job)
    if done.status:
        raise ToolError(done.text[-1000:])
    return [line for line in done.text.splitlines() if _is_warning(line)]


def _is_warning(line: str) -> bool:
    return bool(re.match(r"\[\w+\] (WARN|ERROR)", line)) and not any(part in line for part in HARMLESS)


def _run(arguments: list[str], job: Job) -> Done:
    (jar,) = _packages().glob("openapi_generator_cli/*.jar")
    with _one_at_a_time:
        return run_tool([shutil.which("java") or "java", "-jar", jar, *arguments], job.folder)


def _packages() -> Path:
    (packages,) = PYTHON_BIN.parent.glob("lib/python3*/site-packages")
    return packages
