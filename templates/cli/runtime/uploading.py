"""``upload``: many local files in one command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from ..._runtime.errors import ConfigurationError, UploadError
from ..._runtime.uploading import find_files
from .progress import Progress
from .records import labelled

Rows = list[dict[str, Any]]


def upload_files(call: Callable[..., Any], values: Mapping[str, Any], show: Callable[[Rows], None]) -> int:
    """Call an upload method of the SDK, saying how far it is; show a row for each file, return how many failed.

    Files that cannot be sent together are a matter of usage. After a final refusal, what was taken before is shown.
    """
    try:
        files = find_files(values["files"])
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from error
    try:
        with Progress("Uploading") as progress:

            def tell(state: Any) -> None:
                failed = f", {state.failed} failed" if state.failed else ""
                progress.update(f"{state.done} of {state.total} files{failed}")

            report = call(**{**values, "files": files}, on_progress=tell)
    except UploadError as error:
        if error.report is not None and error.report.succeeded:
            show(_rows(outcome for outcome in error.report.files if outcome.attempts))
        raise
    show(_rows(report.files))
    return len(report.failed)


def _rows(outcomes: Iterable[Any]) -> Rows:
    return [_row(outcome) for outcome in outcomes]


def _row(outcome: Any) -> dict[str, Any]:
    told: dict[str, Any] = {} if outcome.result is None else labelled(outcome.result)
    mine = {"name": outcome.name, "success": outcome.success}
    errors = {"error_code": outcome.error_code, "error_msg": outcome.error_msg}
    return {**told, **mine, **{name: text for name, text in errors.items() if text}}
