"""``api``: one request to any address of the service, signed in like every other."""

from __future__ import annotations

from typing import Any

import click

from .commands import OperationCommand
from .output import Format
from .params import JsonValue
from .session import Session, pass_session

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]

_HELP = """Send one request and print the reply as it comes.

PATH begins with a slash; {{project_id}} in it stands for the project in use.

\b
{program} api GET /v2/{{project_id}}/datasets --param limit=5
{program} api POST /v2/{{project_id}}/datasets --body @dataset.json
"""


def raw_command(program: str) -> click.Command:
    """Return the command for a program of that name."""
    return OperationCommand(
        "api",
        callback=_send,
        help=_HELP.format(program=program),
        short_help="Send one request to any address of the service.",
        params=[
            click.Argument(["method"], type=click.Choice(_METHODS, case_sensitive=False)),
            click.Argument(["path"]),
            click.Option(["--param", "-p"], multiple=True, metavar="NAME=VALUE", help="Query parameter, repeatable."),
            click.Option(["--header", "-H"], multiple=True, metavar="NAME=VALUE", help="Header, repeatable."),
            click.Option(["--body"], type=JsonValue(), help="Body, as JSON or from a file."),
        ],
    )


@pass_session
def _send(session: Session, method: str, path: str, param: Any, header: Any, body: Any) -> None:
    from ..._runtime.operation import Operation

    if not path.startswith("/"):
        raise click.BadParameter("it begins with a slash", param_hint="PATH")
    operation: Operation[Any] = Operation(
        id=f"{method} {path}",
        method=method.upper(),
        path=path,
        response="json",
        idempotent=method.upper() in {"GET", "HEAD"},
    )
    reply = session.client.request(
        operation,
        path={"project_id": None} if "{project_id}" in path else {},
        query=_pairs(param, "--param"),
        headers=_pairs(header, "--header"),
        body=body,
    )
    session.show(reply, default=Format.JSON)


def _pairs(texts: tuple[str, ...], option: str) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name:
            raise click.BadParameter(f"{text!r} is not of the form NAME=VALUE", param_hint=option)
        pairs[name] = [*pairs[name], value] if name in pairs else [value]
    return {name: values if len(values) > 1 else values[0] for name, values in pairs.items()}
