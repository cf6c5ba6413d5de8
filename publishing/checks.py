"""What must hold before anything is published."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .checksums import NAME as CHECKSUMS
from .errors import PublishError
from .repository import Repository


def check_tree(repository: Repository) -> None:
    """Refuse files that no commit holds: what is published must be found again. Raises PublishError."""
    changed = repository.changed_files() if repository.is_git else []
    if changed:
        names = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")
        raise PublishError(f"not committed: {names} (commit or stash them: a publication is made from a commit)")


def check_generated(root: Path) -> None:
    """Refuse a folder `generated/` that is not what the pipeline makes. Raises PublishError."""
    command = [
        sys.executable,
        "-m",
        "modelarts_generator",
        "check",
        "--spec",
        "spec/openapi.yaml",
        "--out",
        "generated",
    ]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PublishError(f"generated/ is not what the pipeline makes (run `make generate`)\n{done.stderr.rstrip()}")


def check_tags(repository: Repository, version: str) -> None:
    """Refuse a version that is the tag of another commit, and a tag of this one with another. Raises PublishError."""
    if not repository.is_git:
        return
    tag = repository.release_here()
    if tag not in (None, f"v{version}"):
        raise PublishError(f"this commit is {tag}, but info.version in spec/openapi.yaml says {version}")
    if tag is None and repository.has_tag(f"v{version}"):
        raise PublishError(
            f"{version} was published from another commit, v{version} (raise info.version in spec/openapi.yaml)"
        )


def check_out(out: Path) -> None:
    """Refuse to replace a folder that is not an earlier publication. Raises PublishError."""
    if out.exists() and not (out.is_dir() and ((out / CHECKSUMS).is_file() or not any(out.iterdir()))):
        raise PublishError(f"{out} holds something else than a publication (move it away or remove it)")


def check_versions(files: list[Path], version: str) -> None:
    """Refuse a wheel or an sdist of another version than the description's. Raises PublishError."""
    for file in files:
        found = file.name.removesuffix(".tar.gz").split("-")[1]
        if found != version:
            raise PublishError(
                f"{file.name} has version {found}, but info.version in spec/openapi.yaml says {version}"
                " (versions are three numbers, X.Y.Z, and the description's is everybody's)"
            )
