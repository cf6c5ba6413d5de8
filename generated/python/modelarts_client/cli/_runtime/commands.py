"""The class of every generated command: body fields, common options, help in sections."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from .options import CONNECTION_NOTE, connection_options, output_options, paging_options, wait_limits, wait_options
from .params import JsonValue

if TYPE_CHECKING:
    from collections.abc import Iterable

BODY = "cli_body"


class Argument(click.Argument):
    """A part of the URL's path."""

    def __init__(self, param_decls: list[str], help: str = "", **attrs: Any) -> None:
        super().__init__(param_decls, **attrs)
        self.text = help


class FieldOption(click.Option):
    """A field of the request's body: `wire` is its name there; `mandatory` unless ``--body`` holds it."""

    def __init__(self, *args: Any, wire: str, mandatory: bool = False, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.wire = wire
        self.mandatory = mandatory

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Mark a mandatory field, as click does for a required option."""
        record = super().get_help_record(ctx)
        return (record[0], f"{record[1]}  [required]".strip()) if record and self.mandatory else record


class OperationCommand(click.Command):
    """A command that makes one call.

    `waits` gives it ``--wait``, `limits` only the limits of waiting, `pages` is the style of a list's pages,
    `open_body` says that the body may hold fields that the description does not name.
    """

    def __init__(
        self,
        *args: Any,
        waits: bool = False,
        limits: bool = False,
        pages: str = "",
        open_body: bool = False,
        **attrs: Any,
    ) -> None:
        super().__init__(*args, **attrs)
        self.open_body = open_body
        if any(isinstance(param, FieldOption) for param in self.params):
            self.params.append(_body_option())
        self.common = output_options()
        if pages:
            self.common = [*paging_options(numbered=pages != "cursor"), *self.common]
        if waits or limits:
            self.common = [*(wait_options() if waits else wait_limits()), *self.common]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's own parameters and the common ones that they do not hide."""
        own = super().get_params(ctx)
        taken = {flag for param in own for flag in (*param.opts, *param.secondary_opts)}
        common = [*self.common, *connection_options(hidden=True)]
        return [*own, *(option for option in common if not taken.intersection(option.opts))]

    def invoke(self, ctx: click.Context) -> Any:
        """Join ``--body`` and the options of its fields, then call."""
        merge_body(self, ctx)
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write arguments, own options and common options as sections of their own."""
        arguments = [(param.make_metavar(ctx), param.text) for param in self.params if isinstance(param, Argument)]
        _write(formatter, "Arguments", arguments)
        params = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        own = [param for param in params if not str(param.name).startswith("cli_") or param.name == BODY]
        _write(formatter, "Options", [record for param in own if (record := param.get_help_record(ctx))])
        common = [param for param in params if param not in own]
        _write(formatter, "Common options", [record for param in common if (record := param.get_help_record(ctx))])
        formatter.write_paragraph()
        program = ctx.find_root().info_name
        formatter.write_text(CONNECTION_NOTE.format(program=program))


def merge_body(command: click.Command, ctx: click.Context) -> None:
    """Fill the fields that no option gave from ``--body``; complain about those that are needed and missing."""
    document: dict[str, Any] = ctx.params.pop(BODY, None) or {}
    fields = {param.wire: param for param in command.params if isinstance(param, FieldOption)}
    unknown = [wire for wire in document if wire not in fields]
    if unknown and not getattr(command, "open_body", False):
        raise click.UsageError(f"--body: {_explain_unknown(unknown[0], fields)}", ctx)
    # An explicit null has no place among the arguments, where None means left out.
    extra = {wire: value for wire, value in document.items() if wire in unknown or value is None}
    for wire, param in fields.items():
        name = str(param.name)
        if ctx.params.get(name) not in (None, ()):
            continue
        ctx.params[name] = document.get(wire)
        if param.mandatory and ctx.params[name] is None:
            raise click.MissingParameter(f"Give the option, or {wire!r} in --body.", ctx, param)
    if extra:
        ctx.params["options"] = {"body_extra": extra}


def _explain_unknown(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    hint = f", did you mean {close[0]!r}?" if close else ""
    return f"{name!r} is no field of this operation{hint}"


def _body_option() -> click.Option:
    return click.Option(
        [BODY, "--body"],
        type=JsonValue(dict),
        help="The whole body, as JSON or from a JSON or YAML file (@- reads standard input). Options go before it.",
    )


def _write(formatter: click.HelpFormatter, title: str, records: list[tuple[str, str]]) -> None:
    if records:
        with formatter.section(title):
            formatter.write_dl(records)
