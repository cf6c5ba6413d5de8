"""E-mails that were sent, or would have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services.workforces.mails import clear_mails, list_mails
from .messages import ControlCall, json_answer
from .observing import read_limit

if TYPE_CHECKING:
    from ..pipeline import Answer


def show_outbox(call: ControlCall) -> Answer:
    """Return the last e-mails."""
    limit = read_limit(call)
    with call.emulator.backend.store.read() as conn:
        return json_answer(200, {"mails": list_mails(conn, limit)})


def clear_outbox(call: ControlCall) -> Answer:
    """Empty the outbox."""
    with call.emulator.backend.store.write() as conn:
        clear_mails(conn)
    return json_answer(204, None)
