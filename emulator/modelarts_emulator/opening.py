"""Puts a backend together from a configuration."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from .backend import Backend
from .clock import MANUAL_START_MS, Clock, ClockState, dump_state, load_state
from .config import TEMPORARY, Config
from .ids import Ids
from .jobs import Jobs
from .links import Links
from .object_address import open_objects
from .store import Store
from .store.metadata import meta

if TYPE_CHECKING:
    from sqlalchemy import Connection


class OpenedBackend:
    """A backend with what belongs to its life: the signing key and the temporary folder, if any."""

    def __init__(self, config: Config) -> None:
        self._folder: str | None = None
        store = config.store
        objects = config.objects
        if TEMPORARY in (store, objects):
            self._folder = tempfile.mkdtemp(prefix="modelarts-emulator-")
            store = f"sqlite:///{self._folder}/state.sqlite" if store == TEMPORARY else store
            objects = f"{self._folder}/objects" if objects == TEMPORARY else objects
        try:
            self.backend, self.key = _open(config, store, objects)
        except BaseException:
            self._remove_folder()
            raise

    def close(self) -> None:
        """Close the store and remove the temporary folder."""
        self.backend.store.close()
        self._remove_folder()

    def _remove_folder(self) -> None:
        if self._folder is not None and Path(self._folder).exists():
            shutil.rmtree(self._folder, ignore_errors=True)


def initial_clock(config: Config, now_ms: int) -> ClockState:
    """Return the clock that a new store, or one that was reset, starts with."""
    setting = config.clock
    if setting.mode is None or setting.mode == "real":
        return ClockState()
    # A seeded run is to give the same bytes at any time of any day.
    default_ms = now_ms if config.seed is None else MANUAL_START_MS
    base_ms = default_ms if setting.start_ms is None else setting.start_ms
    return ClockState(setting.mode, base_ms, now_ms, setting.factor)


def save_clock(conn: Connection, state: ClockState) -> None:
    """Remember the clock for the next start."""
    write_fact(conn, "clock", dump_state(state))


def read_fact(conn: Connection, name: str) -> Any:
    """Return a fact about the store, `None` if it is not known."""
    return conn.execute(select(meta.c.value).where(meta.c.name == name)).scalar()


def write_fact(conn: Connection, name: str, value: Any) -> None:
    """Set a fact about the store."""
    if conn.execute(update(meta).where(meta.c.name == name).values(value=value)).rowcount == 0:
        conn.execute(insert(meta).values(name=name, value=value))


def _open(config: Config, address: str, objects: str) -> tuple[Backend, bytes]:
    store = Store(address)
    try:
        with store.write() as conn:
            key = _signing_key(conn, config.seed)
            epoch = (read_fact(conn, "epoch") or 0) + 1
            write_fact(conn, "epoch", epoch)
            clock = _clock(conn, config)
        backend = Backend(
            config=config,
            clock=clock,
            ids=Ids(config.seed, epoch),
            store=store,
            objects=open_objects(objects, clock.now_ms),
            jobs=Jobs(clock),
            links=Links(clock, key),
        )
    except BaseException:
        store.close()
        raise
    return backend, key


def _signing_key(conn: Connection, seed: int | None) -> bytes:
    """Return the key of tokens and download addresses; it stays with the store, so that both survive a restart."""
    known = read_fact(conn, "key")
    if known is None:
        known = os.urandom(32).hex() if seed is None else hashlib.sha256(f"key of seed {seed}".encode()).hexdigest()
        write_fact(conn, "key", known)
    return bytes.fromhex(known)


def _clock(conn: Connection, config: Config) -> Clock:
    clock = Clock()
    known = read_fact(conn, "clock")
    remembered = None if known is None else load_state(known)
    if config.clock.mode is None:
        state = remembered or ClockState()
    elif remembered is not None and remembered.mode == config.clock.mode and config.clock.start_ms is None:
        # The same setting as before goes on where it stood: a restart is no time travel.
        factor = config.clock.factor
        state = ClockState(remembered.mode, remembered.base_ms, remembered.wall_ms, remembered.factor)
        if remembered.factor != factor:
            state = ClockState(remembered.mode, Clock(remembered).now_ms(), clock.now_ms(), factor)
    else:
        state = initial_clock(config, clock.now_ms())
    clock.restore(state)
    save_clock(conn, state)
    return clock
