"""Connections and transactions."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from . import tables as _tables  # noqa: F401  (declares them)
from .schema import create_schema

#: How much of the database the one connection that writes keeps in memory, in KiB. Samples are found by ids that are
#: spread over all of an index: with the usual 2 MiB nearly each of them would be read from the file again.
WRITER_CACHE_KIB = 32 * 1024

_LOCK_WRITERS = text("SELECT pg_advisory_xact_lock(7719284)")


class StoreError(Exception):
    """The store cannot be opened: a bad address, an unreachable server, a file of another program."""


def _dump_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _load_json(value: Any) -> Any:
    # SQLite keeps a JSON text that is a number as a number.
    return orjson.loads(value) if isinstance(value, str | bytes) else value


class _Read:
    """A consistent view of the store for the length of a `with` block."""

    __slots__ = ("_conn", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> Connection:
        self._conn = self._store._checkout()
        return self._conn

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._store._checkin(self._conn)


class _Write:
    """A transaction that is committed at the end of the block, rolled back when the block raises."""

    __slots__ = ("_conn", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> Connection:
        self._conn = self._store._begin()
        return self._conn

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._store._end(self._conn, commit=kind is None)


class _Kept:
    """A connection that a thread keeps; it goes back to the pool when the thread ends."""

    __slots__ = ("__weakref__", "conn", "driver")

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        driver: Any = conn.connection.driver_connection
        self.driver: sqlite3.Connection = driver
        # Nothing but the thread's own storage refers to us: we go when it goes.
        weakref.finalize(self, conn.close).atexit = False


class Store:
    """The emulator's database, by its SQLAlchemy address (`sqlite:///file`, `postgresql://…`).

    Safe to use from several threads, and from several processes at once. Raises StoreError when it
    cannot be opened.
    """

    def __init__(self, address: str) -> None:
        self.url = _parse(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url)
        self._local = threading.local()
        self._kept: weakref.WeakSet[_Kept] = weakref.WeakSet()
        self._keeping = threading.Lock()
        # SQLite lets one connection write at a time and makes others poll; waiting on a lock is quicker and fair.
        self._writing = threading.RLock()
        # One for all threads: what another connection writes makes this one forget all that it has read.
        self._writer: _Kept | None = None
        try:
            create_schema(self.engine)
        except SQLAlchemyError as error:
            self.engine.dispose()
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise StoreError(f"cannot open the store {self.url.render_as_string()}: {reason}") from error

    def read(self) -> _Read:
        """`with store.read() as conn:` gives a consistent view; nothing written through it is kept."""
        return _Read(self)

    def write(self) -> _Write:
        """`with store.write() as conn:` gives a transaction that commits at the end of the block."""
        return _Write(self)

    def close(self) -> None:
        """Close all connections."""
        with self._keeping:
            kept = list(self._kept)
        for each in kept:
            each.conn.close()
        self.engine.dispose()

    def _checkout(self) -> Connection:
        if not self.is_sqlite:
            return self.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        kept = self._keep_reader()
        kept.driver.execute("BEGIN")
        return kept.conn

    def _checkin(self, conn: Connection) -> None:
        if self.is_sqlite:
            _finish(conn, self._local.reader.driver, commit=False)
        else:
            conn.close()

    def _keep_reader(self) -> _Kept:
        """Return this thread's connection: taking one from the pool costs more than the query itself."""
        kept: _Kept | None = getattr(self._local, "reader", None)
        if kept is None or kept.conn.closed:
            kept = self._local.reader = _Kept(self.engine.connect())
            with self._keeping:
                self._kept.add(kept)
        return kept

    def _keep_writer(self) -> _Kept:
        kept = self._writer
        if kept is None or kept.conn.closed:
            kept = self._writer = _Kept(self.engine.connect())
            kept.driver.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")
            with self._keeping:
                self._kept.add(kept)
        return kept

    def _begin(self) -> Connection:
        if not self.is_sqlite:
            conn = self.engine.connect()
            # One writer at a time, as with SQLite: services may read, decide and write without surprises.
            conn.execute(_LOCK_WRITERS)
            return conn
        self._writing.acquire()
        try:
            kept = self._keep_writer()
            if kept.driver.in_transaction:
                raise RuntimeError("a write block inside another write block of the same thread")
            # The library's own events would do this too, and slow every statement down.
            kept.driver.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._writing.release()
            raise
        return kept.conn

    def _end(self, conn: Connection, *, commit: bool) -> None:
        if not self.is_sqlite:
            try:
                if commit:
                    conn.commit()
            finally:
                conn.close()
            return
        try:
            _finish(conn, self._keep_writer().driver, commit=commit)
        finally:
            self._writing.release()


def _finish(conn: Connection, driver: sqlite3.Connection, *, commit: bool) -> None:
    """End the driver's transaction, which the library knows of once it has carried a statement out."""
    try:
        if commit:
            driver.commit()
    finally:
        if conn.in_transaction():
            conn.rollback()
        if driver.in_transaction:
            driver.rollback()


def _parse(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreError(
            f"{address!r} is no store address; give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
        ) from None
    name = url.get_backend_name()
    if name not in ("sqlite", "postgresql"):
        raise StoreError(f"the store can be sqlite or postgresql, not {name}")
    if name == "postgresql" and url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if name == "sqlite" and url.database in (None, "", ":memory:"):
        raise StoreError(
            "the store is a file: sqlite:///FILE (give --store temporary for one that is removed at the end)"
        )
    return url


def _sqlite_engine(url: URL) -> Engine:
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot open the store {url.render_as_string()}: {folder}: {error.strerror}") from error
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=20,
        max_overflow=-1,
        # The driver must not open transactions by itself: we say BEGIN, and of which kind.
        connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": 512, "timeout": 30},
        json_serializer=_dump_json,
        json_deserializer=_load_json,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        # In pages: changes all over a large store are gathered before they are copied back, at most 64 MiB.
        connection.execute("PRAGMA wal_autocheckpoint=16000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=30000")

    return engine


def _postgresql_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            pool_size=16,
            max_overflow=16,
            pool_pre_ping=False,
            json_serializer=_dump_json,
            json_deserializer=_load_json,
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            f"a PostgreSQL store needs the package {error.name}: install modelarts-emulator[postgresql]"
        ) from None
