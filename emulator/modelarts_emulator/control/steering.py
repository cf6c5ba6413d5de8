"""The clock and the faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..clock import MAX_FACTOR, MAX_MS
from ..faults import FaultError
from ..jobs import EndlessWorkError
from ..opening import save_clock
from .messages import ControlCall, ControlError, json_answer

if TYPE_CHECKING:
    from ..emulator import Emulator
    from ..pipeline import Answer


def show_clock(call: ControlCall) -> Answer:
    """Return the clock's mode and time."""
    return json_answer(200, _clock(call.emulator))


def set_clock(call: ControlCall) -> Answer:
    """Change the clock's mode, its time or both."""
    emulator = call.emulator
    mode = call.body.get("mode", emulator.backend.clock.state.mode)
    if mode not in ("real", "scaled", "manual"):
        raise ControlError(400, "mode is real, scaled or manual")
    at_ms = _whole(call.body, "now_ms")
    factor = call.body.get("factor", 1.0)
    if not isinstance(factor, int | float) or isinstance(factor, bool) or not 0 < factor <= MAX_FACTOR:
        raise ControlError(400, f"factor is more than 0 and at most {MAX_FACTOR}")
    with emulator.worker.busy:
        state = emulator.backend.clock.set(mode, at_ms=at_ms, factor=float(factor))
        with emulator.backend.store.write() as conn:
            save_clock(conn, state)
    emulator.worker.wake()
    return json_answer(200, _clock(emulator))


def advance_clock(call: ControlCall) -> Answer:
    """Move a manual clock; the jobs that fall due are done before the answer."""
    emulator = call.emulator
    clock = emulator.backend.clock
    if not clock.is_manual:
        raise ControlError(409, "only a manual clock is advanced: PUT /_emulator/clock with mode manual first")
    with emulator.worker.busy:
        if call.body.get("until_idle") is True:
            try:
                done = emulator.worker.advance_until_idle()
            except EndlessWorkError as error:
                raise ControlError(409, str(error)) from None
        else:
            done = emulator.worker.advance(_target(call.body, clock.now_ms()))
        with emulator.backend.store.write() as conn:
            save_clock(conn, clock.state)
    return json_answer(200, {**_clock(emulator), "jobs_done": done})


def list_faults(call: ControlCall) -> Answer:
    """Return the faults in force."""
    return json_answer(200, {"faults": [fault.describe() for fault in call.emulator.faults.list()]})


def add_fault(call: ControlCall) -> Answer:
    """Put a fault in force."""
    try:
        return json_answer(201, call.emulator.faults.add(call.body).describe())
    except FaultError as error:
        raise ControlError(400, str(error)) from None


def clear_faults(call: ControlCall) -> Answer:
    """Lift all faults."""
    call.emulator.faults.clear()
    return json_answer(204, None)


def remove_fault(call: ControlCall) -> Answer:
    """Lift one fault."""
    number = call.name if call.name.isascii() and call.name.isdigit() and len(call.name) < 19 else "0"
    if not call.emulator.faults.remove(int(number)):
        raise ControlError(404, f"there is no fault {call.name}")
    return json_answer(204, None)


def _target(body: dict[str, Any], now_ms: int) -> int:
    seconds = body.get("seconds")
    if seconds is not None:
        if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
            raise ControlError(400, "seconds is a number from 0")
        if seconds * 1000 > MAX_MS - now_ms:
            raise ControlError(400, f"the clock ends at {MAX_MS}")
        return now_ms + round(seconds * 1000)
    to_ms = _whole(body, "to_ms")
    if to_ms is None:
        raise ControlError(400, "say how far: seconds, to_ms or until_idle")
    if to_ms < now_ms:
        raise ControlError(400, f"the clock is at {now_ms} already and does not go back")
    return to_ms


def _whole(body: dict[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_MS):
        raise ControlError(400, f"{name} is a whole number of milliseconds, at most {MAX_MS}")
    return value


def _clock(emulator: Emulator) -> dict[str, Any]:
    clock = emulator.backend.clock
    return {"mode": clock.state.mode, "factor": clock.state.factor, "now_ms": clock.now_ms()}
