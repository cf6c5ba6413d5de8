"""Making a publication, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .changelog import format_changelog
from .checks import check_generated, check_out, check_tags, check_tree, check_versions
from .checksums import NAME as CHECKSUMS
from .checksums import format_checksums
from .descriptions import write_descriptions
from .distributions import build_distributions
from .repository import Repository

COPIES = {"docs/regenerating.md": "regenerating.md", "docs/regenerating": "regenerating"}


def publish(root: Path, out: Path) -> None:
    """Build everything from a tree and put it in place of what `out` held.

    Raises PublishError, in which case `out` is as it was.
    """
    repository = Repository(root)
    check_out(out)
    check_tree(repository)
    version = str(json.loads((root / "generated/openapi.json").read_bytes())["info"]["version"])
    check_tags(repository, version)
    check_generated(root)
    with _replacing(out) as folder:
        write_descriptions(root, folder)
        time = repository.commit_time() if repository.is_git else None
        check_versions(build_distributions(root, folder, time), version)
        (folder / f"CHANGELOG-{version}.md").write_text(format_changelog(repository, version), encoding="utf-8")
        _copy_files(root, folder)
        (folder / CHECKSUMS).write_text(format_checksums(folder), encoding="utf-8")


def _copy_files(root: Path, out: Path) -> None:
    for source, target in COPIES.items():
        if (root / source).is_dir():
            shutil.copytree(root / source, out / target)
        else:
            shutil.copy(root / source, out / target)


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Yield a fresh folder beside another one, whose place it takes if nothing is raised."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as work:
        fresh = Path(work) / "new"
        fresh.mkdir()
        yield fresh
        if out.exists():
            out.rename(Path(work) / "old")
        fresh.rename(out)
