from __future__ import annotations

import re

from modelarts_emulator.ids import Ids


def test_forms() -> None:
    for ids in (Ids(), Ids(seed=3)):
        assert re.fullmatch(r"[A-Za-z0-9]{20}", ids.short())
        assert re.fullmatch(r"[0-9a-f]{32}", ids.hex32())
        assert 0 <= ids.number(7) < 7


def test_a_seed_repeats_itself_and_another_does_not() -> None:
    first, second, other = ([Ids(seed).short() for _ in range(1)] for seed in (1, 1, 2))
    assert first == second != other


def test_ids_do_not_repeat() -> None:
    ids = Ids(seed=1)
    assert len({ids.short() for _ in range(5000)}) == 5000
    assert len({Ids().short() for _ in range(1000)}) == 1000


def test_a_restart_on_the_same_store_gives_new_ids() -> None:
    assert Ids(seed=1, epoch=1).short() != Ids(seed=1, epoch=2).short()


def test_the_sequence_can_be_put_back() -> None:
    ids = Ids(seed=1, epoch=2)
    ids.short()
    saved = ids.save()
    following = [ids.short(), ids.hex32()]
    ids.restore(saved)
    assert [ids.short(), ids.hex32()] == following
    ids.restore()
    assert ids.short() == Ids(seed=1).short()
