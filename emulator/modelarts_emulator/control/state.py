"""Reset, snapshot and restore: the rows, the objects, the ids and the clock together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..clock import dump_state, load_state
from ..opening import initial_clock, save_clock
from ..store import snapshots
from .messages import ControlCall, ControlError, json_answer

if TYPE_CHECKING:
    from ..clock import ClockState
    from ..emulator import Emulator
    from ..pipeline import Answer

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def reset(call: ControlCall) -> Answer:
    """Empty the emulator, or put it back to a snapshot."""
    name = call.body.get("snapshot")
    if name is not None:
        _restore(call.emulator, _check_name(name))
    else:
        _empty(call.emulator)
    return json_answer(
        200, {"state": "empty" if name is None else name, "now_ms": call.emulator.backend.clock.now_ms()}
    )


def save_snapshot(call: ControlCall) -> Answer:
    """Keep a copy of everything."""
    name = _check_name(call.body.get("name"))
    emulator = call.emulator
    backend = emulator.backend
    with emulator.worker.busy, backend.store.write() as conn:
        at_ms = backend.clock.now_ms()
        snapshots.save_state(conn, name, at_ms, backend.ids.save(), dump_state(backend.clock.state))
        if backend.objects.owned:
            backend.objects.save(name)
    return json_answer(201, {"name": name, "created_ms": at_ms, "objects": backend.objects.owned})


def restore(call: ControlCall) -> Answer:
    """Put the emulator back to a snapshot."""
    name = _check_name(call.body.get("name"))
    _restore(call.emulator, name)
    return json_answer(200, {"state": name, "now_ms": call.emulator.backend.clock.now_ms()})


def list_snapshots(call: ControlCall) -> Answer:
    """Return the snapshots there are."""
    with call.emulator.backend.store.read() as conn:
        return json_answer(200, {"snapshots": snapshots.list_states(conn)})


def delete_snapshot(call: ControlCall) -> Answer:
    """Remove a snapshot."""
    name = _check_name(call.name)
    with call.emulator.backend.store.write() as conn:
        if not snapshots.forget_state(conn, name):
            raise ControlError(404, f"there is no snapshot {name!r}")
    if call.emulator.backend.objects.owned:
        call.emulator.backend.objects.forget(name)
    return json_answer(204, None)


def _empty(emulator: Emulator) -> None:
    backend = emulator.backend
    with emulator.worker.busy, backend.store.write() as conn:
        snapshots.clear_state(conn)
        # Buckets of somebody else's server are not ours to empty.
        if backend.objects.owned:
            backend.objects.clear()
        _take_clock(emulator, conn, initial_clock(emulator.config, backend.clock.wall_ms()))
        backend.ids.restore()
    emulator.faults.clear()
    emulator.log.clear()
    emulator.request_ids.restore()


def _restore(emulator: Emulator, name: str) -> None:
    backend = emulator.backend
    with emulator.worker.busy, backend.store.write() as conn:
        try:
            ids, clock = snapshots.load_state(conn, name)
        except LookupError as error:
            raise ControlError(404, str(error)) from None
        if backend.objects.owned:
            backend.objects.restore(name)
        state = load_state(clock)
        if state.mode != "real":
            _take_clock(emulator, conn, state)
        backend.ids.restore(ids)
    emulator.worker.wake()


def _take_clock(emulator: Emulator, conn: Any, state: ClockState) -> None:
    emulator.backend.clock.restore(state)
    save_clock(conn, state)


def _check_name(name: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ControlError(400, "name is 1 to 64 letters, digits, - and _, and starts with a letter or digit")
    return name
