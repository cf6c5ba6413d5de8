from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publishing.changelog import find_notes, format_changelog
from publishing.errors import PublishError
from publishing.repository import Repository

from .places import run
from .releases import CHANGELOG, write_release

NOTES = "## Notes\n\n### Added\n\n- What nobody has yet.\n"
INVENTORY = """The description has 2 operations:

| resource | operations |
| --- | ---: |
| `cats` | 1 |
| `pets` | 1 |"""


def test_changes_since_the_last_release_come_first(tmp_path: Path) -> None:
    write_release(tmp_path, "0.9.0", "old")
    write_release(tmp_path, "0.10.0", "pets")
    write_release(tmp_path, "0.11.0", "cats", "dogs")
    assert format_changelog(Repository(tmp_path), "0.11.0") == (
        "# 0.11.0 (2026-01-02)\n\n"
        "The description, compared with v0.10.0: 1 breaking, 2 additive, 1 cosmetic.\n\n"
        "## Breaking changes\n\n- `ListPets (GET /pets)`: the operation is gone\n\n"
        "## Additions\n\n- `ListCats (GET /cats)`: the operation is new\n"
        "- `ListDogs (GET /dogs)`: the operation is new\n\n"
        "## Cosmetic changes\n\n- `info`: the version was 0.10.0, is 0.11.0\n\n" + NOTES
    )


def test_a_release_of_another_branch_does_not_count(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1.0", "pets")
    run("git", "checkout", "--quiet", "-b", "other", cwd=tmp_path)
    write_release(tmp_path, "9.0.0", "dogs")
    run("git", "checkout", "--quiet", "main", cwd=tmp_path)
    run("git", "tag", "nightly-9", cwd=tmp_path)
    write_release(tmp_path, "0.2.0", "pets", "cats", tag=False)
    assert "compared with v0.1.0: 0 breaking, 1 additive" in format_changelog(Repository(tmp_path), "0.2.0")


def test_the_first_publication_says_what_there_is(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1.0", "pets", "cats")
    text = format_changelog(Repository(tmp_path), "0.1.0")
    first = "The first publication: no earlier release to compare with."
    assert text == f"# 0.1.0 (2026-01-02)\n\n{first}\n\n{INVENTORY}\n\n## Notes\n\n- The first one.\n"


def test_a_shallow_clone_says_that_it_cannot_know(tmp_path: Path) -> None:
    write_release(tmp_path / "full", "0.1.0", "pets")
    write_release(tmp_path / "full", "0.2.0", "pets", "cats", tag=False)
    run("git", "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/full", tmp_path / "shallow", cwd=tmp_path)
    text = format_changelog(Repository(tmp_path / "shallow"), "0.2.0")
    assert "Made in a shallow clone without an earlier release" in text
    assert "git fetch --unshallow --tags" in text
    assert "first publication" not in text
    assert INVENTORY in text


def test_outside_of_git_nothing_is_compared(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1.0", "pets", "cats")
    shutil.rmtree(tmp_path / ".git")
    text = format_changelog(Repository(tmp_path), "0.2.0")
    assert text.startswith("# 0.2.0\n\nMade outside of git: which version came before is not known")
    assert INVENTORY in text
    assert text.endswith(NOTES)


def test_a_release_without_a_description_is_said_to_have_none(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1.0", "pets")
    run("git", "rm", "--quiet", "generated/openapi.json", cwd=tmp_path)
    (tmp_path / "generated").mkdir(exist_ok=True)
    run("git", "-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-qm", "None", cwd=tmp_path)
    run("git", "tag", "v0.2.0", cwd=tmp_path)
    write_release(tmp_path, "0.3.0", "pets", "cats", tag=False)
    assert "v0.2.0 had no generated/openapi.json" in format_changelog(Repository(tmp_path), "0.3.0")


@pytest.mark.parametrize(
    ("version", "notes"), [("0.1.0", "- The first one."), ("0.2.0", "### Added\n\n- What nobody has yet.")]
)
def test_notes_are_those_of_the_version_or_of_what_is_unreleased(version: str, notes: str) -> None:
    assert find_notes(CHANGELOG, version) == notes


def test_a_changelog_that_says_nothing_is_refused() -> None:
    with pytest.raises(PublishError, match=r"nothing on 0\.2\.0 and nothing under Unreleased"):
        find_notes("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- The first one.\n", "0.2.0")
