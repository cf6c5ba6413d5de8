from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publishing import publication
from publishing.checks import check_generated, check_out, check_tags, check_tree, check_versions
from publishing.checksums import format_checksums
from publishing.errors import PublishError
from publishing.repository import Repository
from tests.generator.trees import SPLIT, write_tree
from tests.generator.trees import run as generator

from .places import commit, run
from .releases import write_release


def test_what_is_not_committed_is_refused(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1.0", "pets")
    check_tree(Repository(tmp_path))
    (tmp_path / "CHANGELOG.md").write_text("changed")
    for name in "abcdef":
        (tmp_path / name).touch()
    with pytest.raises(PublishError, match=r"^not committed: CHANGELOG.md, a, b, c, d and 2 more \(commit or stash"):
        check_tree(Repository(tmp_path))


def test_outside_of_git_nothing_can_be_uncommitted(tmp_path: Path) -> None:
    write_release(tmp_path / "outer", "0.1.0", "pets")
    inner = tmp_path / "outer/unpacked"
    inner.mkdir()
    check_tree(Repository(inner))
    check_tags(Repository(inner), "7.0.0")


def test_generated_files_that_are_not_the_pipelines_are_refused(tmp_path: Path) -> None:
    spec = write_tree(tmp_path / "spec", SPLIT)
    assert generator("generate", "--spec", spec / "openapi.yaml", "--out", tmp_path / "generated").exit_code == 0
    check_generated(tmp_path)
    (tmp_path / "generated/python/README.md").write_text("mine")
    with pytest.raises(PublishError, match="run `make generate`"):
        check_generated(tmp_path)


def test_a_version_belongs_to_one_commit(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1.0", "pets")
    check_tags(Repository(tmp_path), "0.1.0")
    with pytest.raises(PublishError, match=r"this commit is v0\.1\.0, but info\.version .* says 0\.2\.0"):
        check_tags(Repository(tmp_path), "0.2.0")
    write_release(tmp_path, "0.1.0", "pets", "cats", tag=False)
    with pytest.raises(PublishError, match=r"0\.1\.0 was published from another commit, v0\.1\.0"):
        check_tags(Repository(tmp_path), "0.1.0")
    check_tags(Repository(tmp_path), "0.2.0")


def test_versions_that_disagree_are_refused() -> None:
    files = [Path("modelarts_client-0.2.0-py3-none-any.whl"), Path("modelarts_generator-0.2.0.tar.gz")]
    check_versions(files, "0.2.0")
    with pytest.raises(PublishError, match=r"modelarts_client-0\.2\.0-py3-none-any\.whl has version 0\.2\.0, but"):
        check_versions(files, "0.2.0-beta")


def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    check_out(tmp_path / "none")
    check_out(tmp_path)
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(PublishError, match="holds something else than a publication"):
        check_out(tmp_path)
    (tmp_path / "SHA256SUMS").touch()
    check_out(tmp_path)


def test_checksums_are_sorted_and_leave_themselves_out(tmp_path: Path) -> None:
    write_tree(tmp_path, {"b": "b", "a/c": "c", "a.txt": "a", "SHA256SUMS": "old"})
    lines = format_checksums(tmp_path)
    assert [line.split("  ")[1] for line in lines.splitlines()] == ["a.txt", "a/c", "b"]
    (tmp_path / "SHA256SUMS").write_text(lines)
    run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=tmp_path)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree that can be published at once: its parts are a text each."""
    root = tmp_path / "tree"
    write_tree(root, {"docs/regenerating.md": "guide", "docs/regenerating/sdk.sh": "script", ".gitignore": "dist/\n"})
    write_release(root, "0.1.0", "pets")
    monkeypatch.setattr(publication, "check_generated", lambda root: None)
    monkeypatch.setattr(publication, "build_distributions", lambda root, out, time: [])
    monkeypatch.setattr(publication, "write_descriptions", lambda root, out: (out / "openapi.json").touch())
    return root


def test_a_publication_takes_the_place_of_the_last_one(root: Path) -> None:
    write_tree(root, {"dist/stale": "", "dist/SHA256SUMS": ""})
    publication.publish(root, root / "dist")
    names = sorted(entry.name for entry in (root / "dist").iterdir())
    assert names == ["CHANGELOG-0.1.0.md", "SHA256SUMS", "openapi.json", "regenerating", "regenerating.md"]
    assert (root / "dist/regenerating/sdk.sh").read_text() == "script"


def test_a_failed_publication_leaves_the_last_one(root: Path) -> None:
    publication.publish(root, root / "dist")
    before = format_checksums(root / "dist")
    shutil.rmtree(root / "docs")  # what is copied last
    commit(root)
    run("git", "tag", "--delete", "v0.1.0", cwd=root)
    with pytest.raises(OSError, match="regenerating"):
        publication.publish(root, root / "dist")
    assert format_checksums(root / "dist") == before
    assert [entry.name for entry in root.iterdir() if entry.name.startswith(".dist-")] == []
