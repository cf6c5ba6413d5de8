"""Running a tool."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import ToolError

LIMIT = 600.0
# No colours, and no word to the tools' makers.
QUIET = {"NO_COLOR": "1", "DO_NOT_TRACK": "1", "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All that it wrote."""
        return self.out + self.err


def run_tool(command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> Done:
    """Run a command to its end, whatever its exit status. Raises ToolError where it takes too long."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, **QUIET, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ToolError(f"{Path(command[0]).name} took longer than {LIMIT:g} s") from None
    return Done(done.returncode, done.stdout, done.stderr)


def run_well(command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> Done:
    """Run a command that has to succeed. Raises ToolError with the end of what it wrote."""
    done = run_tool(command, folder, env)
    if done.status:
        raise ToolError(f"{Path(command[0]).name} ended with status {done.status}: {last_lines(done.text)}")
    return done


def first_errors(text: str, count: int = 3) -> str:
    """Return the first errors that an installer tells of: what follows is advice."""
    errors = [line for line in text.splitlines() if "error" in line.lower()]
    return last_lines("\n".join(errors[:count]) or text)


def last_lines(text: str, count: int = 8) -> str:
    """Return the end of what a tool wrote, where it says what was wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines[-count:]) or "it said nothing"
