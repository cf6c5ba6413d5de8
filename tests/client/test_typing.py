from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent / "typing" / "sample.py"
PACKAGE = Path(__file__).parents[2] / "generated" / "python"


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_users_program_is_clean_under_mypy_strict(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    done = run("mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path / "cache"), "program.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_users_program_is_clean_under_pyright_strict(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "modelarts_client").symlink_to(PACKAGE / "modelarts_client", target_is_directory=True)
    settings = {
        "typeCheckingMode": "strict",
        "include": ["program.py"],  # `make lint` looks through the package
        "extraPaths": ["."],
        "pythonVersion": "3.11",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = run("pyright", "--pythonpath", sys.executable, "--outputjson", cwd=tmp_path)
    report = json.loads(done.stdout)
    found = [f"{item['file']}: {item['message']}" for item in report["generalDiagnostics"]]
    assert found == []
    assert report["summary"]["filesAnalyzed"] == 1
