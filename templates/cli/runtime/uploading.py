"""``upload``: many local files in one command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .progress import Progress
from .records import labelled


def upload_files(call: Callable[..., Any], values: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Call an upload method of the SDK, showing how far it is; return a row for each file, and how many failed."""
    with Progress("Uploading") as progress:

        def tell(state: Any) -> None:
            failed = f", {state.failed} failed" if state.failed else ""
            progress.update(f"{state.done} of {state.total} files{failed}")

        report = call(**values, on_progress=tell)
    return [_row(outcome) for outcome in report.files], len(report.failed)


def _row(outcome: Any) -> dict[str, Any]:
    told: dict[str, Any] = {} if outcome.result is None else labelled(outcome.result)
    mine = {"name": outcome.name, "success": outcome.success}
    errors = {"error_code": outcome.error_code, "error_msg": outcome.error_msg}
    return {**told, **mine, **{name: text for name, text in errors.items() if text}}
