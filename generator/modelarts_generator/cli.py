"""The command line. Commands import what they need when they run, to start fast."""

from __future__ import annotations

import keyword
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from .options import DEFAULT_TARGETS, FORMS, TARGETS, GenerateOptions
from .problems import Problem, ProblemsError, Severity

EPILOG = """\b
Exit status: 0 done, nothing wrong · 1 problems, differences or breaking
changes were found · 2 the command line is wrong."""

_Function = TypeVar("_Function", bound=Callable[..., Any])
_spec = click.option(
    "--spec",
    type=click.Path(path_type=Path),
    default=Path("spec"),
    show_default=True,
    help="Root file of the description (YAML or JSON), or the folder that holds its openapi.yaml.",
)
_out = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("generated"),
    show_default=True,
    help="Folder to write to. Files in it that the generator did not write are never touched.",
)
_house_style = click.option(
    "--house-style/--no-house-style",
    default=None,
    help="Apply all lint rules, or only those that hold for every description. "
    "By default the description decides: all of them if it says 'x-lint: modelarts' in its info.",
)
_include = click.option(
    "--include",
    metavar="TAG",
    multiple=True,
    help="Take only operations with this tag; may be given several times. [default: all]",
)
_exclude = click.option(
    "--exclude",
    metavar="TAG",
    multiple=True,
    help="Leave out operations with this tag, even included ones; may be given several times.",
)


