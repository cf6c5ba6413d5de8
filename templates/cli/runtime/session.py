"""One run of the program: what the user set, the client made from it, and how calls are carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import click

from ..._runtime.shapes import is_array
from .connecting import client_arguments
from .errors import ExitCode
from .output import Format, OutputSettings, show
from .paging import Listing, PageControls, collect
from .waiting import ReplyPath, Wait, WaitControls, wait_for, watch

Connect = Callable[[dict[str, Any]], Any]
"""Makes a client from the keyword arguments of its class."""


@dataclass(slots=True)
class Session:
    """Settings of a run. The client is made when the first call needs it: ``--help`` never does."""

    connection: dict[str, Any] = field(default_factory=dict[str, Any])
    output: OutputSettings = field(default_factory=OutputSettings)
    waits: WaitControls = field(default_factory=WaitControls)
    pages: PageControls = field(default_factory=PageControls)
    debug: bool = False
    connect: Connect | None = None
    _client: Any = None

    @property
    def client(self) -> Any:
        """The client, with the user's settings. Raises the SDK's errors for credentials and configuration."""
        if self._client is None:
            if self.connect is None:
                raise RuntimeError("no client")
            root = click.get_current_context().find_root()
            if self.debug:
                from .debug import log_to_stderr

                root.with_resource(log_to_stderr())
            self._client = self.connect(client_arguments(self.connection))
            root.call_on_close(self._client.close)
        return self._client

    def run(
        self,
        call: Callable[..., Any],
        values: Mapping[str, Any],
        *,
        wait: Wait | None = None,
        columns: Sequence[str] = (),
    ) -> None:
        """Make one call and print its reply; with ``--wait``, print what it has become in the end."""
        reply = call(**given(values))
        if wait is not None and self.waits.wait:
            reply = wait_for(wait, reply, values, self.waits)
        self.show(reply, columns)

    def list(self, call: Callable[..., Any], values: Mapping[str, Any], listing: Listing) -> None:
        """Make the calls of a list and print its items."""
        items = collect(call, given(values), listing, self.pages)
        self.show(items, listing.columns)

    def follow(self, call: Callable[..., Any], values: Mapping[str, Any]) -> None:
        """Print the lines of a text as they come."""
        for line in call(**given(values)):
            click.echo(line)

    def upload(self, call: Callable[..., Any], values: Mapping[str, Any]) -> None:
        """Upload files and print what became of each; the exit code tells whether one has failed."""
        from .uploading import upload_files

        def show_rows(rows: Sequence[Any]) -> None:
            self.show(rows, ("name", "success", "info", "error_code", "error_msg"))

        if upload_files(call, given(values), show_rows):
            click.get_current_context().exit(ExitCode.FILES_FAILED)

    def wait(self, resource: Any, values: Mapping[str, Any], status: ReplyPath) -> None:
        """Wait for a thing of a resource, or for its end, and print what it is then."""
        ids = dict(values)
        call = resource.wait_deleted if ids.pop("deleted") else resource.wait
        self.show(watch(call, ids, status, self.waits))

    def show(self, result: Any, columns: Sequence[str] = (), default: Format = Format.TABLE) -> None:
        """Print a result as the user asked for it."""
        show(result, self.output, columns, default)


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that the user gave: an option left out is not sent."""
    return {name: _listed(value) for name, value in values.items() if value is not None and value != ()}


def _listed(value: Any) -> Any:
    if not _is_repeated(value):
        return value
    # A repeated option for objects gives a list of them each time.
    return [item for part in value for item in (part if is_array(part) else [part])]


def _is_repeated(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


pass_session = click.make_pass_decorator(Session, ensure=True)
