"""The wheel and the sdist of each distribution."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from .errors import PublishError

FOLDERS = ("generator", "emulator", "generated/python")


def build_distributions(root: Path, out: Path, time: datetime | None) -> list[Path]:
    """Build all into a folder. All times in them are `time`, else the one that the build tool has for that.

    Raises PublishError if one cannot be built.
    """
    environment = dict(os.environ)
    if time is not None:
        environment["SOURCE_DATE_EPOCH"] = str(int(time.timestamp()))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(out)]
    for folder in FOLDERS:
        done = subprocess.run(command, cwd=root / folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PublishError(f"{folder}/ cannot be built:\n{done.stderr.rstrip()}")
    return sorted([*out.glob("*.whl"), *out.glob("*.tar.gz")])
