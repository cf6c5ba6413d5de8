"""Tools that write TypeScript, and the compiler that reads it."""

from __future__ import annotations

import re
from pathlib import Path

from .commands import run_tool, run_well
from .environments import NODE_BIN
from .operations import missing_operations, names_in
from .row import Job

# As a program for the browser would be compiled; nothing is left out but the libraries' own declarations.
_OPTIONS = "--noEmit --strict --skipLibCheck --target es2022 --module es2022 --moduleResolution bundler"
_LIBRARIES = "--lib es2023,dom,dom.iterable"


def write_types(job: Job) -> list[str]:
    """openapi-typescript: types only, the operations among them."""
    out = job.folder / "types.ts"
    run_well([NODE_BIN / "openapi-typescript", job.bundle, "--output", out], job.folder)
    _, _, operations = out.read_text().partition("\nexport interface operations {\n")
    written = re.findall(r"^    \"?(\w+)\"?: {$", operations, re.MULTILINE)
    return missing_operations(job.operations, written) + compile_typescript(out, job.folder)


def write_hey_api(job: Job) -> list[str]:
    """@hey-api/openapi-ts: a function for each operation, and a client."""
    out = job.folder / "client"
    run_well([NODE_BIN / "openapi-ts", "--input", job.bundle, "--output", out, "--no-log-file"], job.folder)
    written = names_in([out / "sdk.gen.ts"], r"^export const (\w+) = <")
    return missing_operations(job.operations, written) + compile_typescript(out / "index.ts", job.folder)


def compile_typescript(entry: Path, folder: Path) -> list[str]:
    """Return the compiler's errors in a program that starts at a file."""
    done = run_tool([NODE_BIN / "tsc", *_OPTIONS.split(), *_LIBRARIES.split(), entry], folder)
    errors = [line for line in done.out.splitlines() if "error TS" in line]
    return errors or ([done.text.strip()] if done.status else [])
