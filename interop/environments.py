"""Where the tools are, and how they get there: npm packages beside this file, Python packages in build/interop."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from .commands import first_errors, last_lines, run_tool
from .errors import MissingError, ToolError
from .row import Need

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build/interop"
CONFIGS = ROOT / "interop/configs"
LOCK = ROOT / "interop/package-lock.json"
REQUIREMENTS = ROOT / "requirements/interop.txt"
NODE_BIN = ROOT / "interop/node_modules/.bin"
PYTHON_BIN = BUILD / "env/bin"
LEAST_NODE = (20, 19)
LEAST_JAVA = (11,)


def find_missing(needs: Iterable[Need]) -> dict[Need, str]:
    """Set up what the rows need, and return what cannot be had, with the reason."""
    missing = {}
    for need in needs:
        try:
            _SETUPS[need]()
        except (MissingError, ToolError, OSError) as error:
            missing[need] = str(error)
    return missing


def set_up_node() -> None:
    """Install the npm packages of the lock file. Raises MissingError."""
    check_version("node", ["--version"], LEAST_NODE)
    if shutil.which("npm") is None:
        raise MissingError("npm is not installed")
    install(
        "the npm packages", LOCK, NODE_BIN.parent / ".installed", [["npm", "ci", "--no-progress"]], ROOT / "interop"
    )


def set_up_python() -> None:
    """Make an environment with the Python packages of the lock file. Raises MissingError."""
    pip = [str(PYTHON_BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    steps = [
        [sys.executable, "-m", "venv", "--clear", str(PYTHON_BIN.parent)],
        [*pip, "--require-hashes", "-r", str(REQUIREMENTS)],
    ]
    install("the Python packages", REQUIREMENTS, PYTHON_BIN.parent / ".installed", steps, ROOT)


def set_up_java() -> None:
    """Look for Java, which is installed by nothing here. Raises MissingError."""
    check_version("java", ["-version"], LEAST_JAVA)


def check_version(program: str, options: list[str], least: tuple[int, ...]) -> None:
    """Hold the version that a program tells against the least that the tools want. Raises MissingError."""
    if shutil.which(program) is None:
        raise MissingError(f"{program} is not installed")
    told = run_tool([program, *options], ROOT).text
    found = re.search(r"(\d+)\.(\d+)", told)
    if found is None:
        raise MissingError(f"{program} does not tell its version: {last_lines(told, 1)}")
    if tuple(map(int, found.groups())) < least:
        raise MissingError(f"{program} is {found[0]}, and {'.'.join(map(str, least))} is wanted")


def install(what: str, lock: Path, stamp: Path, steps: list[list[str]], folder: Path) -> None:
    """Carry out the steps unless what the lock file names is there already. Raises MissingError where one fails."""
    wanted = lock.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing {what} ...", file=sys.stderr, flush=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    for step in steps:
        done = run_tool(step, folder)
        if done.status:
            raise MissingError(f"{what} cannot be installed: {first_errors(done.text)}")
    stamp.write_text(wanted)


_SETUPS: dict[Need, Callable[[], None]] = {
    Need.NODE: set_up_node,
    Need.PYTHON: set_up_python,
    Need.JAVA: set_up_java,
}
