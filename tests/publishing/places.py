"""Working trees and environments of people who are not us."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Tester"), ("EMAIL", "tester@example.com"), ("DATE", "2026-01-02T03:04:05Z"))
}
_OURS = ("GIT_", "HUAWEICLOUD_", "OS_", "HW_", "VIRTUAL_ENV", "SOURCE_DATE_EPOCH")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints; fail where it does."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commit(folder: Path, message: str = "All of it") -> None:
    """Make a repository of a folder, if it is none, and commit everything."""
    settings = {**IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull}
    run("git", "init", "--quiet", "--initial-branch", "main", cwd=folder, **settings)
    run("git", "add", "--all", cwd=folder, **settings)
    run("git", "commit", "--quiet", "--message", message, cwd=folder, **settings)


def copy_tree(target: Path) -> Path:
    """Copy the files of this working tree, committed or not, as a repository of its own."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():  # one that was removed is still listed
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    commit(target)
    return target


def write_pins(file: Path) -> Path:
    """Write the versions of the lock file as constraints, so that what is installed does not change by itself."""
    lock = (ROOT / "requirements/dev.txt").read_text()
    file.write_text("".join(f"{pin}\n" for pin in re.findall(r"^[\w.-]+==[\w.]+", lock, re.MULTILINE)))
    return file


def stranger(pins: Path) -> dict[str, str]:
    """The environment of somebody who has Python and git, nothing of ours and no credentials."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    others = [folder for folder in kept["PATH"].split(os.pathsep) if Path(folder) != BIN]
    python = Path(getattr(sys, "_base_executable", sys.executable)).parent
    path = os.pathsep.join([str(python), *others])
    return {
        **kept,
        **IDENTITY,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PIP_CONSTRAINT": str(pins),
        "PATH": path,
        "NO_COLOR": "1",
    }
