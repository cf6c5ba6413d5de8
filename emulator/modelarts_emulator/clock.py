"""The emulator's time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

ClockMode = Literal["real", "scaled", "manual"]

#: Where a manual clock starts unless told otherwise: 2025-10-09T08:53:20Z.
MANUAL_START_MS = 1_760_000_000_000
#: The latest time it can be set to, 9999-01-01: a token's expiry, a day later, must still be a date.
MAX_MS = 253_370_764_800_000
#: How many times as fast as the real one a clock can run.
MAX_FACTOR = 1_000_000


@dataclass(frozen=True, slots=True)
class ClockState:
    """All that is needed to go on after a restart. `base_ms` is the clock's time at the wall time `wall_ms`."""

    mode: ClockMode = "real"
    base_ms: int = 0
    wall_ms: int = 0
    factor: float = 1.0


class Clock:
    """Time in milliseconds since the epoch: the real one, a faster or slower one, or one moved by hand."""

    def __init__(self, state: ClockState | None = None, wall_ms: Callable[[], int] | None = None) -> None:
        #: The machine's own time.
        self.wall_ms = wall_ms or (lambda: time.time_ns() // 1_000_000)
        self._state = state or ClockState()
        self._changed = threading.Condition()

    @property
    def state(self) -> ClockState:
        """The present setting."""
        return self._state

    @property
    def is_manual(self) -> bool:
        """Whether time stands still until it is moved."""
        return self._state.mode == "manual"

    def now_ms(self) -> int:
        """Return the present time."""
        state = self._state
        if state.mode == "real":
            return self.wall_ms()
        if state.mode == "manual":
            return state.base_ms
        return state.base_ms + int((self.wall_ms() - state.wall_ms) * state.factor)

    def set(self, mode: ClockMode, *, at_ms: int | None = None, factor: float = 1.0) -> ClockState:
        """Change the mode, at `at_ms` or where the clock stands; raises ValueError for a factor of 0 or less."""
        if factor <= 0:
            raise ValueError("the factor of a scaled clock is more than 0")
        if mode == "real":
            state = ClockState()
        else:
            base_ms = self.now_ms() if at_ms is None else at_ms
            state = ClockState(mode, base_ms, self.wall_ms(), factor if mode == "scaled" else 1.0)
        self.restore(state)
        return state

    def move_to(self, at_ms: int) -> None:
        """Move a manual clock forward; it never goes back."""
        state = self._state
        if state.mode != "manual":
            raise ValueError("only a manual clock can be moved")
        self.restore(ClockState("manual", max(at_ms, state.base_ms), state.wall_ms))

    def restore(self, state: ClockState) -> None:
        """Take over a setting and wake whoever waits for a time."""
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def real_seconds_until(self, at_ms: int) -> float | None:
        """How long to wait for a time, in real seconds; `None` when a manual clock has to be moved for it."""
        state = self._state
        if state.mode == "manual":
            return None
        return max(0.0, (at_ms - self.now_ms()) / 1000 / state.factor)


def dump_state(state: ClockState) -> dict[str, Any]:
    """Return the setting as it is stored and shown."""
    return asdict(state)


def load_state(value: Mapping[str, Any]) -> ClockState:
    """Read a stored setting."""
    return ClockState(value["mode"], value["base_ms"], value["wall_ms"], value["factor"])
