from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .cases import CASES
from .packages import write_package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_the_generated_packages_are_clean_under_mypy_strict(tmp_path: Path) -> None:
    for case in CASES:
        write_package(case, tmp_path)
    write_package("petshop", tmp_path, include=("Store Orders",), package_name="orders_client")
    packages = [word for case in (*CASES, "orders") for word in ("-p", f"{case}_client")]
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run([*command, *packages], cwd=tmp_path / "python", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
