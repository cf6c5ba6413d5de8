from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from modelarts_emulator.store import Store, StoreError, metadata
from modelarts_emulator.store.metadata import jobs, meta
from modelarts_emulator.store.snapshots import clear_state, forget_state, list_states, load_state, save_state
from sqlalchemy import func, insert, select, update
from sqlalchemy.pool import QueuePool

ROW = {
    "kind": "k",
    "project_id": "p",
    "subject_id": "s",
    "due_ms": 1,
    "created_ms": 1,
    "status": "waiting",
    "attempts": 0,
    "payload": {"ü": [1, None, True]},
}


@pytest.fixture
def store(store_address: str) -> Iterator[Store]:
    store = Store(store_address)
    yield store
    store.close()


def count(store: Store) -> int:
    with store.read() as conn:
        return conn.execute(select(func.count()).select_from(jobs)).scalar_one()


def test_a_write_is_kept_and_read_back(store: Store) -> None:
    with store.write() as conn:
        conn.execute(insert(jobs).values(**ROW))
    with store.read() as conn:
        assert conn.execute(select(jobs.c.payload)).scalar_one() == {"ü": [1, None, True]}


def test_a_write_that_raises_is_undone(store: Store) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        _insert_and_fail(store)
    assert count(store) == 0
    with store.write() as conn:
        conn.execute(insert(jobs).values(**ROW))
    assert count(store) == 1


def test_threads_that_ended_hold_no_connection(store: Store) -> None:
    for _ in range(8):
        for task in (_insert, count):
            thread = threading.Thread(target=task, args=(store,))
            thread.start()
            thread.join()
    pool = store.engine.pool
    assert isinstance(pool, QueuePool)
    # On SQLite the store itself keeps the one that writes.
    assert pool.checkedout() == store.is_sqlite
    assert pool.checkedin() <= 2
    assert count(store) == 8


def test_a_reader_sees_one_state_for_the_length_of_its_block(store: Store) -> None:
    with store.read() as conn:
        assert conn.execute(select(func.count()).select_from(jobs)).scalar_one() == 0
        writer = threading.Thread(target=_insert, args=(store,))
        writer.start()
        writer.join()
        assert conn.execute(select(func.count()).select_from(jobs)).scalar_one() == 0
    assert count(store) == 1


def _insert_and_fail(store: Store) -> None:
    with store.write() as conn:
        conn.execute(insert(jobs).values(**ROW))
        raise RuntimeError("in the middle")


def _insert(store: Store) -> None:
    with store.write() as conn:
        conn.execute(insert(jobs).values(**ROW))


def test_writers_that_read_first_do_not_lose_updates(store: Store) -> None:
    with store.write() as conn:
        conn.execute(insert(meta).values(name="number", value=0))

    def add() -> None:
        for _ in range(25):
            with store.write() as conn:
                value = conn.execute(select(meta.c.value).where(meta.c.name == "number")).scalar_one()
                conn.execute(update(meta).where(meta.c.name == "number").values(value=value + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as conn:
        assert conn.execute(select(meta.c.value).where(meta.c.name == "number")).scalar_one() == 100


def test_two_stores_on_one_database_share_it(store: Store, store_address: str) -> None:
    other = Store(store_address)
    with other.write() as conn:
        conn.execute(insert(jobs).values(**ROW))
    other.close()
    assert count(store) == 1


def test_snapshots_bring_all_rows_back(store: Store) -> None:
    with store.write() as conn:
        conn.execute(insert(jobs), [ROW] * 3)
        save_state(conn, "three", 7, {"epoch": 1, "count": 3}, {"mode": "real"})
        before = conn.execute(select(jobs).order_by(jobs.c.id)).all()
        clear_state(conn)
    assert count(store) == 0
    with store.write() as conn:
        assert load_state(conn, "three") == ({"epoch": 1, "count": 3}, {"mode": "real"})
    with store.write() as conn:
        assert conn.execute(select(jobs).order_by(jobs.c.id)).all() == before
        # The rows that come next do not collide with those that came back.
        conn.execute(insert(jobs).values(**ROW))
        assert list_states(conn) == [{"name": "three", "created_ms": 7}]
        assert forget_state(conn, "three")
        assert not forget_state(conn, "three")
        with pytest.raises(LookupError, match="no snapshot 'three'"):
            load_state(conn, "three")


def test_a_snapshot_of_the_same_name_replaces_the_older_one(store: Store) -> None:
    with store.write() as conn:
        conn.execute(insert(jobs), [ROW] * 2)
        save_state(conn, "it", 1, {}, {})
        clear_state(conn)
        save_state(conn, "it", 2, {}, {})
        load_state(conn, "it")
    assert count(store) == 0


def test_a_store_of_another_version_is_refused(store: Store, store_address: str) -> None:
    with store.write() as conn:
        conn.execute(update(meta).where(meta.c.name == "schema").values(value=-1))
    with pytest.raises(StoreError, match="schema version -1, this emulator needs"):
        Store(store_address)


def test_state_tables_can_be_emptied_and_kept(store: Store) -> None:
    kept = {table.name for table in metadata.sorted_tables if table.info.get("keep")}
    assert kept == {"meta", "snapshots", "snapshot_rows"}


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nonsense", "is no store address"),
        ("mysql://localhost/x", "sqlite or postgresql, not mysql"),
        ("sqlite://", "the store is a file"),
        ("sqlite:////dev/null/state.sqlite", "cannot open the store"),
        ("postgresql://demo@127.0.0.1:1/none", "cannot open the store postgresql"),
    ],
)
def test_a_bad_address_is_explained(address: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        Store(address)


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, and long enough to be looked at " * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store(f"sqlite:///{path}")
    assert path.read_text().startswith("not a database")


def test_a_password_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store("postgresql://demo:very-secret@127.0.0.1:1/none")
    assert "very-secret" not in str(caught.value)
