from __future__ import annotations

import pytest
from modelarts_emulator.clock import Clock, ClockState, dump_state, load_state
from modelarts_emulator.config import ClockSetting, ConfigError, parse_clock


class Wall:
    ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


def test_a_real_clock_is_the_machines() -> None:
    wall = Wall()
    clock = Clock(wall_ms=wall)
    wall.ms += 5
    assert clock.now_ms() == 1_000_005
    assert clock.real_seconds_until(1_002_005) == 2


def test_a_scaled_clock_runs_faster_from_where_it_was_set() -> None:
    wall = Wall()
    clock = Clock(wall_ms=wall)
    clock.set("scaled", at_ms=5_000, factor=60)
    wall.ms += 1_000
    assert clock.now_ms() == 65_000
    assert clock.real_seconds_until(125_000) == 1
    clock.set("scaled", factor=0.5)
    wall.ms += 1_000
    assert clock.now_ms() == 65_500


def test_a_manual_clock_moves_forward_only() -> None:
    wall = Wall()
    clock = Clock(wall_ms=wall)
    clock.set("manual", at_ms=100)
    wall.ms += 1_000
    assert clock.now_ms() == 100
    clock.move_to(150)
    clock.move_to(120)
    assert clock.now_ms() == 150
    assert clock.real_seconds_until(200) is None
    clock.set("real")
    with pytest.raises(ValueError, match="only a manual clock"):
        clock.move_to(1)


def test_a_factor_is_positive() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Clock().set("scaled", factor=0)


def test_the_setting_survives_being_stored() -> None:
    state = ClockState("scaled", 5, 6, 2.5)
    assert load_state(dump_state(state)) == state


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("real", ClockSetting("real")),
        ("manual", ClockSetting("manual")),
        ("manual@1760000000000", ClockSetting("manual", start_ms=1760000000000)),
        ("scaled:60", ClockSetting("scaled", 60.0)),
        ("scaled:0.5@7", ClockSetting("scaled", 0.5, 7)),
    ],
)
def test_clock_settings(text: str, setting: ClockSetting) -> None:
    assert parse_clock(text) == setting


WRONG = ["", "fast", "real:2", "manual:2", "scaled:0", "scaled:-1", "scaled:x", "manual@noon"]
TOO_FAR = ["scaled:1e400", "scaled:nan", "manual@-1", "manual@" + "9" * 15, "manual@" + "9" * 5000]


@pytest.mark.parametrize("text", [*WRONG, *TOO_FAR])
def test_wrong_clock_settings(text: str) -> None:
    with pytest.raises(ConfigError, match="is no clock"):
        parse_clock(text)
