from __future__ import annotations

from pathlib import Path

from tests.generator.trees import SPLIT, run, write_tree


def test_templates_are_listed_and_printed(tmp_path: Path) -> None:
    names = run("templates").stdout.splitlines()
    assert {"python/README.md.j2", "cli/_app.py.j2", "docs/index.md.j2", "python/runtime/__init__.py"} <= set(names)
    assert run("templates", "python/_version.py.j2").stdout.startswith("# {{ header }}\n")
    unknown = run("templates", "python/nothing.j2")
    assert unknown.exit_code == 2
    assert "there is no such template" in unknown.stderr


def test_what_is_printed_can_replace_the_template_as_it_is(tmp_path: Path) -> None:
    spec = write_tree(tmp_path / "spec", SPLIT)
    readme = run("templates", "python/README.md.j2").stdout
    templates = write_tree(tmp_path / "templates", {"python/README.md.j2": readme})
    options = ("--spec", spec, "--target", "python")
    assert run("generate", *options, "--out", tmp_path / "plain").exit_code == 0
    result = run("generate", *options, "--out", tmp_path / "own", "--templates", templates)
    assert (result.exit_code, result.stderr) == (0, "")
    pair = [(tmp_path / name / "python/README.md").read_text() for name in ("plain", "own")]
    assert pair[0] == pair[1]


def test_a_template_without_effect_is_a_warning(tmp_path: Path) -> None:
    spec = write_tree(tmp_path / "spec", SPLIT)
    templates = write_tree(
        tmp_path / "templates",
        {
            "python/READM.md.j2": "a slip of the pen",
            "python/README.md.j2": "{% include 'own/head.j2' %}",
            "own/head.j2": "used by another",
            "python/runtime/_more.py": "# copied as it is",
            "docs/broken.md.j2": "{% if %}",
            "notes.txt": "no template",
        },
    )
    result = run("generate", "--spec", spec, "--out", tmp_path, "--target", "python", "--templates", templates)
    assert result.exit_code == 0
    message = "idle-template: warning: this template replaces none of ours ('modelarts-generator templates' lists"
    idle = [f"{templates}/{name} {message} their names)" for name in ("docs/broken.md.j2", "python/READM.md.j2")]
    assert result.stderr.splitlines() == idle