def _generate_options(function: _Function) -> _Function:
    """Add the options that `generate` and `check` share."""
    options = (
        _spec,
        _out,
        _include,
        _exclude,
        click.option("--package-name", default="modelarts_client", show_default=True, help="Import name of the SDK."),
        click.option("--distribution", help="Name of the SDK's distribution. [default: the package name with hyphens]"),
        click.option(
            "--templates",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            help="Folder whose files replace single templates of ours, by the same relative name; "
            "the command `templates` lists and prints them.",
        ),
        click.option(
            "--target",
            "targets",
            type=click.Choice(TARGETS),
            multiple=True,
            help=f"What to generate; may be given several times. [default: {', '.join(DEFAULT_TARGETS)}]",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _report_problems(function: _Function) -> _Function:
    """Print problems instead of raising them, and exit with 1."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except ProblemsError as error:
            _print_problems(error.problems)
            errors = sum(problem.severity is Severity.ERROR for problem in error.problems)
            click.echo(f"{errors} {'problem' if errors == 1 else 'problems'}", err=True)
        except RecursionError:
            click.echo("too-deep: the description is nested more deeply than it can be processed", err=True)
        except BrokenPipeError:
            raise  # the reader has seen enough; click ends quietly
        except OSError as error:
            click.echo(f"{error.filename or 'input'}: {error.strerror or error}", err=True)
        sys.exit(1)

    return wrapper  # type: ignore[return-value]


def _print_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="modelarts-generator")
def main() -> None:
    """Turn an OpenAPI 3.1 description into a bundle, a typed Python SDK, a CLI and documents."""


@main.command(epilog=EPILOG)
@_generate_options
@click.option("--check", "only_check", is_flag=True, help="Write nothing, do what the command `check` does.")
@_report_problems
def generate(only_check: bool, **arguments: Any) -> None:
    """Run the whole pipeline and write the output folder.

    Nothing is written if there is any problem. A run with nothing changed since the last one writes nothing.
    """
    options = _make_options(arguments)
    if only_check:
        _check(options)
        return
    if _is_up_to_date(options):
        click.echo(f"{options.out}: nothing has changed")
        return
    from .pipeline import generate as run

    report = run(options)
    _print_problems(report.warnings)
    click.echo(f"{options.out}: {report.outputs} files, {report.changes.summary()}")


@main.command(epilog=EPILOG)
@_generate_options
@_report_problems
def check(**arguments: Any) -> None:
    """Print how the output folder differs from what `generate` would write; exit with 1 if it does."""
    _check(_make_options(arguments))


def _check(options: GenerateOptions) -> None:
    if _is_up_to_date(options):
        return
    from .pipeline import plan
    from .write.changes import format_changes

    report, _ = plan(options)
    _print_problems(report.warnings)
    for line in format_changes(report.changes):
        click.echo(line)
    if report.changes:
        count = len(report.changes.written) + len(report.changes.removed)
        found = "1 file is" if count == 1 else f"{count} files are"
        click.echo(f"{options.out}: {found} not what the pipeline makes (run 'generate')", err=True)
        sys.exit(1)


@main.command(epilog=EPILOG)
@_spec
@_out
@_include
@_exclude
@click.option(
    "--print",
    "form",
    type=click.Choice(tuple(FORMS)),
    help="Print the bundle in this form instead of writing it to --out.",
)
@_report_problems
def bundle(spec: Path, out: Path, form: str | None, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
    """Make one self-contained document of the description's files.

    It is written as openapi.yaml, openapi.json and, for tools that read OpenAPI 3.0 only, openapi-3.0.json. Looks after
    references and structure only; use `lint` to have the document validated.
    """
    from .pipeline import load_sound, write_bundle
    from .select import select_operations
    from .targets import format_bundle

    options = GenerateOptions(spec, out, include=include, exclude=exclude)
    selected, warnings = select_operations(load_sound(spec), options)
    _print_problems(warnings)
    if form:
        text, warnings = format_bundle(selected, form)
        _print_problems(warnings)
        click.echo(text, nl=False)
        return
    report = write_bundle(selected, spec, out)
    _print_problems(report.warnings)
    click.echo(f"{out}: {report.changes.summary()}")


@main.command(epilog=EPILOG)
@_spec
@_house_style
@_report_problems
def lint(spec: Path, house_style: bool | None) -> None:
    """Validate the description and apply the lint rules.

    Rules about what the generator itself reads (x-sdk, x-pagination, x-lifecycle, names of enumeration values) hold
    for every description. Rules of style (descriptions, examples, error responses, links, order) are those of our own
    house and only apply to a description that asks for them.
    """
    from .pipeline import inspect, load

    bundled = load(spec)
    _print_problems(inspect(bundled, GenerateOptions(spec, spec), house_style).warnings)
    click.echo(f"{spec}: {len(bundled.files)} files, no problems")


@main.command(epilog=EPILOG)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json")),
    default="text",
    show_default=True,
    help="How to print the changes.",
)
@click.option(
    "--fail-on",
    type=click.Choice(("breaking", "additive", "cosmetic", "nothing")),
    default="breaking",
    show_default=True,
    help="Exit with 1 if there is a change of this kind or a worse one.",
)
@_report_problems
def diff(old: Path, new: Path, form: str, fail_on: str) -> None:
    """Compare two versions of a description by meaning.

    OLD and NEW are root files, folders or published bundles. Changes are sorted into breaking ones, after which a
    request that was right can fail or a reply can surprise its reader, additive ones and cosmetic ones.
    """
    from .diff.change import Level
    from .diff.compare import compare_documents
    from .diff.formats import FORMATS
    from .pipeline import load_sound

    changes = compare_documents(load_sound(old), load_sound(new))
    click.echo(FORMATS[form](changes))
    levels = [str(level) for level in Level]
    failing = levels[: levels.index(fail_on) + 1] if fail_on in levels else []
    if any(change.level in failing for change in changes):
        sys.exit(1)


@main.command(epilog=EPILOG)
@click.argument("name", required=False)
@_report_problems
def templates(name: str | None) -> None:
    """List the names of the templates, or print the one called NAME.

    A file of the same name in a folder of yours, which `generate --templates` is given, takes its place.
    """
    from .fingerprint import templates_folder
    from .own_templates import template_names

    names = template_names()
    if name is None:
        click.echo("\n".join(names))
    elif name in names:
        click.echo((templates_folder() / name).read_text(encoding="utf-8"), nl=False)
    else:
        raise click.BadParameter("there is no such template; without NAME, all are listed", param_hint="NAME")


def _make_options(arguments: dict[str, Any]) -> GenerateOptions:
    arguments["targets"] = tuple(dict.fromkeys(arguments["targets"])) or DEFAULT_TARGETS
    arguments["distribution"] = arguments["distribution"] or arguments["package_name"].replace("_", "-")
    package = arguments["package_name"]
    if not package.isidentifier() or not package.isascii() or keyword.iskeyword(package):
        hint = f" (did you mean {package.replace('-', '_')}?)" if "-" in package else ""
        raise click.BadParameter(f"{package!r} is not a Python identifier{hint}", param_hint="--package-name")
    return GenerateOptions(**arguments)


def _is_up_to_date(options: GenerateOptions) -> bool:
    from .fingerprint import is_up_to_date

    return is_up_to_date(options)
