"""The command line: `modelarts-emulator`."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from .config import Config


#: After how many new objects Python looks for unreachable ones, and after how many such looks it looks deeper.
COLLECTION: Final = (50_000, 20, 50)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="modelarts-emulator", prog_name="modelarts-emulator")
def main() -> None:
    """A stateful local emulator of the ModelArts REST API."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--store", metavar="URL", help="sqlite:///FILE, postgresql://… or `temporary`.")
@click.option("--objects", metavar="DIR|s3://…", help="Folder or S3-compatible server for objects, or `temporary`.")
@click.option("--auth", type=click.Choice(["on", "off"]), default="on", show_default=True, help="Check credentials.")
@click.option("--description", type=click.Path(dir_okay=False, path_type=Path), help="Another openapi.json to work by.")
@click.option("--config", "config_file", type=click.Path(dir_okay=False, path_type=Path), help="Accounts, in TOML.")
@click.option("--seed", type=int, help="Make ids repeatable.")
@click.option(
    "--clock",
    metavar="MODE",
    help="real, scaled:FACTOR, manual, or instant: all work is done before the next answer. Default: as stored.",
)
@click.option("--region", default="eu-de", show_default=True, help="Region in the service catalogue.")
@click.option("--check-responses", is_flag=True, help="Hold every reply of ours against the description.")
@click.option(
    "--control",
    type=click.Choice(["loopback", "any"]),
    default="loopback",
    show_default=True,
    help="Who may use the control surface /_emulator/.",
)
@click.option(
    "--smtp",
    metavar="smtp://HOST:PORT",
    envvar="MODELARTS_EMULATOR_SMTP",
    help="Mail server for e-mails to labeling teams; without one they stay in the outbox, /_emulator/outbox.",
)
@click.option(
    "--site",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Serve the reference site in this folder at /_emulator/site/; its pages then send requests to this emulator.",
)
@click.option(
    "--log-level", default="warning", show_default=True, type=click.Choice(["debug", "info", "warning", "error"])
)
def serve(host: str, port: int, log_level: str, **options: Any) -> None:
    """Serve the emulator until it is interrupted.

    Another ASGI server can do it too, with all defaults: uvicorn --factory modelarts_emulator:create_app.

    As the service documents, a dataset publishes one version a minute (error ModelArts.4370), by the emulator's
    clock: a script that publishes several in a row needs --clock scaled:60, or one that is moved by hand.
    """
    from .config import ConfigError
    from .description import DescriptionError
    from .object_paths import ObjectError
    from .store import StoreError

    try:
        _serve(_read_options(options), host, port, log_level)
    except (ConfigError, DescriptionError, ObjectError, StoreError) as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.option("--missing", is_flag=True, help="List what is not implemented only; exit with 1 if there is any.")
def coverage(*, missing: bool) -> None:
    """Show which operations of the description are implemented."""
    from .control.observing import coverage as compare
    from .description import DescriptionError, load_description
    from .registry import load_handlers

    try:
        found = compare(load_description(), set(load_handlers()), {})
    except DescriptionError as error:
        raise click.ClickException(str(error)) from None
    for row in found["operations"]:
        if not (missing and row["implemented"]):
            mark = "yes" if row["implemented"] else "no "
            click.echo(f"{mark}  {row['operation']:<32} {row['method']:<6} {row['path']}")
    click.echo(f"{found['implemented']} of {found['described']} operations are implemented")
    if missing and found["implemented"] < found["described"]:
        sys.exit(1)


def _read_options(options: dict[str, Any]) -> Config:
    from .auth.directory import DEFAULT_DIRECTORY
    from .config import (
        DEFAULT_OBJECTS,
        DEFAULT_STORE,
        ClockSetting,
        Config,
        check_site,
        check_smtp,
        parse_clock,
        read_config_file,
    )

    return Config(
        store=options["store"] or DEFAULT_STORE,
        objects=options["objects"] or DEFAULT_OBJECTS,
        auth=options["auth"] == "on",
        seed=options["seed"],
        clock=parse_clock(options["clock"]) if options["clock"] else ClockSetting(),
        check_responses=options["check_responses"],
        control=options["control"],
        region=options["region"],
        description=options["description"],
        smtp=check_smtp(options["smtp"]) if options["smtp"] else None,
        site=check_site(options["site"]) if options["site"] else None,
        directory=read_config_file(options["config_file"]) if options["config_file"] else DEFAULT_DIRECTORY,
    )


def _serve(config: Config, host: str, port: int, log_level: str) -> None:
    from . import __version__
    from .app import create_app
    from .server import address_of, bind_socket, make_server

    # The address first: it is the likeliest thing to be wrong, and costs nothing to try.
    sock = bind_socket(host, port)
    stopper = _Stopper()
    app = create_app(config)
    url = address_of(sock)

    def announce() -> bool:
        users = ", ".join(user.name for user in config.directory.users)
        signing_in = f"users: {users}" if config.auth else "no authentication"
        click.echo(f"modelarts-emulator {__version__} on {url} ({signing_in}; control surface: {url}/_emulator/)")
        if config.site is not None:
            click.echo(f"reference: {url}/_emulator/site/")
        return not stopper.asked

    try:
        # What is loaded by now stays, and an import makes a million objects that do not: looking through all of
        # them again and again took a fifth of its time.
        gc.freeze()
        gc.set_threshold(*COLLECTION)
        make_server(app, log_level=log_level, announce=announce).run(sockets=[sock])
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    finally:
        app.close()


class _Stopper:
    """Takes the signals that end us until the server does, so that temporary state is removed in any case."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, number: int, _: object) -> None:
        # Python swallows what is raised inside a finalizer: the server asks again once it has started.
        self.asked = True
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(0)


if __name__ == "__main__":
    main()
