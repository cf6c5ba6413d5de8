"""The pipeline: load → bundle → validate → lint → select → parse → models → render → write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .bundle import Bundled, bundle_document
from .fingerprint import save_fingerprint
from .lint import lint_document
from .options import GenerateOptions
from .own_templates import find_idle_templates
from .parse import parse_api
from .problems import Problem, ProblemsError, Severity, stop_on_errors
from .select import select_operations
from .targets import bundle_files, render_targets
from .validate import validate_document, validate_structure
from .write.apply import apply_changes
from .write.changes import Changes, plan_changes

if TYPE_CHECKING:
    from .document import Bundle
    from .model import Api


@dataclass(frozen=True)
class Sound:
    """A description without errors: the model, the selected document that it was read from, and warnings."""

    api: Api
    bundle: Bundle
    warnings: list[Problem]


@dataclass
class Report:
    """What a run has found and what it changes in the output folder."""

    changes: Changes
    outputs: int
    warnings: list[Problem] = field(default_factory=list)


def load(spec: Path) -> Bundled:
    """Load and bundle a description. Raises ProblemsError."""
    return bundle_document(spec)


def load_sound(spec: Path) -> Bundle:
    """Load a description for which it is enough to have a sound structure. Raises ProblemsError."""
    bundle = load(spec).bundle
    stop_on_errors(validate_structure(bundle))
    return bundle


def inspect(bundled: Bundled, options: GenerateOptions, house_style: bool | None = None) -> Sound:
    """Validate and lint the whole, select and parse what is wanted. Raises ProblemsError if there are errors."""
    problems = validate_document(bundled.bundle)
    stop_on_errors(problems)  # an unsound document would only confuse the rules
    problems += lint_document(bundled, house_style)
    bundle, lost = select_operations(bundled.bundle, options)
    api, more = parse_api(bundle, options)
    problems += lost + more
    stop_on_errors(problems)
    return Sound(api, bundle, [problem for problem in problems if problem.severity is Severity.WARNING])


def plan(options: GenerateOptions) -> tuple[Report, Bundled]:
    """Run everything except writing. Raises ProblemsError."""
    bundled = load(options.spec)
    sound = inspect(bundled, options)
    files, more = render_targets(sound.api, sound.bundle, options)
    changes = plan_changes(options.out, files)
    stop_on_errors(changes.problems)
    warnings = [*sound.warnings, *more, *find_idle_templates(options.templates)]
    return Report(changes, sum(map(len, files.values())), warnings), bundled


def generate(options: GenerateOptions) -> Report:
    """Run the whole pipeline. Raises ProblemsError, in which case nothing has been written."""
    report, bundled = plan(options)
    with _write_problems(options.out):
        apply_changes(report.changes)
        save_fingerprint(options, bundled.files, report.changes.outputs())
    return report


def write_bundle(bundle: Bundle, spec: Path, out: Path) -> Report:
    """Write a sound bundle alone. Raises ProblemsError."""
    files, warnings = bundle_files(bundle, spec)
    changes = plan_changes(out, {"bundle": files})
    stop_on_errors(changes.problems)
    with _write_problems(out):
        apply_changes(changes)
    return Report(changes, len(files), warnings)


@contextmanager
def _write_problems(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        name = str(error.filename or out)
        raise ProblemsError([Problem("write-failed", name, 0, error.strerror or str(error))]) from error
