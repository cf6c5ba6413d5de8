from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from modelarts_emulator.store import Prepared, Store
from modelarts_emulator.store.metadata import jobs, meta
from sqlalchemy import bindparam, delete, insert, select, update

ADD = Prepared(insert(meta).values(name=bindparam("name"), value=bindparam("value")))
SHOW = Prepared(select(meta.c.value, meta.c.name).where(meta.c.name == bindparam("name")).limit(1))
NAMES = Prepared(select(meta.c.name).where(meta.c.name.like(bindparam("like"))).order_by(meta.c.name))
CHANGE = Prepared(update(meta).where(meta.c.name == bindparam("key")).values(value=bindparam("new")))
REMOVE = Prepared(delete(meta).where(meta.c.name == bindparam("key")))

_FILLED = ("kind", "project_id", "subject_id", "due_ms", "created_ms", "status", "payload")
#: The column `attempts` has a default that is made in Python.
_WITH_DEFAULT = insert(jobs).values({name: bindparam(name) for name in _FILLED})


@pytest.fixture
def store(store_address: str) -> Iterator[Store]:
    store = Store(store_address)
    yield store
    store.close()


@pytest.mark.parametrize("value", [{"ü": [1, None]}, 5, 0.5, "text", "5", [], True, None])
def test_values_come_back_as_they_were(store: Store, value: object) -> None:
    with store.write() as conn:
        ADD.run(conn, {"name": "test-a", "value": value})
    with store.read() as conn:
        row = SHOW.first(conn, {"name": "test-a"})
        assert row is not None
        assert tuple(row) == (value, "test-a")
        assert conn.execute(select(meta.c.value).where(meta.c.name == "test-a")).scalar_one() == value


def test_rows_are_found_changed_and_removed(store: Store) -> None:
    with store.write() as conn:
        for name in ("test-b", "test-a"):
            ADD.run(conn, {"name": name, "value": 1})
        assert [row[0] for row in NAMES.all(conn, {"like": "test-%"})] == ["test-a", "test-b"]
        assert CHANGE.run(conn, {"key": "test-a", "new": [2]}) == 1
        assert CHANGE.run(conn, {"key": "none", "new": [2]}) == 0
        assert REMOVE.run(conn, {"key": "test-b"}) == 1
    with store.read() as conn:
        assert SHOW.first(conn, {"name": "test-b"}) is None
        row = SHOW.first(conn, {"name": "test-a"})
        assert row is not None
        assert row[0] == [2]


def test_an_undone_write_undoes_prepared_statements(store: Store) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        _add_and_fail(store)
    with store.read() as conn:
        assert SHOW.first(conn, {"name": "test-a"}) is None


def _add_and_fail(store: Store) -> None:
    with store.write() as conn:
        ADD.run(conn, {"name": "test-a", "value": 1})
        raise RuntimeError("in the middle")


def test_what_cannot_be_prepared_is_refused(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/state.sqlite")
    with store.write() as conn:
        with pytest.raises(ValueError, match="cannot be prepared"):
            Prepared(select(meta).where(meta.c.name.in_(["a"]))).first(conn, {})
        with pytest.raises(ValueError, match="cannot be prepared"):
            Prepared(_WITH_DEFAULT).run(conn, {})
        with pytest.raises(KeyError, match="needs a value for name"):
            SHOW.first(conn, {})
    store.close()
