"""What is done with Python that a tool has written: compiled, imported, and its types checked."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from .commands import run_tool
from .environments import PYTHON_BIN, ROOT
from .errors import ToolError


def import_modules(package: Path) -> None:
    """Compile and import every module of a package, with what it depends on. Raises ToolError at the first error."""
    done = run_tool(
        [PYTHON_BIN / "python", "-W", "error::SyntaxWarning", ROOT / "interop/import_all.py", package.name],
        package.parent,
        {"PYTHONPATH": str(package.parent)},
    )
    written = sum(1 for file in package.rglob("*.py")) - 1
    if done.status or int(done.out) != written:
        raise ToolError(f"{written} modules, imported: {done.out.strip() or 'not all'}; {done.err.strip()[-500:]}")


def check_types(package: Path) -> list[str]:
    """Return how many errors mypy finds in each file."""
    done = run_tool([PYTHON_BIN / "mypy", "--config-file=", "--no-incremental", package.name], package.parent)
    counts = Counter(re.findall(r"^(\S+?):\d+: error: ", done.out, re.MULTILINE))
    if done.status and not counts:
        raise ToolError(done.text.strip())
    return [f"mypy: {count} errors in {file}" for file, count in sorted(counts.items())]
