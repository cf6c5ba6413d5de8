from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_paths_are_in_order(tmp_path: Path) -> None:
    assert lint(document(tmp_path, "/a: {}\n/a/{b}: {}\n/b: {}"), "paths-sorted") == []
    assert lint(document(tmp_path, "/b: {}\n/a: {}\n/c: {}"), "paths-sorted") == [(5, "/a belongs before /b")]
