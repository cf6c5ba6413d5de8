"""Options that every command has: how to connect, how to print, how to wait, which pages."""

from __future__ import annotations

from typing import Any

import click

from .output import Format
from .params import ParamType
from .query import JmesPath
from .session import Session

CONNECTION_NOTE = (
    "Options for the connection (--region, --project-id, --profile, ...) may stand here too: see {program} --help."
)


def output_options() -> list[click.Option]:
    """Return ``-o``, ``--query`` and ``--columns``."""
    return [
        _option(
            ("output", "format"),
            "-o",
            "--output",
            type=click.Choice(Format, case_sensitive=False),
            help="How results are printed. In a pipe a table is tab-separated.  [default: table]",
        ),
        _option(("output", "query"), "--query", type=JmesPath(), help="Print only what this expression selects."),
        _option(
            ("output", "columns"),
            "--columns",
            metavar="NAME,NAME",
            type=_Names(),
            help="Columns of a table, by the names that -o json shows.",
        ),
    ]


def connection_options(*, hidden: bool = False) -> list[click.Option]:
    """Return the options that say which service is called, as whom, and how patiently."""
    text: list[tuple[str, str, Any, str]] = [
        ("region", "--region", str, "Region, such as eu-de."),
        ("cloud", "--cloud", str, "Cloud that the region is in, such as otc or huaweicloud."),
        ("endpoint", "--endpoint", str, "Address of the service, instead of that of the region."),
        ("project_id", "--project-id", str, "Project to work in."),
        ("profile", "--profile", str, "Cloud in clouds.yaml to sign in to.  [env var: OS_CLOUD]"),
        ("auth", "--auth", click.Choice(["on", "off"]), "off sends requests without signing in, to an emulator."),
        ("timeout", "--timeout", Seconds(min=0, min_open=True), "Time that one request may take."),
        ("max_retries", "--max-retries", Count(min=0), "How often a failed request is repeated."),
    ]
    options = [
        _option(("connection", name), flag, type=kind, help=help_, hidden=hidden) for name, flag, kind, help_ in text
    ]
    debug = _option(
        ("", "debug"), "--debug", is_flag=True, default=None, hidden=hidden, help="Log requests to standard error."
    )
    return [*options, debug]


def wait_options() -> list[click.Option]:
    """Return ``--wait`` and what goes with it."""
    return [
        _option(
            ("waits", "wait"),
            "--wait",
            is_flag=True,
            default=None,
            help="Stay until it has ended, then show the result.",
        ),
        *wait_limits(),
    ]


def wait_limits() -> list[click.Option]:
    """Return the options of anything that waits."""
    seconds = Seconds(min=0)
    return [
        _option(
            ("waits", "timeout"), "--wait-timeout", type=seconds, help="How long to wait, 0 for ever.  [default: 600]"
        ),
        _option(("waits", "interval"), "--wait-interval", type=seconds, help="Time between two looks.  [default: 1]"),
    ]


def paging_options(*, numbered: bool = True) -> list[click.Option]:
    """Return ``--all`` and, where pages have numbers, ``--page``."""
    every = _option(("pages", "everything"), "--all", is_flag=True, default=None, help="Read all pages.")
    page = _option(("pages", "page"), "--page", type=Count(min=1), help="Page to show, counted from 1.")
    return [every, page] if numbered else [every]


class Seconds(click.FloatRange):
    """A length of time."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Name the unit."""
        return "SECONDS"


class Count(click.IntRange):
    """A whole number."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Stay short."""
        return "N"


class _Names(ParamType):
    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        return tuple(part.strip() for part in str(value).split(",") if part.strip())


def _option(place: tuple[str, str], *flags: str, **settings: Any) -> click.Option:
    """Make an option whose value goes to the session, wherever on the command line it stands."""
    part, name = place

    def store(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value is None or ctx.resilient_parsing:
            return
        session = ctx.ensure_object(Session)
        target: Any = getattr(session, part) if part else session
        if isinstance(target, dict):
            target[name] = value
        else:
            setattr(target, name, value)

    return click.Option([f"cli_{part}_{name}", *flags], expose_value=False, callback=store, **settings)
