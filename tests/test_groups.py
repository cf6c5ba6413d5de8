"""Tests that share what is dear to make are run by one worker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import pytest

pytestmark = pytest.mark.xdist_group("shared")


@pytest.mark.parametrize("number", range(8))
def test_worker(number, worker_id):
    print("by", worker_id)
"""


def test_a_group_has_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_group.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-rP", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    workers = [line for line in done.stdout.splitlines() if line.startswith("by gw")]
    assert len(workers) == 8
    assert len(set(workers)) == 1
