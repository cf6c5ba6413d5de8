from __future__ import annotations

import json
from pathlib import Path

import pytest
from modelarts_generator.write import apply as apply_module
from modelarts_generator.write.apply import apply_changes
from modelarts_generator.write.changes import format_changes, plan_changes
from modelarts_generator.write.manifest import NAME, read_manifest

from tests.generator.trees import snapshot

Files = dict[str, dict[str, str]]
FIRST: Files = {"python": {"python/a.py": "a\n", "python/sub/b.py": "b\n"}, "docs": {"docs/x.md": "x\n"}}


def write(out: Path, files: Files) -> None:
    changes = plan_changes(out, files)
    assert changes.problems == []
    apply_changes(changes)


def listing(out: Path) -> list[str]:
    return [name for name in snapshot(out) if name != NAME]


def test_files_are_written_and_nothing_is_written_twice(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    before = snapshot(tmp_path)
    assert listing(tmp_path) == ["docs/x.md", "python/a.py", "python/sub/b.py"]
    assert not plan_changes(tmp_path, FIRST)
    write(tmp_path, FIRST)
    assert snapshot(tmp_path) == before


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    before = snapshot(tmp_path)
    write(tmp_path, {**FIRST, "docs": {"docs/x.md": "y\n"}})
    after = snapshot(tmp_path)
    assert [name for name in after if after[name] != before[name]] == ["docs/x.md"]


def test_stale_files_go_with_their_folders(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    (tmp_path / "python/mine.txt").write_text("mine")
    write(tmp_path, {"python": {"python/a.py": "a\n"}, "docs": {}})
    assert listing(tmp_path) == ["python/a.py", "python/mine.txt"]
    assert not (tmp_path / "python/sub").exists()
    assert not (tmp_path / "docs").exists()


def test_other_targets_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, FIRST)
    write(tmp_path, {"docs": {"docs/y.md": "y\n"}})
    assert listing(tmp_path) == ["docs/y.md", "python/a.py", "python/sub/b.py"]
    assert read_manifest(tmp_path)["python"] == ("python/a.py", "python/sub/b.py")


def test_files_of_others_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python/a.py").write_text("handwritten\n")
    changes = plan_changes(tmp_path, FIRST)
    assert [(problem.rule, problem.file) for problem in changes.problems] == [
        ("foreign-file", str(tmp_path / "python/a.py"))
    ]


@pytest.mark.parametrize("content", ["a\n", "# Made by modelarts-generator from x.\nold\n"])
def test_files_that_are_ours_by_their_content_are(content: str, tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    (tmp_path / "python/a.py").write_text(content)
    write(tmp_path, FIRST)
    assert (tmp_path / "python/a.py").read_text() == "a\n"


@pytest.mark.parametrize("name", ["../outside.py", "/outside.py", "a/../../outside.py", ""])
def test_nothing_is_written_outside(name: str, tmp_path: Path) -> None:
    changes = plan_changes(tmp_path / "out", {"python": {name: "x"}})
    assert [problem.rule for problem in changes.problems] == ["output-path"]


def test_links_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, FIRST)
    elsewhere = tmp_path / "elsewhere"
    (out / "python/sub").rename(elsewhere)
    (out / "python/sub").symlink_to(elsewhere)
    assert [problem.rule for problem in plan_changes(out, FIRST).problems] == ["output-path"]
    assert plan_changes(out, {"python": {}}).removed == ["python/a.py"]


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{",
        '{"files": 5}',
        '{"files": {"python": 5}}',
        '{"files": {"python": ["../x", "/x", 5, "a\\\\..\\\\x"]}}',
    ],
)
def test_a_damaged_manifest_removes_nothing(manifest: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "x").write_text("outside")
    (out / NAME).write_text(manifest)
    changes = plan_changes(out, {"python": {"a.py": "a"}})
    assert changes.removed == []
    apply_changes(changes)
    assert json.loads((out / NAME).read_text())["files"] == {"python": ["a.py"]}
    assert (tmp_path / "x").read_text() == "outside"


def test_a_failure_before_the_first_rename_leaves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, FIRST)
    before = snapshot(tmp_path)
    staged = apply_module._stage
    count = 0

    def fail_later(stage: Path, index: int, content: bytes) -> Path:
        nonlocal count
        count += 1
        if count == 2:
            raise OSError(28, "No space left on device")
        return staged(stage, index, content)

    monkeypatch.setattr(apply_module, "_stage", fail_later)
    with pytest.raises(OSError, match="No space"):
        apply_changes(plan_changes(tmp_path, {"python": {"python/a.py": "new\n", "python/c.py": "c\n"}}))
    assert snapshot(tmp_path) == before
    assert [path.name for path in (tmp_path / ".cache").iterdir()] == [".gitignore"]


def test_an_interrupted_run_is_picked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, FIRST)
    changed: Files = {"python": {"python/a.py": "new\n", "python/c.py": "c\n", "python/d.py": "d\n"}}
    replace = Path.replace

    def interrupt(self: Path, target: Path) -> Path:
        if target.name == "d.py":
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            apply_changes(plan_changes(tmp_path, changed))
    write(tmp_path, {"python": {"python/a.py": "newer\n"}})
    assert listing(tmp_path) == ["docs/x.md", "python/a.py"]
    assert "interrupted" not in read_manifest(tmp_path)


def test_the_difference_is_shown(tmp_path: Path) -> None:
    write(tmp_path, {"docs": {"docs/old.md": "old\n", "docs/x.md": "1\n2\n"}})
    changes = plan_changes(tmp_path, {"docs": {"docs/new.md": "new\n", "docs/x.md": "1\n3\n"}})
    assert list(format_changes(changes)) == [
        "--- /dev/null",
        f"+++ {tmp_path}/docs/new.md",
        "@@ -0,0 +1 @@",
        "+new",
        f"--- {tmp_path}/docs/old.md",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-old",
        f"--- {tmp_path}/docs/x.md",
        f"+++ {tmp_path}/docs/x.md",
        "@@ -1,2 +1,2 @@",
        " 1",
        "-2",
        "+3",
    ]
