"""The changelog of one version: what our own `diff` finds since the last release, then what people wrote."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from modelarts_generator.diff.compare import compare_documents
from modelarts_generator.diff.formats import count, format_markdown
from modelarts_generator.document import Bundle
from modelarts_generator.options import GenerateOptions
from modelarts_generator.parse import parse_api
from modelarts_generator.pipeline import load_sound
from modelarts_generator.problems import ProblemsError

from .errors import PublishError
from .repository import Repository

DESCRIPTION = "generated/openapi.json"
HANDWRITTEN = "CHANGELOG.md"


def format_changelog(repository: Repository, version: str) -> str:
    """Return the text. Raises PublishError if a description cannot be read, or people wrote nothing."""
    date = f" ({repository.commit_time():%Y-%m-%d})" if repository.is_git else ""
    notes = find_notes((repository.root / HANDWRITTEN).read_text(encoding="utf-8"), version)
    parts = [f"# {version}{date}", *_what_is_new(repository), "## Notes", notes]
    return "\n\n".join(parts) + "\n"


def find_notes(changelog: str, version: str) -> str:
    """Return the section of a version, else the one of what is not released yet. Raises PublishError."""
    sections = re.findall(r"^## \[?([\w.]+)[^\n]*\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    texts: dict[str, str] = {name: text.strip() for name, text in sections}
    notes = texts.get(version) or texts.get("Unreleased")
    if not notes:
        raise PublishError(f"{HANDWRITTEN} has nothing on {version} and nothing under Unreleased (write what is new)")
    return notes


def _what_is_new(repository: Repository) -> Iterator[str]:
    new = _load(repository.root / DESCRIPTION)
    last = repository.last_release()
    if last is not None:
        yield from _changes_since(repository, last, new)
        return
    if not repository.is_git:
        yield "Made outside of git: which version came before is not known, so nothing is compared."
    elif repository.is_shallow:
        yield (
            "Made in a shallow clone without an earlier release, so nothing is compared:"
            " `git fetch --unshallow --tags` brings the earlier ones."
        )
    else:
        yield "The first publication: no earlier release to compare with."
    yield _inventory(new)


def _changes_since(repository: Repository, last: str, new: Bundle) -> Iterator[str]:
    text = repository.file_at(last, DESCRIPTION)
    if text is None:
        yield f"{last} had no {DESCRIPTION}, so nothing is compared."
        yield _inventory(new)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "openapi.json"
        file.write_bytes(text)
        changes = compare_documents(_load(file), new)
    numbers = ", ".join(f"{number} {level}" for level, number in count(changes).items())
    yield f"The description, compared with {last}: {numbers}."
    if changes:
        yield format_markdown(changes)


def _inventory(bundle: Bundle) -> str:
    nowhere = Path()
    api, _ = parse_api(bundle, GenerateOptions(nowhere, nowhere))
    numbers = Counter(operation.resource.partition(".")[0] for operation in api.operations)
    rows = [f"| `{name}` | {number} |" for name, number in sorted(numbers.items())]
    head = f"The description has {len(api.operations)} operations:"
    return "\n".join([head, "", "| resource | operations |", "| --- | ---: |", *rows])


def _load(file: Path) -> Bundle:
    try:
        return load_sound(file)
    except ProblemsError as error:
        raise PublishError(f"this description cannot be compared:\n{error}") from error
