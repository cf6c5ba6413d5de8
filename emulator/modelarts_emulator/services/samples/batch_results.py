"""What becomes of each thing in a request about several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import ServiceError

#: What went wrong with a thing, or nothing.
Outcome = ServiceError | None


def batch_reply(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The reply, with one entry for each thing. Raises the first error where nothing at all has worked."""
    failed = [outcome for outcome in outcomes if outcome is not None]
    if failed and len(failed) == len(outcomes):
        raise failed[0]
    reply: dict[str, Any] = {"success": not failed, "results": [result_of(outcome) for outcome in outcomes]}
    return reply | {key: value for key, value in result_of(failed[0]).items() if key != "success"} if failed else reply


def result_of(outcome: Outcome) -> dict[str, Any]:
    """The entry of one thing."""
    if outcome is None:
        return {"success": True}
    return {"success": False, "error_code": outcome.code, "error_msg": outcome.message}
