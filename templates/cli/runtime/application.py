"""The program itself: its top level, and the way from an error to an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from .completion import completion_command
from .errors import EXIT_CODES_HELP, ExitCode, complain, exit_code, report
from .groups import LazyGroup
from .options import connection_options, output_options
from .raw import raw_command
from .session import Connect, Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def make_application(
    program: str, help: str, version: str, lazy: Mapping[str, tuple[str, str]], connect: Connect
) -> click.Group:
    """Return the top level of the program: its groups, and the options of every command."""

    @click.pass_context
    def start(ctx: click.Context) -> None:
        ctx.ensure_object(Session).connect = connect

    application = LazyGroup(
        program,
        help=help,
        epilog=EXIT_CODES_HELP,
        lazy=lazy,
        callback=start,
        params=[*connection_options(), *output_options()],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
        no_args_is_help=True,
    )
    application.params.append(_version_option(program, version))
    for command in (completion_command(program), raw_command(program)):
        if command.name not in lazy:  # a resource of that name goes first
            application.add_command(command)
    return application


def run(application: click.Group, arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code. Whatever happens, the user gets no traceback."""
    try:
        result = application.main(
            list(arguments) if arguments is not None else None, application.name, standalone_mode=False
        )
        sys.stdout.flush()
    except Exception as error:
        return _end(error)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return result if isinstance(result, int) else ExitCode.OK


def _end(error: Exception) -> int:
    from ..._runtime.errors import ModelArtsError

    if isinstance(error, click.UsageError):
        error.show()
        return ExitCode.USAGE
    if isinstance(error, click.ClickException):
        complain(error.format_message())
        return ExitCode.USAGE
    if isinstance(error, click.Abort):
        return ExitCode.INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The reader has gone (`| head`): nothing more is to be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    if isinstance(error, ModelArtsError):
        report(error)
        return exit_code(error)
    complain(f"internal error: {type(error).__name__}: {error}")
    return ExitCode.INTERNAL


def _version_option(program: str, version: str) -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(f"{program} {version}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help="Show the version."
    )
