"""What is going on, on standard error, and only while somebody watches."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

import click

from .terminal import styled

if TYPE_CHECKING:
    from types import TracebackType

    from rich.status import Status


class Progress:
    """A line with a spinner and the time that has passed; nothing at all when stderr is not a terminal."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = time.monotonic()
        self._status: Status | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True, highlight=False).status(self._text)
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def update(self, detail: str) -> None:
        """Say what is known now."""
        if self._status is not None:
            from rich.markup import escape

            passed = int(time.monotonic() - self._start)
            self._status.update(escape(f"{self._text}: {detail} ({passed // 60}:{passed % 60:02d})"))


def note(text: str) -> None:
    """Print a remark to standard error when it is a terminal: scripts get results only."""
    if sys.stderr.isatty():
        click.echo(styled(text, sys.stderr, dim=True), err=True)
